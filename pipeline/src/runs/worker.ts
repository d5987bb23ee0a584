import { parentPort } from 'node:worker_threads';
import { LandsichtError } from '@landsicht/core';
import { monitorOf } from '../monitors/index.js';
import { createAssetAccess } from '../sources/access/asset-access.js';
import { credentialsFrom } from '../sources/access/credentials.js';
import { serveUnits } from './serve-units.js';

if (parentPort == null) throw new LandsichtError('bad-argument', 'runs/worker.js is the entry of a worker thread; use executeLocally');
serveUnits(parentPort, monitorOf, createAssetAccess({ credentials: credentialsFrom(process.env) }));

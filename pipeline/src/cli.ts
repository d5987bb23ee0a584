#!/usr/bin/env node
import { main } from './main.js';

// Whoever reads may leave early (`landsicht status | head`): no reason to break off, nor for a stack trace
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env });

import { createHash } from 'node:crypto';
import { chmod, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { fsyncDir, makeFolder, storageError, writeFileAtomic, writeFileSynced } from '../runs/sync-fs.js';
import type { PhotoCheck } from './checks/photo-check.js';
import type { PhotoVerdict } from './checks/photo-checks.js';
import type { PhotoEvidence } from './checks/photo-evidence.js';
import type { ExaminedPhoto } from './examine-photo.js';

/** One photo sent for one task, with all that its checks looked at: they can be run again. */
export interface PhotoSubmission {
  readonly taskId: string;
  readonly parcelId: string;
  readonly sha256: string;
  readonly receivedUtc: string;
  readonly checksVersion: string;
  readonly verdict: PhotoVerdict;
  readonly checks: readonly PhotoCheck[];
  readonly evidence: PhotoEvidence;
  /** Of the device, as sent; the record it covers is in the evidence. */
  readonly signatureBase64: string | null;
}

/**
 * Photos of a workspace: `catalogue/photos/<sha-256>/` with `original`, `view.jpg`, `facts.json`, and `checks/<task>.json` per task it was
 * sent for. Nothing is ever changed: what is there stays.
 */
export class PhotoFiles {
  private readonly root: string;

  constructor(catalogueDir: string) {
    this.root = join(catalogueDir, 'photos');
  }

  /** All of it or nothing; the same bytes again change nothing. */
  async add(original: Uint8Array, { facts, pixels, view, viewFacts }: ExaminedPhoto): Promise<void> {
    const dir = this.dirOf(facts.sha256);
    if (await isThere(dir)) return;
    const part = join(this.root, `.${facts.sha256}.tmp-${process.pid}-${parts++}`);
    try {
      await makeFolder(part);
      await makeFolder(join(part, 'checks'));
      await writeFileSynced(join(part, 'original'), original);
      await chmod(join(part, 'original'), 0o400);
      await writeFileSynced(join(part, 'view.jpg'), view);
      await writeFileSynced(join(part, 'facts.json'), `${JSON.stringify({ facts, pixels, view: viewFacts }, null, 1)}\n`);
      await fsyncDir(part);
      await rename(part, dir);
      await fsyncDir(this.root);
    } catch (error) {
      await rm(part, { recursive: true, force: true });
      if (await isThere(dir)) return; // another upload of the same bytes was faster
      throw storageError(error, dir);
    }
  }

  /** Once per photo and task. */
  async addSubmission(submission: PhotoSubmission): Promise<void> {
    await writeFileAtomic(this.submissionPath(submission.sha256, submission.taskId), `${JSON.stringify(submission, null, 1)}\n`);
  }

  async submission(sha256: string, taskId: string): Promise<PhotoSubmission> {
    const path = this.submissionPath(sha256, taskId);
    try {
      return JSON.parse(await readFile(path, 'utf8')) as PhotoSubmission;
    } catch (cause) {
      throw damaged(path, errorMessage(cause), cause);
    }
  }

  /** JPEG without metadata, reduced and blurred. */
  view(sha256: string): Promise<Uint8Array> {
    return readWhole(join(this.dirOf(sha256), 'view.jpg'));
  }

  /** Byte by byte what was sent; whoever calls has logged why. */
  async original(sha256: string): Promise<Uint8Array> {
    const path = join(this.dirOf(sha256), 'original');
    const bytes = await readWhole(path);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) throw damaged(path, `its sha-256 is ${found}`);
    return bytes;
  }

  private dirOf(sha256: string): string {
    return join(this.root, safe(sha256, /^[0-9a-f]{64}$/));
  }

  private submissionPath(sha256: string, taskId: string): string {
    return join(this.dirOf(sha256), 'checks', `${safe(taskId, /^[0-9a-f-]{8,64}$/)}.json`);
  }
}

let parts = 0;

/** Names become parts of paths. */
function safe(name: string, form: RegExp): string {
  if (form.test(name)) return name;
  throw new LandsichtError('bad-argument', `photo: a name of the form ${form.source} was expected`);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) != null;
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw damaged(path, errorMessage(cause), cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): LandsichtError {
  return new LandsichtError('lake-damaged', `${path}: a stored photo is damaged (${what}). Bring the file back from a copy`, { cause });
}

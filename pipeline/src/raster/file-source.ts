import { type FileHandle, open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorMessage, LandsichtError } from '@landsicht/core';
import type { ByteSource } from './byte-source.js';

export class FileSource implements ByteSource {
  readonly href: string;
  readonly sizeBytes: number;
  private readonly file: FileHandle;

  private constructor(href: string, file: FileHandle, sizeBytes: number) {
    this.href = href;
    this.file = file;
    this.sizeBytes = sizeBytes;
  }

  static async open(href: string): Promise<FileSource> {
    const path = /^file:/i.test(href) ? fileURLToPath(href) : href;
    const failed = (cause: unknown): never => {
      throw openError(href, cause);
    };
    const found = await stat(path).catch(failed); // before open, which waits for a writer where the path is a pipe
    if (found.isFile()) return new FileSource(href, await open(path, 'r').catch(failed), found.size);
    throw new LandsichtError('raster-invalid', `${href}: expected a raster file, got a folder or device. Name one file.`);
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const wanted = Math.max(0, Math.min(length, this.sizeBytes - offset));
    const bytes = new Uint8Array(wanted);
    let at = 0;
    while (at < wanted) {
      const { bytesRead } = await this.file.read(bytes, at, wanted - at, offset + at);
      if (bytesRead === 0) return bytes.subarray(0, at); // truncated since it was opened
      at += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function openError(href: string, cause: unknown): LandsichtError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'ENOENT') return new LandsichtError('not-found', `${href}: no such file. Check the path.`, { cause });
  return new LandsichtError('source-unreachable', `${href}: cannot be opened (${errorMessage(cause)}). Check its permissions.`, { cause });
}

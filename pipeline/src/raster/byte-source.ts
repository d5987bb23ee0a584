import { FileSource } from './file-source.js';
import { HttpSource } from './http-source.js';

/** Random access to the bytes of one file, wherever it lies. */
export interface ByteSource {
  readonly href: string;
  /** Infinity where the server does not tell. */
  readonly sizeBytes: number;
  /** Bytes [offset, offset + length), fewer only at the end of the file. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Sent with every HTTP request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Default the global fetch. */
  readonly fetch?: typeof fetch;
}

/** A path, `file:` URL or `http(s):` URL. */
export function openByteSource(href: string, options: OpenOptions = {}): Promise<ByteSource> {
  return /^https?:\/\//i.test(href) ? HttpSource.open(href, options) : FileSource.open(href);
}

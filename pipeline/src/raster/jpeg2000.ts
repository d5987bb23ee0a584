import { createRequire } from 'node:module';
import createOpenJpeg, { type J2KDecoder, type OpenJpeg } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { errorMessage } from '@landsicht/core';

const wasmPath = createRequire(import.meta.url).resolve('@cornerstonejs/codec-openjpeg/decodewasm');

interface Decoding {
  readonly decoder: J2KDecoder;
  /** What OpenJPEG complained about in the decoding that runs. */
  readonly errors: string[];
}

/** One OpenJPEG per thread: decoding is synchronous, so no two meet. */
let shared: Promise<Decoding> | null = null;

async function start(): Promise<Decoding> {
  const errors: string[] = [];
  const note = (line: string): void => {
    if (line.startsWith('[ERROR]')) errors.push(line.slice(8).trim());
  };
  const openJpeg: OpenJpeg = await createOpenJpeg({ locateFile: () => wasmPath, print: note, printErr: note });
  return { decoder: new openJpeg.J2KDecoder(), errors };
}

/** Decodes a codestream, halved `reductions` times, to interleaved little-endian samples. Throws an Error with OpenJPEG's words. */
export async function decodeJpeg2000(codestream: Uint8Array, reductions: number): Promise<Uint8Array> {
  shared ??= start();
  const { decoder, errors } = await shared;
  errors.length = 0;
  try {
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decodeSubResolution(reductions, 0);
    if (errors.length > 0) throw new Error(errors.join('; '));
    return new Uint8Array(decoder.getDecodedBuffer());
  } catch (error) {
    shared = null; // after an abort or lack of memory the instance cannot be used again
    throw errors.length > 0 ? new Error(errors.join('; '), { cause: error }) : new Error(errorMessage(error), { cause: error });
  }
}

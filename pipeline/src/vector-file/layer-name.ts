import { basename, extname } from 'node:path';

/** A file's name without folder and ending. */
export function layerNameOf(path: string): string {
  return basename(path, extname(path));
}

import { rename, rm, writeFile } from 'node:fs/promises';

/** Under a temporary name first: an export that is there is whole. Leaves nothing behind where it fails. */
export async function writeWhole(out: string, write: (part: string) => Promise<unknown>): Promise<void> {
  const part = `${out}.part`;
  try {
    await write(part);
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

export function writeBytes(out: string, content: string | Uint8Array): Promise<void> {
  return writeWhole(out, (part) => writeFile(part, content));
}

/** Files that belong together: all are written before the first gets its name. */
export async function writeTogether(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const parts = [...files.keys()].map((path) => [`${path}.part`, path] as const);
  try {
    for (const [path, content] of files) await writeFile(`${path}.part`, content);
    for (const [part, path] of parts) await rename(part, path);
  } catch (error) {
    for (const [part] of parts) await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

import { createHmac, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';

/** Holdings are known by a pseudonym only; who holds the key can tell again which holding it is, by trying its number (parcels.md 10.7). */
export async function holdingPseudonyms(workspaceDir: string): Promise<(holding: string) => string> {
  const key = await keyOf(join(workspaceDir, 'holding.key'));
  return (holding) => createHmac('sha256', key).update(holding).digest('hex').slice(0, 16);
}

/** Made once, readable by its owner alone, apart from what it is for. */
async function keyOf(path: string): Promise<Buffer> {
  await writeFile(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST')
      throw new LandsichtError('workspace-unwritable', `${path}: the key to holdings cannot be made (${errorMessage(cause)})`, { cause });
  });
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new LandsichtError('lake-damaged', `${path}: not a key to holdings. Bring it back: with another, holdings get other pseudonyms`);
  return Buffer.from(text, 'hex');
}

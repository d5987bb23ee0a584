import type { PhotoEvidence } from '../checks/photo-evidence.js';
import { examinePhoto } from '../examine-photo.js';
import { honestRecord, parcel } from './field-photo.js';

/** What the checks see of a file sent by an honest phone half an hour after the shot. */
export async function evidenceOf(file: Uint8Array, more: Partial<PhotoEvidence> = {}): Promise<PhotoEvidence> {
  const { facts, pixels, viewFacts } = await examinePhoto(file, 'photo.jpg');
  return {
    facts,
    pixels,
    view: viewFacts,
    record: honestRecord(),
    signature: { state: 'valid', algorithm: 'ecdsa-p256' },
    receivedUtc: '2026-06-10T10:45:00.000Z',
    task: { taskId: 'task-1', fromUtc: '2026-06-01T00:00:00.000Z', untilUtc: '2026-06-30T23:59:59.000Z' },
    parcel,
    earlierOfHolding: [],
    earlierOfDevice: [],
    ...more,
  };
}

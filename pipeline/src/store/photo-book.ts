import { LandsichtError } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import type { Database, SqlRunner } from './duckdb.js';
import { Where } from './query.js';

export interface PhotoDevice {
  readonly deviceId: string;
  readonly algorithm: 'ecdsa-p256' | 'ed25519';
  readonly publicKeyPem: string;
  readonly registeredUtc: Date;
}

export interface PhotoTask {
  readonly taskId: string;
  readonly parcelId: string;
  /** Of the parcel as it was asked about, lon/lat. */
  readonly geometry: Polygon | MultiPolygon;
  /** Pseudonym; null where the declaration names none. */
  readonly holding: string | null;
  readonly instruction: string;
  readonly nonce: string;
  readonly fromUtc: Date;
  readonly untilUtc: Date;
  readonly createdUtc: Date;
  readonly expiresUtc: Date;
}

export interface PhotoRow {
  readonly sha256: string;
  readonly taskId: string;
  readonly parcelId: string;
  readonly holding: string | null;
  readonly deviceId: string | null;
  readonly perceptualHash: string | null;
  readonly takenUtc: Date | null;
  readonly position: { readonly lonDeg: number; readonly latDeg: number } | null;
  readonly accuracyM: number | null;
  readonly receivedUtc: Date;
  readonly verdict: 'ok' | 'doubtful' | 'rejected';
}

export interface PhotoRead {
  readonly sha256: string;
  readonly person: string;
  readonly reason: string;
  readonly readUtc: Date;
}

export interface PhotoQuery {
  readonly sha256?: string;
  readonly taskId?: string;
  readonly parcelId?: string;
  readonly holding?: string;
  readonly deviceId?: string;
}

/** Photo tasks, devices and photos. Rows are only ever added. */
export class PhotoBook {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** The same key again is the same device. */
  async registerDevice(device: Omit<PhotoDevice, 'registeredUtc'>, now: Date): Promise<PhotoDevice> {
    const { deviceId, algorithm, publicKeyPem } = device;
    await this.database.transaction((sql) =>
      sql.rows('INSERT INTO photo_devices VALUES ($deviceId, $algorithm, $publicKeyPem, $now::BIGINT) ON CONFLICT DO NOTHING', {
        ...{ deviceId, algorithm, publicKeyPem },
        now: ms(now),
      }),
    );
    return (await this.device(deviceId)) ?? { ...device, registeredUtc: now };
  }

  async device(deviceId: string): Promise<PhotoDevice | null> {
    const [row] = await this.database.rows<{ algorithm: PhotoDevice['algorithm']; public_key_pem: string; registered_ms: bigint }>(
      'SELECT * FROM photo_devices WHERE device_id = $deviceId',
      { deviceId },
    );
    return row == null
      ? null
      : { deviceId, algorithm: row.algorithm, publicKeyPem: row.public_key_pem, registeredUtc: new Date(Number(row.registered_ms)) };
  }

  async addTask(task: PhotoTask): Promise<void> {
    const { taskId, parcelId, holding, instruction, nonce } = task;
    await this.database.transaction((sql) =>
      sql.rows(
        `INSERT INTO photo_tasks VALUES ($taskId, $parcelId, $geometry, $holding, $instruction, $nonce,
           $from::BIGINT, $until::BIGINT, $created::BIGINT, $expires::BIGINT)`,
        {
          ...{ taskId, parcelId, geometry: JSON.stringify(task.geometry), holding, instruction, nonce },
          ...{ from: ms(task.fromUtc), until: ms(task.untilUtc), created: ms(task.createdUtc), expires: ms(task.expiresUtc) },
        },
      ),
    );
  }

  async task(taskId: string): Promise<PhotoTask | null> {
    return (await this.tasks({ taskId }))[0] ?? null;
  }

  /** Oldest first. */
  async tasks({ taskId, parcelId }: Pick<PhotoQuery, 'taskId' | 'parcelId'>): Promise<PhotoTask[]> {
    const where = new Where().equal('taskId', taskId, 'task_id').equal('parcelId', parcelId, 'parcel_id');
    const rows = await this.database.rows<TaskRow>(`SELECT * FROM photo_tasks ${where.text} ORDER BY created_ms, task_id`, where.values);
    return rows.map(taskOf);
  }

  /** Adds a photo; one whose signature is valid uses up the nonce of its task. */
  async addPhoto(photo: PhotoRow, usesNonce: boolean): Promise<void> {
    const { sha256, taskId, parcelId, holding, deviceId, perceptualHash, accuracyM, verdict, position, takenUtc, receivedUtc } = photo;
    await this.database.transaction(async (sql) => {
      if (usesNonce) {
        await assertNonceFree(sql, taskId);
        await sql.rows('INSERT INTO photo_nonce_uses VALUES ($taskId, $sha256, $now::BIGINT)', { taskId, sha256, now: ms(receivedUtc) });
      }
      await sql.rows(
        `INSERT INTO photos (sha256, task_id, parcel_id, holding, device_id, perceptual_hash, taken_ms, lon_deg, lat_deg, accuracy_m, received_ms, verdict)
         VALUES ($sha256, $taskId, $parcelId, $holding, $deviceId, $perceptualHash, $taken::BIGINT, $lon, $lat, $accuracyM, $received::BIGINT, $verdict)
         ON CONFLICT DO NOTHING`,
        {
          ...{ sha256, taskId, parcelId, holding, deviceId, perceptualHash, accuracyM, verdict },
          ...{ lon: position?.lonDeg ?? null, lat: position?.latDeg ?? null },
          ...{ taken: takenUtc == null ? null : ms(takenUtc), received: ms(receivedUtc) },
        },
      );
    });
  }

  /** Throws `bad-argument` where a photo with a valid signature came for this task before. */
  async assertNonceFree(taskId: string): Promise<void> {
    await assertNonceFree(this.database, taskId);
  }

  /** Oldest first. */
  async photos({ sha256, taskId, parcelId, holding, deviceId }: PhotoQuery): Promise<PhotoRow[]> {
    const where = new Where()
      .equal('sha256', sha256)
      .equal('taskId', taskId, 'task_id')
      .equal('parcelId', parcelId, 'parcel_id')
      .equal('holding', holding)
      .equal('deviceId', deviceId, 'device_id');
    const rows = await this.database.rows<StoredPhotoRow>(`SELECT * FROM photos ${where.text} ORDER BY seq`, where.values);
    return rows.map(photoOf);
  }

  async logRead({ sha256, person, reason }: Omit<PhotoRead, 'readUtc'>, now: Date): Promise<void> {
    await this.database.transaction((sql) =>
      sql.rows('INSERT INTO photo_reads (sha256, person, reason, read_ms) VALUES ($sha256, $person, $reason, $now::BIGINT)', {
        ...{ sha256, person, reason },
        now: ms(now),
      }),
    );
  }

  /** Oldest first. */
  async reads(sha256: string): Promise<PhotoRead[]> {
    const rows = await this.database.rows<{ person: string; reason: string; read_ms: bigint }>(
      'SELECT person, reason, read_ms FROM photo_reads WHERE sha256 = $sha256 ORDER BY seq',
      { sha256 },
    );
    return rows.map(({ person, reason, read_ms }) => ({ sha256, person, reason, readUtc: new Date(Number(read_ms)) }));
  }
}

interface TaskRow {
  readonly task_id: string;
  readonly parcel_id: string;
  readonly geometry: string;
  readonly holding: string | null;
  readonly instruction: string;
  readonly nonce: string;
  readonly from_ms: bigint;
  readonly until_ms: bigint;
  readonly created_ms: bigint;
  readonly expires_ms: bigint;
}

interface StoredPhotoRow {
  readonly sha256: string;
  readonly task_id: string;
  readonly parcel_id: string;
  readonly holding: string | null;
  readonly device_id: string | null;
  readonly perceptual_hash: string | null;
  readonly taken_ms: bigint | null;
  readonly lon_deg: number | null;
  readonly lat_deg: number | null;
  readonly accuracy_m: number | null;
  readonly received_ms: bigint;
  readonly verdict: PhotoRow['verdict'];
}

function taskOf(row: TaskRow): PhotoTask {
  return {
    taskId: row.task_id,
    parcelId: row.parcel_id,
    geometry: JSON.parse(row.geometry) as PhotoTask['geometry'],
    holding: row.holding,
    instruction: row.instruction,
    nonce: row.nonce,
    fromUtc: new Date(Number(row.from_ms)),
    untilUtc: new Date(Number(row.until_ms)),
    createdUtc: new Date(Number(row.created_ms)),
    expiresUtc: new Date(Number(row.expires_ms)),
  };
}

function photoOf(row: StoredPhotoRow): PhotoRow {
  return {
    sha256: row.sha256,
    taskId: row.task_id,
    parcelId: row.parcel_id,
    holding: row.holding,
    deviceId: row.device_id,
    perceptualHash: row.perceptual_hash,
    takenUtc: row.taken_ms == null ? null : new Date(Number(row.taken_ms)),
    position: row.lon_deg == null || row.lat_deg == null ? null : { lonDeg: row.lon_deg, latDeg: row.lat_deg },
    accuracyM: row.accuracy_m,
    receivedUtc: new Date(Number(row.received_ms)),
    verdict: row.verdict,
  };
}

async function assertNonceFree(sql: SqlRunner, taskId: string): Promise<void> {
  const [used] = await sql.rows('SELECT 1 FROM photo_nonce_uses WHERE task_id = $taskId', { taskId });
  if (used == null) return;
  throw new LandsichtError('bad-argument', 'task: its photo has been sent already, a nonce serves once. Ask for a new photo task');
}

function ms(time: Date): bigint {
  return BigInt(time.getTime());
}

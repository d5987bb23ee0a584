import { parcelTables } from './parcel-tables.js';
import { photoTables } from './photo-tables.js';

/** Steps that bring a database to the present schema; step n leads from version n to n + 1. Never change a step: add one. */
export const migrations: readonly string[] = [
  `
  -- A unit of work whose manifest was found in the lake.
  CREATE TABLE units (
    key             VARCHAR PRIMARY KEY,  -- sha-256, hex
    monitor         VARCHAR NOT NULL,
    monitor_version VARCHAR NOT NULL,
    observed_ms     BIGINT NOT NULL,      -- ms since 1970-01-01 UTC
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL,  -- degrees, WGS 84
    detections      BIGINT NOT NULL,      -- rows of this unit in detections
    manifest        VARCHAR NOT NULL      -- manifest.json as it lies in the lake
  );

  -- What the units found. Copied from their GeoParquet files; the files stay the truth.
  CREATE SEQUENCE detection_seq;
  CREATE TABLE detections (
    seq         BIGINT NOT NULL DEFAULT nextval('detection_seq'),  -- breaks ties when paging
    id          VARCHAR NOT NULL,         -- unique within a monitor
    monitor     VARCHAR NOT NULL,
    class       VARCHAR NOT NULL,
    area_m2     DOUBLE NOT NULL,
    area_epsg   INTEGER NOT NULL,         -- projected CRS the area was measured in
    likelihood  DOUBLE,                   -- 0..1
    observed_ms BIGINT NOT NULL,          -- ms since 1970-01-01 UTC
    scene_ids   VARCHAR[] NOT NULL,
    unit_key    VARCHAR NOT NULL,
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL,  -- degrees, WGS 84
    geometry    BLOB NOT NULL             -- WKB, lon/lat
  );
  `,
  `
  -- What each monitor says beyond the common columns: a JSON object by attribute id; NULL where it declares none.
  ALTER TABLE detections ADD COLUMN attributes VARCHAR;
  `,
  `
  -- Of several results for one scene, one counts (runs/current-units.ts).
  ALTER TABLE units ADD COLUMN subjects VARCHAR;            -- JSON list of item ids; empty: always counts
  ALTER TABLE units ADD COLUMN part VARCHAR;                -- the window of the scene, as text
  ALTER TABLE units ADD COLUMN finished_ms BIGINT;          -- ms since 1970-01-01 UTC: when manifest.json was written
  ALTER TABLE units ADD COLUMN current BOOLEAN DEFAULT true;
  -- the lake has it all: what was read before is read again, with the new columns
  DELETE FROM units;
  DELETE FROM detections;
  `,
  `
  -- Who has seen an alert. Rows are only ever added. This is the one table that the lake does not hold.
  CREATE SEQUENCE acknowledgement_seq;
  CREATE TABLE alert_acknowledgements (
    seq             BIGINT NOT NULL DEFAULT nextval('acknowledgement_seq'),
    alert_id        VARCHAR NOT NULL,
    version         INTEGER NOT NULL,     -- of the alert: what was on the screen
    person          VARCHAR NOT NULL,     -- as they named themselves
    note            VARCHAR NOT NULL,     -- may be empty
    acknowledged_ms BIGINT NOT NULL       -- ms since 1970-01-01 UTC, the server's clock
  );
  `,
  parcelTables,
  photoTables,
];

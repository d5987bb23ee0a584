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
];

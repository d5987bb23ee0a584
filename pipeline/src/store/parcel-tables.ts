/** Parcels, their conclusions and cases. The first two are copied from the lake; cases, their steps and the log of reads are in this file only. */
export const parcelTables = `
  -- A parcel as a unit of the parcels monitor judged it (parcels.parquet).
  CREATE TABLE parcels (
    unit_key VARCHAR NOT NULL, parcel_id VARCHAR NOT NULL, legal_year INTEGER NOT NULL,
    as_of VARCHAR NOT NULL,               -- ISO day
    crop_code VARCHAR, crop_name VARCHAR, flik VARCHAR,
    holding VARCHAR,                      -- pseudonym
    office VARCHAR,
    hectares DOUBLE NOT NULL, lane VARCHAR NOT NULL, last_clear_date VARCHAR,
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL  -- degrees, WGS 84
  );

  -- One answer each (conclusions.parquet).
  CREATE TABLE parcel_conclusions (
    unit_key VARCHAR NOT NULL, parcel_id VARCHAR NOT NULL, condition VARCHAR NOT NULL, legal_year INTEGER NOT NULL,
    rule_version VARCHAR NOT NULL, light VARCHAR NOT NULL, is_final BOOLEAN NOT NULL,
    causes VARCHAR NOT NULL,              -- JSON list
    reason_de VARCHAR NOT NULL, reason_en VARCHAR NOT NULL,
    window_start VARCHAR NOT NULL, window_end VARCHAR NOT NULL, last_clear_date VARCHAR,
    hectares DOUBLE NOT NULL,
    "values" VARCHAR NOT NULL, markers VARCHAR NOT NULL, scene_ids VARCHAR NOT NULL  -- JSON
  );

  -- Where each case stands: the fold of its steps, kept for filters.
  CREATE TABLE parcel_cases (
    parcel_id VARCHAR NOT NULL, condition VARCHAR NOT NULL, legal_year INTEGER NOT NULL,
    state VARCHAR NOT NULL, light VARCHAR,
    status VARCHAR NOT NULL,              -- JSON: CaseStatus
    steps INTEGER NOT NULL,               -- how many
    unit_key VARCHAR NOT NULL,            -- whose conclusion the machine's last step told
    PRIMARY KEY (parcel_id, condition, legal_year)
  );

  -- What happened to a case. Rows are only ever added.
  CREATE TABLE parcel_case_steps (
    parcel_id VARCHAR NOT NULL, condition VARCHAR NOT NULL, legal_year INTEGER NOT NULL,
    number INTEGER NOT NULL,              -- from 1
    at_ms BIGINT NOT NULL,                -- ms since 1970-01-01 UTC, the server's clock
    person VARCHAR,                       -- as they named themselves; NULL: the machine
    step VARCHAR NOT NULL,                -- JSON: CaseStep
    state_before VARCHAR NOT NULL, state_after VARCHAR NOT NULL,
    seen VARCHAR                          -- JSON: the machine's conclusion at that moment
  );

  -- Who looked at whose parcel. Rows are only ever added.
  CREATE TABLE parcel_views (
    at_ms BIGINT NOT NULL,
    person VARCHAR NOT NULL,              -- as they named themselves; may be empty
    what VARCHAR NOT NULL,                -- list, parcel, signals, history, chip, export
    parcel_id VARCHAR,
    query VARCHAR NOT NULL                -- filters of a list
  );
`;

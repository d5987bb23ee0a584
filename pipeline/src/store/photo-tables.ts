/** The step of the schema that holds photo tasks, devices, photos and who opened an original. Rows are only ever added. */
export const photoTables = `
  -- Public keys of phones.
  CREATE TABLE photo_devices (
    device_id      VARCHAR PRIMARY KEY,   -- sha-256 of the key (SubjectPublicKeyInfo, DER), hex
    algorithm      VARCHAR NOT NULL,
    public_key_pem VARCHAR NOT NULL,
    registered_ms  BIGINT NOT NULL        -- ms since 1970-01-01 UTC
  );

  -- What a farmer was asked to photograph.
  CREATE TABLE photo_tasks (
    task_id     VARCHAR PRIMARY KEY,
    parcel_id   VARCHAR NOT NULL,
    geometry    VARCHAR NOT NULL,         -- of the parcel as it was asked about: GeoJSON, lon/lat
    holding     VARCHAR,                  -- pseudonym; never part of an ordinary answer
    instruction VARCHAR NOT NULL,
    nonce       VARCHAR NOT NULL UNIQUE,
    from_ms     BIGINT NOT NULL,          -- window in which the photo has to be taken
    until_ms    BIGINT NOT NULL,
    created_ms  BIGINT NOT NULL,
    expires_ms  BIGINT NOT NULL           -- after this the nonce is not accepted
  );

  -- A nonce serves once.
  CREATE TABLE photo_nonce_uses (
    task_id VARCHAR PRIMARY KEY,
    sha256  VARCHAR NOT NULL,
    used_ms BIGINT NOT NULL
  );

  -- Photos as they were sent; the files and their checks lie in the catalogue.
  CREATE SEQUENCE photo_seq;
  CREATE TABLE photos (
    seq             BIGINT NOT NULL DEFAULT nextval('photo_seq'),
    sha256          VARCHAR NOT NULL,
    task_id         VARCHAR NOT NULL,
    parcel_id       VARCHAR NOT NULL,
    holding         VARCHAR,
    device_id       VARCHAR,              -- NULL: unsigned, or the signature does not hold
    perceptual_hash VARCHAR,              -- 64 bits, hex
    taken_ms        BIGINT,
    lon_deg DOUBLE, lat_deg DOUBLE, accuracy_m DOUBLE,
    received_ms     BIGINT NOT NULL,
    verdict         VARCHAR NOT NULL,
    PRIMARY KEY (sha256, task_id)
  );

  -- Who opened an original, and why.
  CREATE SEQUENCE photo_read_seq;
  CREATE TABLE photo_reads (
    seq     BIGINT NOT NULL DEFAULT nextval('photo_read_seq'),
    sha256  VARCHAR NOT NULL,
    person  VARCHAR NOT NULL,             -- as they named themselves
    reason  VARCHAR NOT NULL,
    read_ms BIGINT NOT NULL
  );
  `;

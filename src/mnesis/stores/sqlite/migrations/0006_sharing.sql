-- What an erasure has left to do: the file is written anew after it, by whoever opens it next where a crash came first.
CREATE TABLE chores (
  name TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO chores (name) VALUES ('write anew');  -- nobody has noted it until now

-- What a shared memory needs: keys to it, responses that are not given twice, the feed of what changes, what people thought
-- of answers, and documents that frameworks keep beside it.

CREATE TABLE api_keys (
  no           INTEGER PRIMARY KEY,
  id           TEXT NOT NULL,
  tenant       TEXT NOT NULL,
  scope        TEXT NOT NULL,
  name         TEXT NOT NULL,
  role         TEXT NOT NULL,
  places       TEXT NOT NULL DEFAULT '[]',
  secret_hash  TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT,
  last_used_at TEXT,
  revoked_at   TEXT,
  replaces     TEXT,
  version      INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "role is reader, agent, member, lead, manager, admin or operator"
    CHECK (role IN ('reader', 'agent', 'member', 'lead', 'manager', 'admin', 'operator')),
  CONSTRAINT "places are a JSON list" CHECK (json_type(places) = 'array'),
  UNIQUE (tenant, scope, id)
);
CREATE INDEX api_keys_id ON api_keys (id);  -- a key is looked up before its tenant is known

CREATE TABLE responses (
  no      INTEGER PRIMARY KEY,
  id      TEXT NOT NULL,
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  request TEXT NOT NULL,
  at      TEXT NOT NULL,
  status  INTEGER,
  body    TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (tenant, scope, id)
);

CREATE TABLE feedback (
  no      INTEGER PRIMARY KEY,
  id      TEXT NOT NULL,
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  at      TEXT NOT NULL,
  subject TEXT NOT NULL,
  rating  REAL NOT NULL,
  query   TEXT,
  note    TEXT,
  detail  TEXT NOT NULL DEFAULT '{}',
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "rating lies in -1 to 1" CHECK (rating BETWEEN -1 AND 1),
  CONSTRAINT "detail is a JSON object" CHECK (json_type(detail) = 'object'),
  UNIQUE (tenant, scope, id)
);
CREATE INDEX feedback_subject ON feedback (tenant, scope, subject);

CREATE TABLE items (
  no         INTEGER PRIMARY KEY,
  id         TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  scope      TEXT NOT NULL,
  namespace  TEXT NOT NULL,
  key        TEXT NOT NULL,
  value      TEXT NOT NULL DEFAULT '{}',
  data       BLOB,
  expires_at TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "value is a JSON object" CHECK (json_type(value) = 'object'),
  UNIQUE (tenant, scope, id),
  UNIQUE (tenant, scope, namespace, key)
);
CREATE INDEX items_expiring ON items (expires_at) WHERE expires_at IS NOT NULL;

-- The feed. Triggers fill it while the store announces, and are there only then: see `announcing.py`. `feeds` counts on
-- through everything, so that a number is never given twice.
CREATE TABLE updates (
  no      INTEGER PRIMARY KEY,
  id      TEXT NOT NULL AS (CAST(number AS TEXT)) VIRTUAL,
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  number  INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  record  TEXT NOT NULL,
  change  TEXT NOT NULL,
  version INTEGER NOT NULL AS (1) VIRTUAL,
  UNIQUE (tenant, scope, number)
);
CREATE TABLE feeds (
  tenant TEXT NOT NULL,
  scope  TEXT NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (tenant, scope)
) WITHOUT ROWID;

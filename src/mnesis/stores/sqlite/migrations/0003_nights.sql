-- What layer 4 and the nights need: which episode stands for which, work that can be watched and resumed, and what a
-- session's working memory goes on from after a restart.

ALTER TABLE episodes ADD COLUMN folded_into TEXT;
ALTER TABLE episodes ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN standby INTEGER NOT NULL DEFAULT 0
  CONSTRAINT "standby is 0 or 1" CHECK (standby IN (0, 1));
CREATE INDEX episodes_folded ON episodes (tenant, scope, folded_into) WHERE folded_into IS NOT NULL;

-- A context asks before anything else whether what needs consent has changed.
CREATE INDEX facts_sensitive ON facts (tenant, scope, sensitive, updated_at);

-- Made anew, because a job may be cancelled now, and SQLite cannot change a CHECK.
CREATE TABLE jobs_anew (
  no           INTEGER PRIMARY KEY,
  id           TEXT NOT NULL,
  tenant       TEXT NOT NULL,
  scope        TEXT NOT NULL,
  kind         TEXT NOT NULL,
  payload      TEXT NOT NULL DEFAULT '{}',
  state        TEXT NOT NULL DEFAULT 'ready',
  priority     INTEGER NOT NULL DEFAULT 0,
  attempts     INTEGER NOT NULL DEFAULT 0,
  run_at       TEXT NOT NULL,
  worker       TEXT,
  leased_until TEXT,
  error        TEXT,
  key          TEXT,
  cron         TEXT,
  done         INTEGER NOT NULL DEFAULT 0,
  total        INTEGER NOT NULL DEFAULT 0,
  note         TEXT,
  checkpoint   TEXT NOT NULL DEFAULT '{}',
  result       TEXT NOT NULL DEFAULT '{}',
  created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  ended_at     TEXT,
  version      INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "state is ready, running, done, dead or cancelled"
    CHECK (state IN ('ready', 'running', 'done', 'dead', 'cancelled')),
  CONSTRAINT "payload is a JSON object" CHECK (json_type(payload) = 'object'),
  CONSTRAINT "checkpoint is a JSON object" CHECK (json_type(checkpoint) = 'object'),
  CONSTRAINT "result is a JSON object" CHECK (json_type(result) = 'object'),
  UNIQUE (tenant, scope, id)
);
INSERT INTO jobs_anew (no, id, tenant, scope, kind, payload, state, priority, attempts, run_at, worker, leased_until, error,
                       created_at, version)
  SELECT no, id, tenant, scope, kind, payload, state, priority, attempts, run_at, worker, leased_until, error, created_at,
         version
  FROM jobs;
DROP TABLE jobs;
ALTER TABLE jobs_anew RENAME TO jobs;
CREATE INDEX jobs_open ON jobs (kind, priority DESC, run_at) WHERE state IN ('ready', 'running');
CREATE INDEX jobs_held ON jobs (key, tenant, scope) WHERE state = 'running' AND key IS NOT NULL;

CREATE TABLE boards (
  no         INTEGER PRIMARY KEY,
  id         TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  scope      TEXT NOT NULL,
  state      TEXT NOT NULL DEFAULT '{}',
  cites      TEXT NOT NULL DEFAULT '[]',
  updated_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "state is a JSON object" CHECK (json_type(state) = 'object'),
  CONSTRAINT "cites are a JSON list" CHECK (json_type(cites) = 'array'),
  UNIQUE (tenant, scope, id)
);

-- What the query planner should expect (see the first schema): a tenth of the episodes stand in others, ten in each.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('episodes', 'episodes_folded', '100000 20000 10000 10'),
  ('facts', 'facts_sensitive', '100000 20000 10000 5000 2');
ANALYZE sqlite_schema;  -- reads them, in the connection that brings the file up to date

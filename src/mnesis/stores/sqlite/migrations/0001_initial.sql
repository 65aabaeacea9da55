-- The first schema. Every record table has `no` (order of arrival), then the fields of its value in mnesis.model under
-- their own names: times as fixed-width ISO 8601 in UTC, lists and mappings as JSON text. Ids are unique per tenant and
-- scope. Names of CHECK constraints are what a caller reads when one fails.

-- Layer 1: what happened -----------------------------------------------------------------------------------------

CREATE TABLE episodes (
  no          INTEGER PRIMARY KEY,
  id          TEXT NOT NULL,
  tenant      TEXT NOT NULL,
  scope       TEXT NOT NULL,
  timestamp   TEXT NOT NULL,
  session_id  TEXT NOT NULL,
  type        TEXT NOT NULL,
  actor       TEXT NOT NULL,
  speaker     TEXT,
  summary     TEXT NOT NULL,
  details     TEXT,
  importance  INTEGER NOT NULL DEFAULT 5,
  tags        TEXT NOT NULL DEFAULT '[]',
  outcome     TEXT,
  parent_id   TEXT,
  compression TEXT NOT NULL DEFAULT 'raw',
  token_count INTEGER NOT NULL DEFAULT 0,
  cues        INTEGER NOT NULL DEFAULT 0,
  position    INTEGER NOT NULL DEFAULT 0,
  created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  expires_at  TEXT,
  version     INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "type is one of the episode types"
    CHECK (type IN ('conversation', 'action', 'event', 'observation', 'system')),
  CONSTRAINT "actor is user, agent, system or tool:<name>"
    CHECK (actor IN ('user', 'agent', 'system') OR actor GLOB 'tool:?*'),
  CONSTRAINT "importance is 1 to 10" CHECK (importance BETWEEN 1 AND 10),
  CONSTRAINT "tags are a JSON list" CHECK (json_type(tags) = 'array'),
  CONSTRAINT "outcome is success, failure, partial or pending"
    CHECK (outcome IN ('success', 'failure', 'partial', 'pending')),
  CONSTRAINT "compression is raw, compressed or distilled" CHECK (compression IN ('raw', 'compressed', 'distilled')),
  UNIQUE (id, tenant, scope),
  CONSTRAINT "parent_id names an episode of the same scope"
    FOREIGN KEY (parent_id, tenant, scope) REFERENCES episodes (id, tenant, scope)
);
CREATE INDEX episodes_arrival ON episodes (tenant, scope);
CREATE INDEX episodes_time ON episodes (tenant, scope, timestamp);
CREATE INDEX episodes_session ON episodes (tenant, scope, session_id, position);
CREATE INDEX episodes_speaker ON episodes (tenant, scope, speaker) WHERE speaker IS NOT NULL;
CREATE INDEX episodes_parent ON episodes (parent_id, tenant, scope) WHERE parent_id IS NOT NULL;

CREATE TABLE sessions (
  no            INTEGER PRIMARY KEY,
  id            TEXT NOT NULL,
  tenant        TEXT NOT NULL,
  scope         TEXT NOT NULL,
  started_at    TEXT NOT NULL,
  ended_at      TEXT,
  channel       TEXT,
  summary       TEXT,
  episode_count INTEGER NOT NULL DEFAULT 0,
  user_id       TEXT,
  version       INTEGER NOT NULL DEFAULT 1,
  UNIQUE (tenant, scope, id)
);

-- `episode_count` is derived, whoever writes: a session may come after its episodes.
CREATE TRIGGER session_counts_what_is_there AFTER INSERT ON sessions BEGIN
  UPDATE sessions SET episode_count = (
    SELECT count(*) FROM episodes WHERE tenant = NEW.tenant AND scope = NEW.scope AND session_id = NEW.id
  ) WHERE no = NEW.no;
END;
CREATE TRIGGER session_counts_arrival AFTER INSERT ON episodes BEGIN
  UPDATE sessions SET episode_count = episode_count + 1
  WHERE tenant = NEW.tenant AND scope = NEW.scope AND id = NEW.session_id;
END;
CREATE TRIGGER session_counts_departure AFTER DELETE ON episodes BEGIN
  UPDATE sessions SET episode_count = episode_count - 1
  WHERE tenant = OLD.tenant AND scope = OLD.scope AND id = OLD.session_id;
END;
CREATE TRIGGER session_counts_move AFTER UPDATE OF session_id ON episodes BEGIN
  UPDATE sessions SET episode_count = episode_count - 1
  WHERE tenant = OLD.tenant AND scope = OLD.scope AND id = OLD.session_id;
  UPDATE sessions SET episode_count = episode_count + 1
  WHERE tenant = NEW.tenant AND scope = NEW.scope AND id = NEW.session_id;
END;

-- Layer 2: what is known -----------------------------------------------------------------------------------------
-- References here are not enforced: evidence may be erased, and an entity forgotten, while what was learnt stays.

CREATE TABLE entities (
  no              INTEGER PRIMARY KEY,
  id              TEXT NOT NULL,
  tenant          TEXT NOT NULL,
  scope           TEXT NOT NULL,
  name            TEXT NOT NULL,
  type            TEXT NOT NULL,
  description     TEXT,
  aliases         TEXT NOT NULL DEFAULT '[]',
  metadata        TEXT NOT NULL DEFAULT '{}',
  first_seen      TEXT NOT NULL,
  last_referenced TEXT NOT NULL,
  mention_count   INTEGER NOT NULL DEFAULT 1,
  importance      INTEGER NOT NULL DEFAULT 5,
  embedding       BLOB,
  created_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version         INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "type is one of the entity types"
    CHECK (type IN ('person', 'organization', 'project', 'concept', 'location', 'tool', 'other')),
  CONSTRAINT "importance is 1 to 10" CHECK (importance BETWEEN 1 AND 10),
  CONSTRAINT "aliases are a JSON list" CHECK (json_type(aliases) = 'array'),
  CONSTRAINT "metadata is a JSON object" CHECK (json_type(metadata) = 'object'),
  UNIQUE (tenant, scope, id),
  UNIQUE (tenant, scope, name, type)
);

CREATE TABLE relationships (
  no             INTEGER PRIMARY KEY,
  id             TEXT NOT NULL,
  tenant         TEXT NOT NULL,
  scope          TEXT NOT NULL,
  source_id      TEXT NOT NULL,
  target_id      TEXT NOT NULL,
  type           TEXT NOT NULL,
  properties     TEXT NOT NULL DEFAULT '{}',
  confidence     REAL NOT NULL DEFAULT 1.0,
  source_episode TEXT,
  created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version        INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "confidence is 0 to 1" CHECK (confidence BETWEEN 0 AND 1),
  CONSTRAINT "properties are a JSON object" CHECK (json_type(properties) = 'object'),
  UNIQUE (tenant, scope, id),
  UNIQUE (tenant, scope, source_id, target_id, type)
);
CREATE INDEX relationships_target ON relationships (tenant, scope, target_id);

CREATE TABLE facts (
  no             INTEGER PRIMARY KEY,
  id             TEXT NOT NULL,
  tenant         TEXT NOT NULL,
  scope          TEXT NOT NULL,
  entity_id      TEXT NOT NULL,
  subject        TEXT NOT NULL,
  predicate      TEXT NOT NULL,
  object         TEXT NOT NULL,
  confidence     REAL NOT NULL DEFAULT 1.0,
  source_episode TEXT,
  source_type    TEXT NOT NULL DEFAULT 'inferred',
  sensitive      INTEGER NOT NULL DEFAULT 0,
  valid_from     TEXT,
  valid_until    TEXT,
  superseded_by  TEXT,
  created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version        INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "confidence is 0 to 1" CHECK (confidence BETWEEN 0 AND 1),
  CONSTRAINT "source_type is stated, inferred, observed or corrected"
    CHECK (source_type IN ('stated', 'inferred', 'observed', 'corrected')),
  CONSTRAINT "sensitive is 0 or 1" CHECK (sensitive IN (0, 1)),
  UNIQUE (tenant, scope, id)
);
CREATE INDEX facts_entity ON facts (tenant, scope, entity_id, predicate);
CREATE INDEX facts_source ON facts (tenant, scope, source_episode) WHERE source_episode IS NOT NULL;

-- Layer 3: how to do things --------------------------------------------------------------------------------------

CREATE TABLE procedures (
  no             INTEGER PRIMARY KEY,
  id             TEXT NOT NULL,
  tenant         TEXT NOT NULL,
  scope          TEXT NOT NULL,
  name           TEXT NOT NULL,
  trigger        TEXT NOT NULL,
  steps          TEXT NOT NULL DEFAULT '[]',
  context        TEXT,
  source_episode TEXT,
  success_count  INTEGER NOT NULL DEFAULT 0,
  failure_count  INTEGER NOT NULL DEFAULT 0,
  last_used      TEXT,
  last_outcome   TEXT,
  confidence     REAL NOT NULL DEFAULT 0.5,
  superseded_by  TEXT,
  created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version        INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "steps are a JSON list" CHECK (json_type(steps) = 'array'),
  CONSTRAINT "last_outcome is success, failure, partial or pending"
    CHECK (last_outcome IN ('success', 'failure', 'partial', 'pending')),
  CONSTRAINT "confidence is 0 to 1" CHECK (confidence BETWEEN 0 AND 1),
  UNIQUE (tenant, scope, id)
);

CREATE TABLE preferences (
  no              INTEGER PRIMARY KEY,
  id              TEXT NOT NULL,
  tenant          TEXT NOT NULL,
  scope           TEXT NOT NULL,
  category        TEXT NOT NULL,
  key             TEXT NOT NULL,
  value           TEXT NOT NULL,
  strength        REAL NOT NULL DEFAULT 0.5,
  evidence_count  INTEGER NOT NULL DEFAULT 1,
  source_type     TEXT NOT NULL DEFAULT 'inferred',
  source_episodes TEXT NOT NULL DEFAULT '[]',
  created_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version         INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "category is one of the preference categories"
    CHECK (category IN ('communication', 'formatting', 'workflow', 'tools', 'scheduling', 'other')),
  CONSTRAINT "strength is 0 to 1" CHECK (strength BETWEEN 0 AND 1),
  CONSTRAINT "source_type is stated, inferred, observed or corrected"
    CHECK (source_type IN ('stated', 'inferred', 'observed', 'corrected')),
  CONSTRAINT "source_episodes are a JSON list" CHECK (json_type(source_episodes) = 'array'),
  UNIQUE (tenant, scope, id),
  UNIQUE (tenant, scope, category, key)
);

-- Work and trail -------------------------------------------------------------------------------------------------

CREATE TABLE jobs (
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
  created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  version      INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "state is ready, running, done or dead" CHECK (state IN ('ready', 'running', 'done', 'dead')),
  CONSTRAINT "payload is a JSON object" CHECK (json_type(payload) = 'object'),
  UNIQUE (tenant, scope, id)
);
CREATE INDEX jobs_open ON jobs (kind, priority DESC, run_at) WHERE state IN ('ready', 'running');

CREATE TABLE audit (
  no      INTEGER PRIMARY KEY,
  id      TEXT NOT NULL,
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT,
  detail  TEXT NOT NULL DEFAULT '{}',
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "detail is a JSON object" CHECK (json_type(detail) = 'object'),
  UNIQUE (tenant, scope, id)
);

-- Keys: the ways a memory may be found ---------------------------------------------------------------------------

-- A shelf is the keys of one kind of memory in one scope. The number of a key is its shelf's number << 32 plus its order
-- of arrival there, so that a shelf is one contiguous range of `keys` and of the full-text index, and a search in a
-- small scope touches nothing of a large one. `next` and `changes` only grow: caches compare them. `tokens` is the sum
-- of the lengths of the lexical keys, for BM25. AUTOINCREMENT, because a number used twice would deceive a cache.
CREATE TABLE shelves (
  no      INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  next    INTEGER NOT NULL DEFAULT 0,
  changes INTEGER NOT NULL DEFAULT 0,
  keys    INTEGER NOT NULL DEFAULT 0,
  lexical INTEGER NOT NULL DEFAULT 0,
  tokens  INTEGER NOT NULL DEFAULT 0,
  UNIQUE (tenant, scope, kind)
);

-- `memory` is the `no` of the memory; `text` is NULL where it is the memory's own; `hash` names the text for its vector.
CREATE TABLE keys (
  no      INTEGER PRIMARY KEY,
  memory  INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  text    TEXT,
  lexical INTEGER NOT NULL,
  dense   INTEGER NOT NULL,
  hash    INTEGER NOT NULL,
  CONSTRAINT "kind is text, window, part or fact" CHECK (kind IN ('text', 'window', 'part', 'fact'))
);
CREATE INDEX keys_memory ON keys (memory);
CREATE INDEX keys_hash ON keys (hash) WHERE dense;

-- Holds `mnesis.text.lexical.index_text` of each lexical key, and no copy of the text itself.
CREATE VIRTUAL TABLE keys_fts USING fts5 (
  text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);

-- Which normalisation of texts the full-text index was made with. Deleting from the index takes the very words that went
-- in, so after another version of it (or of Unicode) has moved in, the index is made anew instead.
CREATE TABLE derived (
  name  TEXT PRIMARY KEY,
  maker TEXT NOT NULL
) WITHOUT ROWID;

-- Full-text search over whole episodes, for people with a shell; the hidden column makes `episodes_fts MATCH` work.
CREATE VIEW episodes_fts AS
  SELECT e.*, f.rank AS rank, f.keys_fts AS episodes_fts
  FROM keys_fts AS f
  JOIN keys AS k ON k.no = f.rowid AND k.kind IN ('text', 'window')
  JOIN shelves AS s ON s.no = k.no >> 32 AND s.kind = 'episode'
  JOIN episodes AS e ON e.no = k.memory;

-- Vectors --------------------------------------------------------------------------------------------------------

CREATE TABLE spaces (
  no        INTEGER PRIMARY KEY AUTOINCREMENT,
  model     TEXT NOT NULL,
  version   TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  state     TEXT NOT NULL,
  CONSTRAINT "state is active, building or retired" CHECK (state IN ('active', 'building', 'retired')),
  UNIQUE (model, version, dimension)
);
CREATE UNIQUE INDEX spaces_active ON spaces (state) WHERE state = 'active';

-- A block is the vectors of one scope in one space, numbered as keys are.
CREATE TABLE blocks (
  no      INTEGER PRIMARY KEY AUTOINCREMENT,
  space   INTEGER NOT NULL REFERENCES spaces (no),
  tenant  TEXT NOT NULL,
  scope   TEXT NOT NULL,
  next    INTEGER NOT NULL DEFAULT 0,
  changes INTEGER NOT NULL DEFAULT 0,
  vectors INTEGER NOT NULL DEFAULT 0,
  UNIQUE (tenant, scope, space)
);

-- `code` is the vector as signed bytes, its largest component at ±127; vectors have length 1, so no scale is kept.
CREATE TABLE vectors (
  no   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  code BLOB NOT NULL
);
CREATE INDEX vectors_hash ON vectors (hash);

-- Texts of dense keys that have no vector yet in an active or building space.
CREATE TABLE wanted (
  block INTEGER NOT NULL REFERENCES blocks (no),
  hash  INTEGER NOT NULL,
  PRIMARY KEY (block, hash)
) WITHOUT ROWID;

-- What the query planner should expect ------------------------------------------------------------------------------
-- Without figures it takes "same tenant and scope" to be as selective as "same session". These are of a scope with
-- 100,000 episodes in sessions of 40; they steer the choice of an index, not what is found.

ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('episodes', 'sqlite_autoindex_episodes_1', '1000000 1 1 1'),
  ('episodes', 'episodes_arrival', '1000000 200000 100000'),
  ('episodes', 'episodes_time', '1000000 200000 100000 2'),
  ('episodes', 'episodes_session', '1000000 200000 100000 40 1'),
  ('episodes', 'episodes_parent', '10000 2 2 2'),
  ('sessions', 'sqlite_autoindex_sessions_1', '25000 5000 2500 1'),
  ('keys', 'keys_memory', '1200000 2'),
  ('keys', 'keys_hash', '1100000 2'),
  ('vectors', 'vectors_hash', '1100000 2');
ANALYZE sqlite_schema;  -- reads them, in the connection that makes the file

-- What layers 2 and 3 need to keep: the log behind every fact, preference and procedure, both axes of a fact's time, and
-- which entity another turned out to be.

ALTER TABLE entities ADD COLUMN merged_into TEXT;
CREATE INDEX entities_merged ON entities (tenant, scope, merged_into) WHERE merged_into IS NOT NULL;

ALTER TABLE facts ADD COLUMN object_id TEXT;
ALTER TABLE facts ADD COLUMN known_until TEXT;
ALTER TABLE facts ADD COLUMN confirmed_at TEXT;
ALTER TABLE facts ADD COLUMN history TEXT NOT NULL DEFAULT '[]'
  CONSTRAINT "history is a JSON list" CHECK (json_type(history) = 'array');
CREATE INDEX facts_object ON facts (tenant, scope, object_id) WHERE object_id IS NOT NULL;

ALTER TABLE procedures ADD COLUMN history TEXT NOT NULL DEFAULT '[]'
  CONSTRAINT "history is a JSON list" CHECK (json_type(history) = 'array');

ALTER TABLE preferences ADD COLUMN history TEXT NOT NULL DEFAULT '[]'
  CONSTRAINT "history is a JSON list" CHECK (json_type(history) = 'array');

-- What the query planner should expect (see the first schema): ten thousand facts a scope, ten of an entity.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('facts', 'sqlite_autoindex_facts_1', '100000 20000 10000 1'),
  ('facts', 'facts_entity', '100000 20000 10000 10 2'),
  ('facts', 'facts_object', '50000 10000 5000 3'),
  ('facts', 'facts_source', '100000 20000 10000 2'),
  ('relationships', 'sqlite_autoindex_relationships_1', '50000 10000 5000 1'),
  ('relationships', 'sqlite_autoindex_relationships_2', '50000 10000 5000 5 2 1'),
  ('relationships', 'relationships_target', '50000 10000 5000 3'),
  ('entities', 'entities_merged', '5000 1000 500 2'),
  ('entities', 'sqlite_autoindex_entities_1', '50000 10000 5000 1'),
  ('entities', 'sqlite_autoindex_entities_2', '50000 10000 5000 2 1');
ANALYZE sqlite_schema;  -- reads them, in the connection that brings the file up to date

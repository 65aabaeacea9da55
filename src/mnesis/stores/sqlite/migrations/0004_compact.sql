-- Episodes, which are many, in a tenth of the room around their texts: scopes, sessions and speakers by number, times as
-- integers, ids as the numbers they are made of, and NULL for what follows from something else. `episodes` is a view now,
-- for people with a shell, under the names of mnesis.model.

-- Who has episodes, by number.
CREATE TABLE scopes (
  no     INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  scope  TEXT NOT NULL,
  UNIQUE (tenant, scope)
);

-- What episodes call their sessions (sort 0) and speakers (sort 1). A name goes with the last episode that uses it.
CREATE TABLE names (
  no    INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,
  sort  INTEGER NOT NULL,
  name  TEXT NOT NULL,
  UNIQUE (name, sort, place)
);

-- A ULID whose time is the episode's is kept as its other 16 and 64 bits, `mark` and `rest`; any other id as text in
-- `rest`, with no `mark`. `place` is scopes.no; `time` is in milliseconds since 1970, and so are `created`, where it is not
-- `time`, and `expires`, where it is not `days` after the later of both. `parent` is the other's `no`, and so is `folded`, unless no
-- such episode is there: then its id. Enumerations are places in the order of mnesis.model, an actor that is a tool is text.
CREATE TABLE episode_rows (
  no          INTEGER PRIMARY KEY,
  place       INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  mark        INTEGER,
  rest                NOT NULL,
  session     INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  type        INTEGER NOT NULL,
  actor               NOT NULL,
  speaker     INTEGER,
  importance  INTEGER NOT NULL,
  tags        TEXT,
  outcome     INTEGER,
  parent      INTEGER REFERENCES episode_rows (no),
  compression INTEGER NOT NULL,
  token_count INTEGER NOT NULL,
  cues        INTEGER NOT NULL,
  created     INTEGER,
  days        INTEGER,
  expires     INTEGER,
  folded,
  covers      INTEGER NOT NULL,
  standby     INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  summary     TEXT NOT NULL,
  details     TEXT
);

INSERT INTO scopes (tenant, scope) SELECT DISTINCT tenant, scope FROM episodes;
INSERT INTO names (place, sort, name)
  SELECT DISTINCT p.no, 0, e.session_id FROM episodes AS e JOIN scopes AS p ON p.tenant = e.tenant AND p.scope = e.scope;
INSERT INTO names (place, sort, name)
  SELECT DISTINCT p.no, 1, e.speaker FROM episodes AS e JOIN scopes AS p ON p.tenant = e.tenant AND p.scope = e.scope
  WHERE e.speaker IS NOT NULL;

INSERT INTO episode_rows
  WITH d (digits) AS (VALUES ('0123456789ABCDEFGHJKMNPQRSTVWXYZ')),
  o AS (
    SELECT *, CAST(strftime('%s', substr(timestamp, 1, 19)) AS INTEGER) * 1000 + CAST(substr(timestamp, 21, 3) AS INTEGER) AS time,
      CAST(strftime('%s', substr(created_at, 1, 19)) AS INTEGER) * 1000 + CAST(substr(created_at, 21, 3) AS INTEGER) AS created,
      CAST(strftime('%s', substr(expires_at, 1, 19)) AS INTEGER) * 1000 + CAST(substr(expires_at, 21, 3) AS INTEGER) AS expires,
      length(id) = 26 AND id NOT GLOB '*[^0-9A-HJKMNP-TV-Z]*' AND id < '8' AS is_ulid
    FROM episodes
  ),
  u AS (
    SELECT o.no, o.is_ulid AND o.time = (
      (instr(d.digits, substr(o.id, 1, 1)) - 1) << 45 |
      (instr(d.digits, substr(o.id, 2, 1)) - 1) << 40 |
      (instr(d.digits, substr(o.id, 3, 1)) - 1) << 35 |
      (instr(d.digits, substr(o.id, 4, 1)) - 1) << 30 |
      (instr(d.digits, substr(o.id, 5, 1)) - 1) << 25 |
      (instr(d.digits, substr(o.id, 6, 1)) - 1) << 20 |
      (instr(d.digits, substr(o.id, 7, 1)) - 1) << 15 |
      (instr(d.digits, substr(o.id, 8, 1)) - 1) << 10 |
      (instr(d.digits, substr(o.id, 9, 1)) - 1) << 5 |
      (instr(d.digits, substr(o.id, 10, 1)) - 1) << 0
      ) AS named, (
      (instr(d.digits, substr(o.id, 11, 1)) - 1) << 11 |
      (instr(d.digits, substr(o.id, 12, 1)) - 1) << 6 |
      (instr(d.digits, substr(o.id, 13, 1)) - 1) << 1 |
      (instr(d.digits, substr(o.id, 14, 1)) - 1) >> 4
      ) AS mark, (
      ((instr(d.digits, substr(o.id, 14, 1)) - 1) & 15) << 60 |
      (instr(d.digits, substr(o.id, 15, 1)) - 1) << 55 |
      (instr(d.digits, substr(o.id, 16, 1)) - 1) << 50 |
      (instr(d.digits, substr(o.id, 17, 1)) - 1) << 45 |
      (instr(d.digits, substr(o.id, 18, 1)) - 1) << 40 |
      (instr(d.digits, substr(o.id, 19, 1)) - 1) << 35 |
      (instr(d.digits, substr(o.id, 20, 1)) - 1) << 30 |
      (instr(d.digits, substr(o.id, 21, 1)) - 1) << 25 |
      (instr(d.digits, substr(o.id, 22, 1)) - 1) << 20 |
      (instr(d.digits, substr(o.id, 23, 1)) - 1) << 15 |
      (instr(d.digits, substr(o.id, 24, 1)) - 1) << 10 |
      (instr(d.digits, substr(o.id, 25, 1)) - 1) << 5 |
      (instr(d.digits, substr(o.id, 26, 1)) - 1) << 0
      ) AS rest
    FROM d CROSS JOIN o
  )
  SELECT o.no, p.no, o.time, iif(u.named, u.mark, NULL), iif(u.named, u.rest, o.id),
    (SELECT n.no FROM names AS n WHERE n.name = o.session_id AND n.sort = 0 AND n.place = p.no), o.position,
    CASE o.type WHEN 'conversation' THEN 0 WHEN 'action' THEN 1 WHEN 'event' THEN 2 WHEN 'observation' THEN 3 WHEN 'system' THEN 4 END,
    CASE o.actor WHEN 'user' THEN 0 WHEN 'agent' THEN 1 WHEN 'system' THEN 2 ELSE o.actor END,
    (SELECT n.no FROM names AS n WHERE n.name = o.speaker AND n.sort = 1 AND n.place = p.no), o.importance,
    nullif(o.tags, '[]'),
    CASE o.outcome WHEN 'success' THEN 0 WHEN 'failure' THEN 1 WHEN 'partial' THEN 2 WHEN 'pending' THEN 3 END,
    (SELECT r.no FROM episodes AS r WHERE r.id = o.parent_id AND r.tenant = o.tenant AND r.scope = o.scope),
    CASE o.compression WHEN 'raw' THEN 0 WHEN 'compressed' THEN 1 WHEN 'distilled' THEN 2 END, o.token_count, o.cues,
    nullif(o.created, o.time),
    iif((o.expires - max(o.time, o.created)) % 86400000 = 0 AND o.expires >= max(o.time, o.created),
      (o.expires - max(o.time, o.created)) / 86400000, NULL),
    iif((o.expires - max(o.time, o.created)) % 86400000 = 0 AND o.expires >= max(o.time, o.created), NULL, o.expires),
    coalesce((SELECT r.no FROM episodes AS r WHERE r.id = o.folded_into AND r.tenant = o.tenant AND r.scope = o.scope),
      o.folded_into), o.covers, o.standby, o.version, o.summary, o.details
  FROM o JOIN u ON u.no = o.no JOIN scopes AS p ON p.tenant = o.tenant AND p.scope = o.scope
  ORDER BY o.no;

DROP VIEW episodes_fts;
DROP TRIGGER session_counts_what_is_there;
DROP TABLE episodes;

CREATE INDEX episodes_arrival ON episode_rows (place);
CREATE INDEX episodes_time ON episode_rows (place, time, mark);
CREATE UNIQUE INDEX episodes_named ON episode_rows (place, rest) WHERE mark IS NULL;
CREATE INDEX episodes_session ON episode_rows (session, position);
CREATE INDEX episodes_speaker ON episode_rows (speaker) WHERE speaker IS NOT NULL;
CREATE INDEX episodes_parent ON episode_rows (parent) WHERE parent IS NOT NULL;
CREATE INDEX episodes_folded ON episode_rows (folded) WHERE folded IS NOT NULL;

-- `episode_count` is derived, whoever writes: a session may come after its episodes.
CREATE TRIGGER session_counts_what_is_there AFTER INSERT ON sessions BEGIN
  UPDATE sessions SET episode_count = (
    SELECT count(*) FROM scopes AS p CROSS JOIN names AS n ON n.name = NEW.id AND n.sort = 0 AND n.place = p.no
    CROSS JOIN episode_rows AS m ON m.session = n.no WHERE p.tenant = NEW.tenant AND p.scope = NEW.scope
  ) WHERE no = NEW.no;
END;
CREATE TRIGGER session_counts_arrival AFTER INSERT ON episode_rows BEGIN
  UPDATE sessions SET episode_count = episode_count + 1
  WHERE no = (SELECT s.no FROM names AS n CROSS JOIN scopes AS p ON p.no = n.place
    CROSS JOIN sessions AS s ON s.tenant = p.tenant AND s.scope = p.scope AND s.id = n.name WHERE n.no = NEW.session);
END;
CREATE TRIGGER session_counts_departure AFTER DELETE ON episode_rows BEGIN
  UPDATE sessions SET episode_count = episode_count - 1
  WHERE no = (SELECT s.no FROM names AS n CROSS JOIN scopes AS p ON p.no = n.place
    CROSS JOIN sessions AS s ON s.tenant = p.tenant AND s.scope = p.scope AND s.id = n.name WHERE n.no = OLD.session);
END;
CREATE TRIGGER session_counts_move AFTER UPDATE OF session ON episode_rows BEGIN
  UPDATE sessions SET episode_count = episode_count - 1
  WHERE no = (SELECT s.no FROM names AS n CROSS JOIN scopes AS p ON p.no = n.place
    CROSS JOIN sessions AS s ON s.tenant = p.tenant AND s.scope = p.scope AND s.id = n.name WHERE n.no = OLD.session);
  UPDATE sessions SET episode_count = episode_count + 1
  WHERE no = (SELECT s.no FROM names AS n CROSS JOIN scopes AS p ON p.no = n.place
    CROSS JOIN sessions AS s ON s.tenant = p.tenant AND s.scope = p.scope AND s.id = n.name WHERE n.no = NEW.session);
END;

-- The ids of episodes as text.
CREATE VIEW episode_ids AS
  SELECT m.no AS no, iif(m.mark IS NULL, m.rest,
      substr(d.digits, (m.time >> 45 & 31) + 1, 1) || substr(d.digits, (m.time >> 40 & 31) + 1, 1) ||
      substr(d.digits, (m.time >> 35 & 31) + 1, 1) || substr(d.digits, (m.time >> 30 & 31) + 1, 1) ||
      substr(d.digits, (m.time >> 25 & 31) + 1, 1) || substr(d.digits, (m.time >> 20 & 31) + 1, 1) ||
      substr(d.digits, (m.time >> 15 & 31) + 1, 1) || substr(d.digits, (m.time >> 10 & 31) + 1, 1) ||
      substr(d.digits, (m.time >> 5 & 31) + 1, 1) || substr(d.digits, (m.time >> 0 & 31) + 1, 1) ||
      substr(d.digits, (m.mark >> 11 & 31) + 1, 1) || substr(d.digits, (m.mark >> 6 & 31) + 1, 1) ||
      substr(d.digits, (m.mark >> 1 & 31) + 1, 1) || substr(d.digits, ((m.mark & 1) << 4 | (m.rest >> 60 & 15)) + 1, 1) ||
      substr(d.digits, (m.rest >> 55 & 31) + 1, 1) || substr(d.digits, (m.rest >> 50 & 31) + 1, 1) ||
      substr(d.digits, (m.rest >> 45 & 31) + 1, 1) || substr(d.digits, (m.rest >> 40 & 31) + 1, 1) ||
      substr(d.digits, (m.rest >> 35 & 31) + 1, 1) || substr(d.digits, (m.rest >> 30 & 31) + 1, 1) ||
      substr(d.digits, (m.rest >> 25 & 31) + 1, 1) || substr(d.digits, (m.rest >> 20 & 31) + 1, 1) ||
      substr(d.digits, (m.rest >> 15 & 31) + 1, 1) || substr(d.digits, (m.rest >> 10 & 31) + 1, 1) ||
      substr(d.digits, (m.rest >> 5 & 31) + 1, 1) || substr(d.digits, (m.rest >> 0 & 31) + 1, 1)
    ) AS id
  FROM episode_rows AS m CROSS JOIN (SELECT '0123456789ABCDEFGHJKMNPQRSTVWXYZ' AS digits) AS d;

CREATE VIEW episodes AS
  SELECT
    m.no AS no,
    (SELECT i.id FROM episode_ids AS i WHERE i.no = m.no) AS id,
    (SELECT p.tenant FROM scopes AS p WHERE p.no = m.place) AS tenant,
    (SELECT p.scope FROM scopes AS p WHERE p.no = m.place) AS scope,
    strftime('%Y-%m-%dT%H:%M:%S', ((m.time) - ((m.time) % 1000 + 1000) % 1000) / 1000, 'unixepoch')
      || printf('.%03dZ', ((m.time) % 1000 + 1000) % 1000) AS timestamp,
    (SELECT n.name FROM names AS n WHERE n.no = m.session) AS session_id,
    CASE m.type WHEN 0 THEN 'conversation' WHEN 1 THEN 'action' WHEN 2 THEN 'event' WHEN 3 THEN 'observation' WHEN 4 THEN 'system' END AS type,
    CASE m.actor WHEN 0 THEN 'user' WHEN 1 THEN 'agent' WHEN 2 THEN 'system' ELSE m.actor END AS actor,
    (SELECT n.name FROM names AS n WHERE n.no = m.speaker) AS speaker,
    m.summary AS summary,
    m.details AS details,
    m.importance AS importance,
    coalesce(m.tags, '[]') AS tags,
    CASE m.outcome WHEN 0 THEN 'success' WHEN 1 THEN 'failure' WHEN 2 THEN 'partial' WHEN 3 THEN 'pending' END AS outcome,
    (SELECT i.id FROM episode_ids AS i WHERE i.no = m.parent) AS parent_id,
    CASE m.compression WHEN 0 THEN 'raw' WHEN 1 THEN 'compressed' WHEN 2 THEN 'distilled' END AS compression,
    m.token_count AS token_count,
    m.cues AS cues,
    m.position AS position,
    strftime('%Y-%m-%dT%H:%M:%S', ((coalesce(m.created, m.time)) - ((coalesce(m.created, m.time)) % 1000 + 1000) % 1000) / 1000, 'unixepoch')
      || printf('.%03dZ', ((coalesce(m.created, m.time)) % 1000 + 1000) % 1000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', ((coalesce(m.expires, max(m.time, coalesce(m.created, m.time)) + m.days * 86400000)) - ((coalesce(m.expires, max(m.time, coalesce(m.created, m.time)) + m.days * 86400000)) % 1000 + 1000) % 1000) / 1000, 'unixepoch')
      || printf('.%03dZ', ((coalesce(m.expires, max(m.time, coalesce(m.created, m.time)) + m.days * 86400000)) % 1000 + 1000) % 1000) AS expires_at,
    m.version AS version,
    iif(typeof(m.folded) = 'integer', (SELECT i.id FROM episode_ids AS i WHERE i.no = m.folded), m.folded) AS folded_into,
    m.covers AS covers,
    m.standby AS standby
  FROM episode_rows AS m;

-- Full-text search over whole episodes, for people with a shell; the hidden column makes `episodes_fts MATCH` work.
CREATE VIEW episodes_fts AS
  SELECT e.*, f.rank AS rank, f.keys_fts AS episodes_fts
  FROM keys_fts AS f
  JOIN keys AS k ON k.no = f.rowid AND k.kind IN ('text', 'window')
  JOIN shelves AS s ON s.no = k.no >> 32 AND s.kind = 'episode'
  JOIN episodes AS e ON e.no = k.memory;

-- What the query planner should expect (see the first schema).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('episode_rows', 'episodes_arrival', '1000000 100000'),
  ('episode_rows', 'episodes_time', '1000000 100000 2 1'),
  ('episode_rows', 'episodes_named', '100000 10000 1'),
  ('episode_rows', 'episodes_session', '1000000 40 1'),
  ('episode_rows', 'episodes_speaker', '500000 5000'),
  ('episode_rows', 'episodes_parent', '10000 2'),
  ('episode_rows', 'episodes_folded', '100000 10'),
  ('names', 'sqlite_autoindex_names_1', '25000 2 2 1'),
  ('scopes', 'sqlite_autoindex_scopes_1', '10 5 1');
ANALYZE sqlite_schema;  -- reads them, in the connection that brings the file up to date

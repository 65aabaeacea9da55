-- A key that is a question and then the memory's own words keeps the question only: `tail` says that those words follow.
ALTER TABLE keys ADD COLUMN tail INTEGER NOT NULL DEFAULT 0
  CONSTRAINT "tail is 0 or 1" CHECK (tail IN (0, 1));

UPDATE keys SET tail = 1, text = substr(keys.text, 1, length(keys.text) - length(own.text))
  FROM (SELECT m.no AS no, coalesce(m.details, m.summary) AS text FROM episode_rows AS m) AS own
  WHERE keys.kind = 'window' AND own.no = keys.memory AND length(keys.text) > length(own.text)
    AND substr(keys.text, -length(own.text)) = own.text
    AND keys.no >> 32 IN (SELECT s.no FROM shelves AS s WHERE s.kind = 'episode');

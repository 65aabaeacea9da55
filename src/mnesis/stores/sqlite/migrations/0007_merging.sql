-- The full-text index is merged after an erasure where words were taken from it since the last time, and only there.
INSERT INTO chores (name) VALUES ('merge words');  -- nobody has noted it until now

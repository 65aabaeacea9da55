"""What happened: from a message to an episode with its importance, tags, keys, session and term."""

"""What happened: importance, tags, sessions, retention, and the keys an episode is found by."""

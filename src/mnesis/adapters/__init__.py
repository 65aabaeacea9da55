"""mnesis as the memory of agent frameworks, each behind an extra of its own."""

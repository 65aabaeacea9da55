"""Question sets: one file a set, each a `load` that gives a `Set`."""

"""Getting a local embedding model onto this machine: what ``mnesis model install`` does."""

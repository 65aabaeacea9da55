"""Work that outlives the process that asked for it: taken under a lease, done once, tried again."""

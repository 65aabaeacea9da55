"""mnesis and what one would take instead, over the same questions, with the same embedder, on one machine, in one
run."""

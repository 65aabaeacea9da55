"""Commands that print every figure mnesis claims: quality on question sets, speed, and the same for what one would
take instead. `mnesis bench --help`."""

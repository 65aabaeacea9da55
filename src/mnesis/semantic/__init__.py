"""What is known: entities, facts on two axes of time, and the graph between them (layer 2)."""

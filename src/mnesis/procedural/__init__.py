"""How to do things: preferences, procedures, and what corrections teach (layer 3)."""

"""Setting up the programs that start `mnesis mcp`: where their configuration is, and how it is changed with care."""

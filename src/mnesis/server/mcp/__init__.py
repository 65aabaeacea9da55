"""mnesis as tools, resources and prompts of the Model Context Protocol, over stdio and HTTP. Needs the extra `mcp`."""

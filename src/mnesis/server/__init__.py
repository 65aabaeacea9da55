"""What agents and people reach over the network: REST, MCP, live updates, the console. Needs the extra `server`."""

"""The prompts, one file a version; what was extracted names the version it came from."""

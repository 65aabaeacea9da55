"""Second looks at what a search found."""

"""Questions to a model about a day, one typed file a version."""

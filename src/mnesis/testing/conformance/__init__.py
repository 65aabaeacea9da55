"""The store suite by subject; `mnesis.testing.store_conformance` puts it together."""

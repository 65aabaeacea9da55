"""The extractor that needs no LLM: clauses, their mood, and patterns over them."""

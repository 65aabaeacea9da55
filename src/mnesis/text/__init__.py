"""Pure language tools: tokens, dates, names, sentences. They know nothing of storage."""

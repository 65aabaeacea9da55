"""Pure language tools: words, sentences, tokens, dates, names, forms and summaries. No storage."""

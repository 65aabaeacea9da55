"""What a prompt is given: knowledge sources read the store and post what they know, and working memory makes a context
of it."""

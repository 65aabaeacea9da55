"""Understanding what was said: from passages to claims, wishes and recipes, by rules or by an LLM."""

"""Who may see and do what, and what must go: pure rules that return changes or filters."""

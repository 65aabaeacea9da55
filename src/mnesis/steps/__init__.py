"""Verbs that take several steps: look, decide, apply, and once more where somebody else was faster."""

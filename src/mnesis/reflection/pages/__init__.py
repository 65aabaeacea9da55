"""Pages people read and edit: how lines are written, told apart and read back."""

"""Where memories go that have left the store: cold files that can be searched and brought back."""

"""From raw to compressed to distilled: which turns belong together, and what of them is kept in fewer words."""

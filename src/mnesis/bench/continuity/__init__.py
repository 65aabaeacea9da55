"""`mnesis bench continuity`: what is still known of a conversation that is longer than the window it runs through."""

"""`mnesis bench context`: what of the evidence stands in a block of so many tokens."""

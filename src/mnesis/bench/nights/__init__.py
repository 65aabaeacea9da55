"""`mnesis bench night`: conversations told on their own days, with nights, for a year; then their questions."""

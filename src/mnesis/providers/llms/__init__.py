"""Asking language models. Nothing heavy is imported until one is made."""

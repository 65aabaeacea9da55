"""Turning texts into unit vectors. Nothing heavy is imported until an embedder is made."""

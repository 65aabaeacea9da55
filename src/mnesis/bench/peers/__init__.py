"""Drivers of what one would take instead: each runs in a process of its own, with the packages of that peer and not
of mnesis.

`wire` is the protocol; it and the drivers of others use the standard library and their peer's packages only.
"""

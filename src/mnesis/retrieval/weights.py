"""What counts how much. One set of weights for every kind of conversation; docs/decisions/0006 tells how they came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """The final score of a memory is its cosine plus the weighted sum of these features, each in [0, 1].

    All are boosts or dampers, never filters: a memory that only one arm found can still come first.
    """

    lexical: float = 0.40
    """BM25 over the largest BM25 of the candidates."""
    coverage: float = 0.50
    """The share of the query's weight that the words of the memory cover, less for long memories."""
    speaker: float = 0.50
    """Said by the one person the query names."""
    user: float = 0.40
    """Said by the user, not the assistant or a tool."""
    date: float = 0.80
    """How near the memory is to the time the query names."""
    when: float = 0.25
    """Speaks of time, where the query asks when."""
    asks: float = -0.10
    """Ends in a question: what only asks is rarely evidence."""
    length: float = 0.30
    """Says more than a few words."""
    long: float = -0.10
    """Says so much that it is about many things."""
    names: float = 0.15
    """Names somebody or something, in talk between people."""
    neighbours: float = 0.40
    """The best first score within two turns."""
    session: float = 0.40
    """The best first score of the session."""
    graph: float = 0.0
    """How near the memory is, over what is known, to what the query names. At 0 nobody asks the graph."""


@dataclass(frozen=True, slots=True)
class FirstWeights:
    """The first score, which neighbours and sessions lend each other: cosine plus these."""

    lexical: float = 0.30
    speaker: float = 0.15
    asks: float = -0.10
    user: float = 0.10

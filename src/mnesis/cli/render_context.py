"""A context as people read it."""

from mnesis.cli.output import Screen
from mnesis.model import Context


def context(screen: Screen, made: Context, *, messages: bool, ledger: bool) -> None:
    """The block, or the messages; then, where it is asked for, what each token bought."""
    if messages:
        for one in made.messages:
            screen.rule(one["role"])
            screen.block(one["content"], whole=True)
    elif made.block:
        screen.block(made.block, whole=True)
    if ledger:
        _ledger(screen, made)


def _ledger(screen: Screen, made: Context) -> None:
    screen.rule(f"{made.total} of {made.budget} tokens, counted by {made.counted_by}")
    spent = ", ".join(f"{slot.value} {count}" for slot, count in made.tokens.items() if count)
    why = ", ".join(one.value.replace("_", " ") for one in made.injections)
    screen.line(f"{spent}; {why}" if why else spent)
    rows = [
        (one.label or "-", one.level or "-", one.tokens, f"{one.relevance:.2f}", one.kind, one.id, one.reason)
        for one in made.ledger
    ]
    screen.table(("LINE", "LEVEL", "TOKENS", "RELEVANCE", "KIND", "ID", "WHY"), rows)

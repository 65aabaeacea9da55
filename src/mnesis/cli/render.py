"""Memories and answers as people read them."""

from datetime import datetime

from mnesis.cli.output import Screen
from mnesis.model import Episode, Evidence, Hit, Reason, Recall


def when(moment: datetime | None) -> str:
    """A time in UTC, to the minute."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def who(one: Episode | Evidence) -> str:
    """The speaker, or the role where no name is known."""
    return one.speaker or one.actor


def head(one: Episode | Evidence) -> str:
    return f"{who(one)}, {when(one.timestamp)}, {one.session_id}"


def answer(screen: Screen, found: Recall, *, why: bool) -> None:
    """The hits of a recall, best first; with `why` also what they stand on and how they were found."""
    for rank, one in enumerate(found.hits, start=1):
        hit(screen, rank, one, why=why)
    if why:
        screen.line(timings(found), "dim")


def hit(screen: Screen, rank: int, one: Hit, *, why: bool) -> None:
    screen.line(f"{rank}. {head(one.memory)}", "bold")
    screen.block(one.memory.text, indent=3)
    place = "" if one.layer == "episodic" else f"  from the {one.layer}"
    screen.line(f"   {one.id}  score {one.score:.4f}{place}", "cyan")
    if why:
        reasons(screen, one.why)
        for proof in one.evidence:
            if proof.episode_id != one.id:
                screen.block(f"evidence {proof.episode_id} ({head(proof)}):", indent=3, style="magenta")
                screen.block(proof.quote, indent=5)
            elif proof.quote != one.memory.text:
                screen.block(f"evidence: {proof.quote}", indent=3, style="magenta")
    screen.line()


def reasons(screen: Screen, why: tuple[Reason, ...]) -> None:
    """The arms that found a hit, each with its rank, its own score and its part in the final one; then what else
    weighed in."""
    found = [f"{one.arm} #{one.rank} (score {one.score:.3f}, {one.share:+.3f})" for one in why if one.rank is not None]
    other = [f"{one.arm} {one.share:+.3f}" for one in why if one.rank is None]
    for label, parts in (("found by", found), ("weighed with", other)):
        if parts:
            screen.block(f"{label} {', '.join(parts)}", indent=3, style="green")


def timings(found: Recall) -> str:
    parts = ", ".join(f"{stage} {ms:.1f}" for stage, ms in found.took_ms.items())
    return f"{len(found.hits)} hits; milliseconds: {parts}"


def full(screen: Screen, one: Episode) -> None:
    """One memory with everything known about it."""
    rows = {
        "id": one.id,
        "when": f"{when(one.timestamp)} UTC",
        "who": who(one) if one.speaker is None else f"{one.speaker} ({one.actor})",
        "session": f"{one.session_id}, message {one.position + 1}",
        "type": one.type.value,
        "importance": f"{one.importance} of 10",
        "tags": ", ".join(one.tags),
        "outcome": one.outcome and one.outcome.value,
        "answers": one.parent_id,
        "kept until": when(one.expires_at) or "forever",
    }
    for name, value in rows.items():
        if value:
            screen.line(f"{name:<11} {value}")
    screen.line()
    screen.block(one.text, whole=True)


def rows(screen: Screen, episodes: list[Episode]) -> None:
    """Memories, one a line."""
    table = [(when(one.timestamp), who(one), one.id, one.session_id, one.text) for one in episodes]
    screen.table(("TIME", "WHO", "ID", "SESSION", "TEXT"), table)

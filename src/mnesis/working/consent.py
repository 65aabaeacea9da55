"""Who may be shown what: an offer that needs a consent nobody gave is not considered at all."""

from collections.abc import Collection

from mnesis.working.contract import Offer

_WORDS = {
    "private": "private, and the audience is shared",
    "sensitive": "sensitive, and nobody consented to its being shown",
}


def refusal(offer: Offer, allowed: Collection[str]) -> str | None:
    """Why this may not be shown, in words that name nothing of its content; None where it may."""
    missing = sorted(need for need in offer.needs if need not in allowed)
    return "; ".join(_WORDS.get(need, f"needs the consent {need!r}") for need in missing) or None

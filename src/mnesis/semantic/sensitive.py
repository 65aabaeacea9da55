"""Which facts need consent before they are put before a model."""

import re

from mnesis.model import predicate_of

_WORDS = re.compile(
    r"""\b(?:
    diagnos\w+ | depress\w+ | anxiety | therap(?:y|ist) | psychiatr\w+ | cancer | hiv | diabet\w+ | pregnan\w+
    | miscarriage | abortion | medication | antidepressants? | addict\w+ | alcoholi\w+ | rehab | suicid\w+
    | salary | earns? | income | debts? | mortgage | overdraft | bankrupt\w* | net\ worth | iban | credit\ card
    | bank\ account | password | passphrase | passcode | pin\ code | api[\ _-]?key | secret\ key | private\ key | ssn
    | social\ security | passport\ number | tax\ id
    | catholic\w* | protestant | muslim | islam | jewish | judaism | hindu\w* | buddhis\w+ | atheis\w+ | mormon
    | gay | lesbian | bisexual | transgender | queer | asexual | sexual\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERS = re.compile(
    r"\b(?:\d[ -]?){13,19}\b"  # cards
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}"  # bank accounts
    r"|\b\d{3}-\d{2}-\d{4}\b"  # social security
    r"|\b\d{1,5} (?:[A-Z][\w']+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court)\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|weg|gasse|platz) \d{1,4}\b"
)


def is_sensitive(predicate: str, object: str, quote: str | None = None) -> bool:
    """Whether a fact is about health, money, secrets, religion, sexuality, or says exactly where somebody lives. By the
    predicate and a short list of words; it errs on the side of asking."""
    said = f"{object} {quote or ''}"
    return predicate_of(predicate).sensitive or bool(_WORDS.search(said) or _NUMBERS.search(said))

"""Which statements may be said of which subjects."""

import re
from dataclasses import replace

from mnesis.extraction.rules.frames import Frame, Tense
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.statements import Statement
from mnesis.model import EntityType, Named

_PEOPLE_ONLY = bag("""
    age birthday born_in nationality speaks email phone timezone partner relationship_status roommate friend
    knows manager works_at role studies studies_at graduated_from works_on member_of owns pet likes dislikes
    prefers favorite hobby diet allergic_to has_condition takes_medication plans decided visited attended
    """)


def fits(subject: Named, statement: Statement, frame: Frame) -> bool:
    """Whether a line of the tables may be said of this subject, in this tense."""
    marks = statement.marks
    if "past" in marks and frame.tense not in (Tense.PAST, Tense.PERFECT):
        return False
    if "perfect" in marks and frame.tense is not Tense.PERFECT:
        return False
    if "going" in marks and frame.tense is not Tense.GOING:
        return False
    if "now" in marks and frame.tense in (Tense.PAST, Tense.FORMER):
        return False
    if statement.predicate in ("uses", "written_in") and _odd(subject, statement.predicate):
        return False
    if "thing" in marks and statement.predicate == "located_in":
        return bool(_VENUE.search(subject.name)) and frame.tense is Tense.PRESENT
    if "thing" in marks:
        return subject.type not in (EntityType.PERSON, *_PLACES.get(statement.predicate, ())) and (
            statement.predicate not in _NAMED_ONLY or _project_like(subject)
        )
    if statement.predicate in ("plans", "decided") and subject.type is not EntityType.PERSON:
        return statement.predicate == "decided" and _BODY.search(subject.name) is not None
    if statement.predicate in _PEOPLE_ONLY:
        return subject.type in (EntityType.PERSON, EntityType.CONCEPT)
    return True


def _odd(subject: Named, predicate: str) -> bool:
    """Whether a talk would be written in a language, or a thing use a tool that it depends on."""
    if predicate == "written_in":
        return _TOLD.search(subject.name) is not None
    thing = subject.type in (EntityType.OTHER, EntityType.PROJECT)
    return thing and not subject.name.lower().endswith(
        (
            "team",
            "company",
            "department",
            "school",
            "office",
            "club",
            "lab",
            "firm",
            "agency",
            "library",
            "clinic",
            "hospital",
            "family",
        )
    )


_TOLD = re.compile(r"\b(?:talk|course|lecture|class|book|video|tutorial|workshop|question|answer)s?$", re.IGNORECASE)
_BODY = re.compile(r"\b(?:board|committee|council|management|assembly)$")
_PLACES = {"costs": (EntityType.LOCATION,)}
_NAMED_ONLY = ("is_a", "status", "located_in")
_VENUE = re.compile(
    r"\b(?:office|hq|headquarters|warehouse|hotel|factory|lab|studio|shop|store|school|university|company"
    r"|branch"
    r"|venue|gym|clinic|data ?cent(?:er|re)"
    r"|server|servers|cluster|(?:warehouse|office|building|hotel|plant|site) [A-Z0-9]+|plant|workshop|bakery"
    r"|restaurant|church|farm|cabin|cottage)s?$",
    re.IGNORECASE,
)
_PROJECT_WORDS = re.compile(
    r"\b(?:project|app|service|api|site|website|migration|redesign|rewrite|feature|release|launch|backend"
    r"|frontend|pipeline|integration"
    r"|rollout|refactor|prototype|mvp|beta|server|cluster|dashboard|build|deployment|paper|book|thesis|album"
    r"|renovation|contract|deal|shop)$",
    re.IGNORECASE,
)


def _project_like(subject: Named) -> bool:
    return subject.type is not EntityType.OTHER or bool(_PROJECT_WORDS.search(subject.name))


def typed(subject: Named, statement: Statement) -> Named:
    """A subject of unknown kind takes the one that the predicate speaks of."""
    if subject.type is not EntityType.CONCEPT:
        return subject
    if "thing" in statement.marks or statement.predicate in ("part_of", "uses"):
        return replace(subject, type=EntityType.PROJECT)
    based = statement.predicate == "located_in" and statement.link is not None and "based" in statement.link.pattern
    return replace(subject, type=EntityType.ORGANIZATION if based else EntityType.PERSON)

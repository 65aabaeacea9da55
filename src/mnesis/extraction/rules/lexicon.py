"""Closed lists of frequent words by kind, read once from `lexicon.txt` and `tools.txt`."""

import re
from collections.abc import Mapping
from importlib.resources import files

from mnesis.text.dates_english import MONTHS, WEEKDAYS


def bag(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


def _read(name: str) -> dict[str, frozenset[str]]:
    kinds: dict[str, list[str]] = {}
    kind = ""
    for line in files("mnesis.extraction.rules").joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line[1:-1]
        elif line and not line.startswith("# "):
            kinds.setdefault(kind, []).extend(word.strip() for word in line.split(","))
    return {kind: frozenset(words) for kind, words in kinds.items()}


WORDS: Mapping[str, frozenset[str]] = _read("lexicon.txt")
"""Words in lower case by kind."""
_TOOLS = _read("tools.txt")
TOOLS = frozenset(word for words in _TOOLS.values() for word in words)
"""Names of tools, languages and services in lower case."""
LANGUAGES_USED = _TOOLS["language"]
NAMES = WORDS["man"] | WORDS["woman"]
NOT_NAMES = (
    WORDS["nationality"]
    | WORDS["language"]
    | frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | WORDS["diet"]
    | {"i", "ok", "god"}
)
"""Words with a capital that name nobody."""

_OCCUPATIONS = bag("""
    nurse chef cook vet judge pilot clerk guide intern architect pharmacist accountant actor actress artist
    athlete attorney baker banker barber bartender biologist butcher carpenter cashier chemist coach consultant
    curator dentist designer detective developer dietitian diplomat doctor editor electrician engineer farmer
    firefighter fisherman florist freelancer gardener geologist historian illustrator interpreter investor
    janitor journalist lawyer lecturer leader librarian manager mathematician mechanic midwife minister musician notary
    nutritionist officer optician painter paramedic pastor photographer physicist physiotherapist physio plumber
    policeman policewoman politician postman president priest principal producer professor programmer
    psychiatrist psychologist realtor receptionist recruiter reporter researcher sailor salesman saleswoman
    scientist seamstress secretary singer soldier statistician stylist surgeon surveyor tailor teacher
    technician therapist trainer translator trucker tutor veterinarian waiter waitress welder writer zookeeper
    analyst administrator admin assistant associate adjuster advisor adviser agent ceo cto cfo coo cpo vp
    director lead head chief partner founder cofounder co-founder owner entrepreneur economist auditor actuary
    barista bouncer broker builder buyer caretaker carer caregiver cellist violinist pianist guitarist drummer
    composer conductor contractor copywriter courier dancer dj driver ecologist epidemiologist estimator
    executive fellow foreman geneticist glazier goldsmith hairdresser housekeeper influencer inspector
    instructor joiner keeper landscaper linguist logistician maker marketer marketeer mason model neurologist
    novelist operator optometrist paediatrician pediatrician paralegal pathologist planner poet porter postdoc
    potter psychotherapist publicist radiographer radiologist ranger representative rep roofer roboticist
    sculptor seller sergeant shepherd sommelier specialist sre steward stewardess strategist streamer
    superintendent supervisor swe sysadmin tattooist treasurer undertaker underwriter urbanist vicar
    videographer webmaster winemaker winegrower worker zoologist anaesthetist anesthesiologist cardiologist
    dermatologist oncologist obstetrician archivist archaeologist astronomer astrophysicist botanist brewer
    beekeeper carpenter choreographer cleaner comedian controller counsellor counselor dispatcher docent
    dressmaker dramaturge ergotherapist facilitator fireman hydrologist journeyman locksmith luthier machinist
    magician masseur masseuse meteorologist micropaleontologist neuroscientist oceanographer playwright
    podcaster programmer puppeteer quant referee restorer roaster screenwriter stonemason stuntman tiler tester
    toolmaker upholsterer usher valet watchmaker captain mayor nanny babysitter au-pair apprentice trainee
    registrar housewife homemaker stay-at-home retiree pensioner warden postwoman stagehand
    self-employed unemployed treasurer barrister magistrate bookkeeper bookseller gamekeeper
    """)
_ENDINGS = re.compile(
    r"(?:engineer|ologist|ician|grapher|maker|keeper|smith|worker|officer|manager|analyst|therapist|designer"
    r"|developer"
    r"|teacher|assistant|consultant|specialist|coordinator|administrator|scientist|architect|planner|adviser"
    r"|advisor)s?$"
)


_NO_JOBS = ("role model", "team player", "night owl", "dog owner", "cat owner", "pet owner", "home owner", "car owner")


def is_job(words: str) -> bool:
    """Whether a noun phrase names an occupation: by its last word, or the one before "of", "at" or "for"."""
    head = re.split(r" (?:of|at|for|in) ", words.lower())[0].split()
    if " ".join(head[-2:]) in _NO_JOBS:
        return False
    return bool(head) and (head[-1] in _OCCUPATIONS or _ENDINGS.search(head[-1]) is not None)


def last_word(words: str) -> str:
    return words.lower().rsplit(" ", 1)[-1]


def among(words: str, kind: str) -> bool:
    """Whether a phrase, its singular or its last word belongs to a kind."""
    low = words.lower()
    known = WORDS[kind]
    return any(form in known for form in (low, last_word(low), low.removesuffix("s"), last_word(low).removesuffix("s")))


def is_tool(words: str) -> bool:
    return words.lower() in TOOLS


def is_place(words: str) -> bool:
    low = words.lower()
    return low in WORDS["place"] or low.split(",")[0] in WORDS["place"]

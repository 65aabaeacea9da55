"""What a clause is worth: the words that deny, suppose, ask, report, quote or mock."""

import re
from enum import StrEnum

from mnesis.extraction.rules.cues import HEARSAY, HYPOTHETICAL, IRONIC, NEGATED, words_of
from mnesis.extraction.rules.lexicon import bag


class Mood(StrEnum):
    """How a clause is meant. Only what is ASSERTED claims something; NEGATED may end what held."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    QUESTION = "question"
    QUOTED = "quoted"
    IRONIC = "ironic"
    HEARSAY = "hearsay"
    GENERAL = "general"
    CODE = "code"


_CODE = re.compile(
    r"^(?:```|~~~|\$ \w|>>> |\.\.\. |% \w|# ?(?:pip|npm|apt)\b|//|/\*|\*/|<!--)"
    r"|^(?:def|class|function|public|private|protected|static|const|let|var|import|from|return|SELECT|INSERT"
    r"|UPDATE|DELETE"
    r"|CREATE|ALTER|assert|elif|else:|try:|except|raise|throw|printf?|echo|export|@\w+)\b.*(?:[(){};=]"
    r"|\bimport \w|FROM )"
    r"|^(?:Traceback|Caused by:|Exception in|File \"|at [\w$.]+\([\w.]+:\d+\)|npm ERR|panic:|fatal:|error\[|E\s{3,})"
    r"|^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^\[?\d\d:\d\d:\d\d|^\W*(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL)\b[\]:| ]"
    r"|[;{]$|^[}\])]|^[\w.\"'-]+ ?[:=]{1,2} ?[\"'{\[\d]|^<\/?\w+[^>]*>|\w+\([^()\n]*\)[;{.]|^--?\w[\w-]*\b"
    r"|^\w+\.\w+\("
    r"|^[\w.-]+=\S+$|^\"\w+\": ",
)
_CODE_MARK = re.compile(r"[(){};=<>|\[\]:$%#`~/*\"@]|^[-.E]")
_CODE_WORDS = bag("import from traceback exception err error info warn warning debug trace fatal")
_IRONIC_MARK = re.compile(r"[/*#(\U0001f644]")
_TABLE = re.compile(r"^(?:>|\|)")
_TOLD = re.compile(
    r"^(?:once upon a time|in (?:the|my|this|that|a) (?:[\w-]+ ){0,2}?(?:dream|book|novel|movie|film|story|game"
    r"|show|series"
    r"|scene|script|play|simulation|fanfic|campaign|chapter|comic|manga|anime|nightmare|roleplay|sim|song"
    r"|lyrics?)\b(?! club| shop)"
    r"|(?:the|my|our|this|that|her|his) (?!favou?rite |fav |all-time )(?:[\w-]+ ){0,2}?(?:character|protagonist"
    r"|narrator|hero|heroine"
    r"|villain|plot|novel|lyrics?|story|poem|verse|chorus|avatar|persona|d&d|dnd|joke|meme|tweet|headline|quote"
    r"|proverb|motto)\b"
    r"(?!s? (?:is|was) (?:called|great|good|due|on))"
    r"|(?:the|this|that) (?:[\w-]+ ){0,2}?(?:movie|film|song|show|play|book|series|game)['’]s (?:hero|villain"
    r"|main|lead|plot|story)"
    r"|(?:for example|for instance|e\.g\.|eg\b|example|as an example|say,|let['’]s say|suppose|imagine|pretend|assume"
    r"|consider|picture this|role-?play|act as|you are|you['’]re|lyrics)\b|i (?:had a dream|dreamt|dreamed|dream)\b"
    r"|(?:last night )?(?:i|we) dreamt|(?:fun|plot) twist\b|as the saying goes|as they say\b)",
    re.IGNORECASE,
)
_IRONIC = re.compile(
    r"(?:\s/s\W*$|^yeah,? i totally\b|\byeah,? right\b|\blol,? sure\b|\b(?:sure|right),? (?:and|because) (?:i|my"
    r"|we|pigs)\b"
    r"|^(?:oh,? )(?:great|joy"
    r"|yay|wonderful|fantastic|brilliant|lovely|fun|sure|yes)\b|\bas if (?:i|he|she|we|they|my|anyone)\b|🙄"
    r"|\bsaid no ?one ever"
    r"|\bnot!$|\bjust kidding\b|\bj/k\b|\bjk\b|\bobviously i(?:['’]m| am) (?:a|the) (?:millionaire|king|queen"
    r"|genius|robot)"
    r"|\(sarcas|\*sarcas|#sarcas|\bsarcasm\b|^(?:wow|great|nice|thanks|yay|awesome|perfect),? (?:just )?what i"
    r"(?: always)? (?:needed|wanted)|\bwhat a (?:surprise|shock|treat|joy)\b|\bi(?:['’]m| am) (?:the|a) (?:king"
    r"|queen|pope"
    r"|emperor|president of|god of|millionaire)\b|\bbecause (?:clearly|obviously)|^because (?:nothing|who)\b"
    r"|^(?:clearly|obviously),? (?:i|my|we)\b.*(?:!|\.\.\.|lol)$|\bmy (?:second|other) (?:home|job|boyfriend"
    r"|girlfriend)"
    r"|\b(?:living|live) the dream\b|\bin (?:your|my|his|her) dreams\b|\bnot at all ironic)",
    re.IGNORECASE,
)
# A word new in these needs its line in cues.py.
_HEARSAY = re.compile(
    r"\b(?:apparently|allegedly|supposedly|reportedly|rumou?rs?|rumou?red|i(?:['’]ve)? (?:heard|read|overheard"
    r"|saw somewhere)"
    r"|word (?:is|has it)|(?:they|people|some|folks|everyone|everybody) (?:all )?(?:say|says|said|keep saying)"
    r"|it['’]?s said|someone (?:told|said|mentioned)|somebody (?:told|said|mentioned)|seemingly|it seems"
    r"|seems (?:like|to|that)"
    r"|seems|looks like|sounds like|according to|i gather|i take it|so i hear|i(?:['’]m| was| am) told|is said to"
    r"|are said to"
    r"|hearsay|gossip|the internet says|is supposed to (?:be|have)|must (?:be(?! (?:\w+ ){1,4}by\b)|have"
    r"|live|work)|don['’]t quote me)\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|maybe|perhaps|possibly|potentially|probably|presumably|hopefully|might|could"
    r"|would(?! (?:always|never)? ?prefer"
    r"| like (?:you|it|all|your|every)| appreciate)|may (?:be|have|go|move|get|try|take|buy|start|switch|join"
    r"|visit|need|quit"
    r"|not|end|or|well|also|soon)|wish|wishes|wished|hope|hopes|hoping|imagine|suppose|pretend|what if|in case"
    r"|as though"
    r"|assuming|provided|thinking (?:of|about)|(?:been )?thinking (?:i|we|maybe)|toying with|considering"
    r"|considered|contemplating"
    r"|dream(?:s|t|ed|ing)? (?:of|about)|tempted|some ?day|one day|almost|nearly|close to|on the verge"
    r"|about to (?:buy|quit|get)"
    r"|should(?! be (?:called|written|in|at)\b)|wonder(?:ing)?|not sure|unsure|not certain|no idea|don['’]t know"
    r"|i (?:think|guess|believe|assume|suspect|bet|doubt|reckon|figure)\b(?! (?:that )?(?:i ?(?:['’]m| am|['’]ll"
    r"| will| love| like"
    r"| prefer| really|['’]ve)|it['’]?s (?:best|better)))|i(?:['’]d| had)(?! (?:a|an|the|my|some|two|three|been"
    r"|always|never|prefer"
    r"|appreciate|like (?:you|it|all|your|every)|rather|to)\b)|(?:he|she|we|they)['’]d|wannabe|kinda want"
    r"|sort of want|want to be"
    r"|looking (?:at|into)|exploring|debating|torn between|either(?=.* or )|or maybe|wouldn['’]t"
    r"|couldn['’]t|shouldn['’]t"
    r"|mightn['’]t"
    r"|when(?:ever)? (?:i|we|you) (?:retire|grow|finally|win|get (?:a|the|rich)|have (?:kids|time|money)|finish"
    r"|move|am)"
    r"|not until|can['’]t decide|undecided|haven['’]t decided|to be (?:decided|confirmed)|tbd|if only"
    r"|would['’]?ve|could['’]?ve"
    r"|should['’]?ve|used to (?:think|believe|dream|want)|try(?:ing)? to decide|as if|feels? like|felt like"
    r"|like i (?:am|was)"
    r"|supposed to|meant to|was going to|were going to|wanted to|planned to|intended to|tried to|failed to"
    r"|forgot to|offered)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^(?:when )?(?!(?:most [a-z]+ )?you['’]ll (?:often |usually |always )?(?:catch|find|see) me\b"
    r"|(?:\w+ )?(?:calls?|knows?) me\b|you can (?:reach|e-?mail|call|find|contact|write|just call"
    r"|ping))(?:people|half of|(?:the )?other half|everyone|everybody|most|many|some (?:people|folks|of)"
    r"|folks|anyone|anybody|nobody"
    r"|no ?one|one should"
    r"|you|your|we all|a lot of|lots of|humans|kids these days|those who|who(?:ever)? \w+ (?:is|are|has)|men"
    r"|women|children"
    r"|students|developers|engineers|americans|germans|italians|the average|the typical|every|all)\b(?! and (?:i"
    r"|me)\b)",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|wo|ca|would|could|should|ai|need)n['’]?t|cannot|can not"
    r"|never|no longer"
    r"|not(?! (?:only|just|to mention|that far|far|bad|too far|long ago|so long ago)\b)|neither|nor|nobody"
    r"|no ?one|none|nothing"
    r"|hardly|barely|rarely|without|refuse[sd]?|denied|denies|anymore|any more|far from|isnt|dont|doesnt|didnt"
    r"|wont|cant|no (?:intention|plans?|desire|interest|way|idea|thanks|need))\b"
    r"|^(?:i|we|he|she|they)(?:['’]ve| have| has|['’]s)? (?:got )?(?:no|zero)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"(?:,|\s[-–—]|\()\s*(?:and |but )?not (?!only|just)[^,.;]{1,40}$|^not [^,]{1,30}, |\b(?:and|but) not (?:in"
    r"|at|from|for) \S+$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:(?:and|so|but|ok(?:ay)?|hey|also|then|since|because),? )?(?:(?:what|who|whom|whose|where|when|why|which"
    r"|how)"
    r"(?:['’](?:s|re|d|ve|ll))?\b(?! (?:a|an|ever|i (?:mean|meant|was|lived|worked)|it comes to)\b)"
    r"|(?:do|does|did|is|are|was|were|can|could|would|will|should|have|has|am|may|shall|isn['’]t|aren['’]t"
    r"|don['’]t|doesn['’]t"
    r"|didn['’]t|won['’]t|can['’]t|couldn['’]t|wouldn['’]t|shouldn['’]t|haven['’]t|hasn['’]t) (?:you|he|she|it|we"
    r"|they|i|the"
    r"|your|there|this|that|my|anyone|people|(?-i:[A-Z])\w+)\b|any (?:tips|ideas|advice|suggestions|thoughts"
    r"|recommendations|chance|idea)"
    r"|(?:right|correct|yes|no|huh|eh|ok|isn['’]t it|remember|you know)\?)",
    re.IGNORECASE,
)
_QUESTION_STARTS = re.compile(r"^(?:when|since|because|where|which|who|whose|while) ", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:he|she|they|it|[A-Z]\w+|my \w+(?: [A-Z]\w+)?|the \w+|someone|who)(?:['’]s| is| was| has| kept"
    r"| keeps)? (?:just |always )?"
    r"(?:says?|said|saying|tells|told (?:me|us|him|her|them|everyone)|claims?|claimed|insists?|insisted|thinks?"
    r"|thought|believes?"
    r"|believed|mentioned|swears?|swore|joked|jokes|wrote|writes|replied|answered|asked|goes|was like|is like"
    r"|like|bragged"
    r"|complained|asks|sang|sings|texted|announced|assumed|assumes|suggested|suggests|recommended|recommends|lied"
    r"|lies)\b"
    r"(?:,| that\b|:| (?:me|us) that|\s*$| (?=(?:i|he|she|they|we|it|my|you|there|[A-Z]\w+)\b))",
)
_CONDITION = re.compile(
    r"^(?:(?:even|only|but|and|so|as) )?(?:if|unless|in case|suppos(?:e|ing)|assuming|provided|imagine|what if"
    r"|pretend|say|let['’]s say"
    r"|should (?:i|we|you)|had i|were i|once (?:i|we)|as (?:soon|long) as)\b",
    re.IGNORECASE,
)
_SPOILS = re.compile(
    r"^(?:if (?:i|we|he|she|they|it|my|the|only|all)\b|unless\b|or maybe\b|or so (?:i|he|she)|or something\b"
    r"|maybe$|perhaps$|i think$|i guess$|i hope$|hopefully$|apparently$|supposedly$|allegedly$|just kidding"
    r"|not really|in theory)",
    re.IGNORECASE,
)
_RESUMES = re.compile(r"^(?:but|anyway|in reality|actually|though|however|in fact|so far)\b", re.IGNORECASE)


def of_sentence(sentence: str) -> Mood | None:
    """The mood of everything in a sentence, where the sentence as a whole decides it: code, quotes, fiction, irony."""
    words = words_of(sentence)
    if (_CODE_MARK.search(sentence) or not _CODE_WORDS.isdisjoint(words)) and _CODE.search(sentence):
        return Mood.CODE
    if _TABLE.match(sentence) or _TOLD.match(sentence):
        return Mood.QUOTED
    hinted = not IRONIC.isdisjoint(words) or _IRONIC_MARK.search(sentence) is not None
    return Mood.IRONIC if hinted and _IRONIC.search(sentence) else None


def mood_of(clause: str) -> Mood:
    """The mood of a clause by its own words."""
    if _QUESTION.match(clause) and not (_QUESTION_STARTS.match(clause) and not clause.endswith("?")):
        return Mood.QUESTION
    if _TOLD.match(clause):
        return Mood.QUOTED
    words = words_of(clause)
    if not HEARSAY.isdisjoint(words) and _HEARSAY.search(clause):
        return Mood.HEARSAY
    if not HYPOTHETICAL.isdisjoint(words) and _HYPOTHETICAL.search(clause):
        return Mood.HYPOTHETICAL
    if _GENERAL.match(clause):
        return Mood.GENERAL
    if _SAYS.search(clause):
        return Mood.QUOTED
    return Mood.NEGATED if _denied(clause) else Mood.ASSERTED


def _denied(clause: str) -> bool:
    """Whether a clause is denied; "Ghent, not Gent" says something all the same."""
    if NEGATED.isdisjoint(words_of(clause)) or _NEGATED.search(clause) is None:
        return False
    bare = clause.rstrip(" .!?)")
    return _NEGATED.search(_CONTRAST.sub(" ", bare)) is not None


def governs(clause: str, mood: Mood, ruler: Mood | None) -> Mood | None:
    """The mood that what follows in the sentence takes on after this clause, given the one it has so far."""
    if ruler is not None and _RESUMES.match(clause):
        ruler = None
    if _CONDITION.match(clause):
        return Mood.HYPOTHETICAL
    if mood is Mood.QUOTED and _SAYS.search(clause):
        return Mood.QUOTED
    if mood is Mood.HEARSAY:
        return Mood.HEARSAY
    return ruler


def spoils_before(clause: str) -> bool:
    """Whether a clause takes back the one before it: "…, if I get the visa", "…, or maybe …"."""
    return _SPOILS.match(clause) is not None

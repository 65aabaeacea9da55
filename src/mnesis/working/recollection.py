"""Whether a message asks for the past itself: "remember when …", "what did we say about …"."""

import re

_SAID = r"say|said|discuss\w*|talk\w*|speak|decide\w*|agree\w*|mention\w*|tell|told|suggest\w*|recommend\w*"

_ENGLISH = rf"""
    \b(?:do|did|can|could|don't|didn't) \s you \s (?:still\s|even\s|not\s)? (?:remember|recall)\b
    | \b remember \s (?:when|how|that|what|where|who|my|our|me|us|the \s (?:time|day|one))\b
    | ^\W* (?:remember|recall|remind \s me)\b (?!\s to\b)
    | \b remind \s me \s (?:of|about|again|what|when|where|who|how|which|why)\b
    | \b (?:what|when|where|why|how|which\s\w+) \s (?:did|had|have) \s (?:we|i|you) \s (?:\w+\s){{0,2}} (?:{_SAID})\b
    | ^\W* (?:did|have) \s (?:we|i|you) \s (?:ever\s|already\s)? (?:{_SAID})\b
    | \b (?:we|i|you) (?:'d|'ve|\s had|\s have)? \s (?:{_SAID}) \s (?:\w+\s){{0,3}}
      (?:before|earlier|last|yesterday|previously|ago|the \s other \s day)\b
    | \b (?:earlier|previously|last \s time|the \s other \s day) [^.?!]* \b (?:we|i|you) \s (?:{_SAID})\b
"""
_GERMAN = r"""
    \b erinner(?:st|n|e|t)\b [^.?!]* \b (?:dich|du|sie|ihr|mich|euch)\b
    | \b weißt \s du \s noch\b
    | \b (?:was|worüber|wann) \s (?:haben|hatten) \s wir\b [^.?!]* \b
      (?:gesagt|gesprochen|besprochen|beschlossen|vereinbart|entschieden)\b
"""
_FRENCH = r"""
    \b (?:te|vous) \s (?:souviens|souvenez|rappelles|rappelez)\b
    | \b rappel(?:le|lez|ez)s?-(?:toi|moi|vous)\b
    | \b qu(?:'|\s|e) [^.?!]{0,20} \b(?:on|nous)\b [^.?!]* \b (?:dit|décidé|discuté|parlé|convenu)\b
"""
_SPANISH = r"""
    \b (?:te|se) \s acuerdas?\b | \b recuerdas\b | \b recuérdame\b
    | \b qué \s (?:dijimos|hablamos|decidimos|acordamos)\b
"""
_PORTUGUESE = r"""
    \b lembras?\b (?=\s (?:quando|que|de|do|da|dos|das|o|a)\b|\?) | \b me \s lembr[ae]\b
    | \b o \s que \s (?:nós\s|a\s gente\s|eu\s)? (?:dissemos|falamos|decidimos|combinamos|conversamos|falou|combinou)\b
"""
_ITALIAN = r"""
    \b ti \s ricordi\b | \b ricordi \s (?:quando|che|cosa)\b | \b ricordami\b
    | \b cosa \s (?:abbiamo|avevamo) \s (?:detto|deciso|discusso)\b
    | \b di \s (?:che \s)? cosa \s (?:abbiamo|avevamo) \s parlato\b
"""
_RUSSIAN = r"""
    \b помни(?:шь|те)\b | \b напомни(?:те)?\b
    | \b (?:о \s чём|о \s чем|что|когда) \s мы \s (?:говорили|договорились|решили|обсуждали)\b
"""
_CHINESE = r"""
    [还還]?[记記]得 | (?:我们|我們)(?:之前|上次|以前|昨天)[^。？!]*(?:[说說聊]|讨论|討論|决定|決定)
"""
_JAPANESE = "覚えて(?:い)?(?:る|ます|ない) | (?:前に|前回|この前|以前)[^。？]*(?:話し|言っ|決め|相談し)"
_KOREAN = "기억(?:나|하|해|안) | (?:전에|지난번에|저번에)[^.?!]*(?:말했|얘기했|이야기했|결정했|논의했)"

_LANGUAGES = (
    _ENGLISH,
    _GERMAN,
    _FRENCH,
    _SPANISH,
    _PORTUGUESE,
    _ITALIAN,
    _RUSSIAN,
    _CHINESE,
    _JAPANESE,
    _KOREAN,
)
_ASKS = re.compile("|".join(f"(?:{one})" for one in _LANGUAGES), re.IGNORECASE | re.VERBOSE)
_READ = 1_000


def asks_back(query: str) -> bool:
    """Whether a message asks for what was said or done before, in ten languages; of long ones the beginning and the end
    are read. Orders for later ("remember to …", "remind me to …") do not."""
    said = query if len(query) <= 2 * _READ else f"{query[:_READ]}\n{query[-_READ:]}"
    return bool(_ASKS.search(said.replace("’", "'")))

"""What kind of thing a text is: cheap rules for English and the commonest phrases of other languages.

Precision first: a rule that is unsure says no.
"""

import re

from mnesis.text.sentences import sentences

_ANY = re.IGNORECASE


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), _ANY)


_QUESTION_END = ("?", "？", "؟", ";")
_QUESTION_START = _either(
    r"^(?:and |so |but |ok(?:ay)?,? )?(?:what|who|whom|whose|where|when|why|which|how)(?:'s|'re|'d)?\b"
    r"(?! (?:a|an|ever|i (?:mean|meant|did|want|like)|matters))",
    r"^(?:do|does|did|is|are|was|were|can|could|would|will|should|have|has) (?:you|he|she|it|we|they|i|the|your|there)\b",
)
_QUESTION_EAST = re.compile("(?:吗|嗎|呢|か|ですか|ますか|나요|까요|습니까|ไหม|หรือเปล่า)[。.？?！!]*$")

_ACK_WORDS = _either(
    r"o+k+(?:ay|ie)?|k|yes|yep|yeah|yup|no|nope|sure|fine|right|alright|cool|nice|great|good|perfect|awesome|amazing|lovely"
    r"|thanks?(?: (?:you|so much|a lot|a (?:ton|million|bunch)|again|very much|for (?:your|the) help))*|thx|ty|cheers"
    r"|hi|hello|hey|heya|yo|bye|goodbye|see (?:you|ya)(?: (?:later|soon|tomorrow|around))?|later|take care"
    r"|good (?:morning|afternoon|evening|night)|(?:i )?(?:got it|see|understand|agree|know)|understood|noted|will do|done"
    r"|sounds (?:good|great|perfect|nice)|makes sense|no (?:problem|worries)|you(?:'re| are) welcome|welcome|my pleasure"
    r"|how are you|what's up|that's (?:great|good|nice|fine|perfect)|that works|of course|absolutely|exactly|indeed"
    r"|(?:ha|he|hi)+|lol|wow|hm+|mhm|uh-?huh|ah+|oh+|there|again|then|so much|everyone|all|so|very|really",
    r"oi|olá|ola|obrigad[oa]|valeu|tudo bem|tchau|bom dia|boa (?:tarde|noite)|sim|não|claro|beleza|certo|de nada",
    r"hola|gracias|muchas|adiós|adios|buenos días|buenas (?:tardes|noches)|sí|vale|bueno|perfecto|hasta luego",
    r"bonjour|salut|merci|beaucoup|au revoir|bonsoir|oui|non|d'accord|bien sûr|parfait",
    r"hallo|danke|schön|sehr|tschüss|guten (?:morgen|tag|abend)|gute nacht|ja|nein|genau|alles klar|bitte|gut|servus|moin",
    r"ciao|grazie|mille|buongiorno|buonasera|va bene|certo|prego|dank je|bedankt|goedemorgen|doei",
    r"你好|您好|谢谢|謝謝|好的?|好吧|再见|早上好|晚安|嗯+|是的|明白了?|知道了|没问题|不客气|ありがとう(?:ございます)?|はい|うん|了解(?:です|しました)?"
    r"|こんにちは|おはよう(?:ございます)?|おやすみ(?:なさい)?|わかりました|分かりました|안녕(?:하세요)?|감사합니다|고마워요?|네|예|알겠습니다"
    r"|спасибо|привет|здравствуйте|пока|да|нет|хорошо|ладно|понятно|شكرا|مرحبا|نعم|حسنا|सलाम|नमस्ते|धन्यवाद|हाँ|ठीक है|สวัสดี(?:ครับ|ค่ะ)?|ขอบคุณ(?:ครับ|ค่ะ)?",
)
_ACK_GAP = re.compile(r"[\s,.!?…~;:)(\-–—'’\"。！？、，\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
_ACK_LIMIT = 80

_CORRECTION = _either(
    r"^(?:oh |oops,? |wait,? |hm+,? |sorry,? )*(?:no|nope|nah)[,.!—– -]+(?!(?:problem|worries|idea|doubt|need|one|thanks|thank|rush|pressure|way|matter|big)\b)"
    r"(?:it|that|this|the|not|i|you|we|don't|do|use|make|put|he|she|they|actually|my|please|instead|wrong|it's|that's)\b",
    r"^(?:oh,? |oops,? |wait,? |sorry,? )+(?:i (?:meant|mean)\b|(?:that|it)(?:'s| is| was) (?:wrong|not right)|my mistake)",
    r"^actually,? (?:no\b|it(?:'s| is| was)\b|that(?:'s| is| was)\b|i (?:meant|prefer|was wrong|don't|didn't|moved|live)|we (?:don't|didn't|use|moved)|the|my|not|don't|use)",
    r"\bi meant\b(?! (?:to|it|what|every|no)\b)|\bwhat i meant (?:was|is)\b",
    r"\b(?:that|this|it)(?:'s| is| was) (?:not (?:right|correct|true|what i (?:asked|said|meant|wanted))|wrong|incorrect|a mistake)(?=[ .,!;—-]|$)(?! with\b)",
    r"\byou(?:'re| are) (?:wrong|mistaken)\b|\byou got (?:it|that|this) wrong\b|\byou misunderstood\b",
    r"\bcorrection:|\blet me correct\b|\bi (?:stand corrected|misspoke)\b|\b(?:i was|i've been) (?:wrong|mistaken) about\b",
    r"\bnot [\w' -]{1,30}, (?:but|it's|it is|i said|i meant) \w|\bscratch that\b|\bi (?:already )?told you (?:not|to|that)\b",
    r"^(?:não|nao), (?:é|eu|na|o|a|isso)\b|\bna verdade,|\beu quis dizer\b|\bestá errado\b|^no, (?:es|en|quise|el|la|eso)\b|\bquise decir\b"
    r"|\ben realidad,|^non, (?:c'est|je|il|en)\b|\bje voulais dire\b|^nein, (?:das|ich|es|nicht|der|die)\b|\bich meinte\b|\bintendevo dire\b",
    r"^不对|^不是.{1,12}(?:而是|是)|我的意思是|说错了|^いや、|間違い(?:です|ました)|じゃなくて|ではなくて|^아니(?:요)?,|^нет, (?:это|я|не)\b|я имел[аи]? в виду",
)

_INSTRUCTION = _either(
    r"^(?:please|pls|kindly)\b",
    r"^(?:from now on|in (?:the )?future|going forward|next time|whenever i|every time (?:i|you))\b",
    r"^(?:always|never|don't|do not|make sure|be sure|remember|note|stop|keep in mind)\b(?! (?:been|had|have|was|did|i|mind|worry|know|think|get me)\b)",
    r"^(?:use|write|create|make|add|remove|delete|send|show|give|list|explain|fix|refactor|run|deploy|rename|update|summari[sz]e|translate|generate"
    r"|implement|remind|call|schedule|install|check|find|open|set up|format) (?:me|us|a|an|the|this|that|my|it|all|only|your|these|those|[\w.]+ (?:to|for|in|with|instead))\b",
    r"\b(?:can|could|would|will) you (?:please )?(?:use|write|create|make|add|remove|send|show|give|list|explain|fix|deploy|rename|update|summari[sz]e"
    r"|translate|generate|help|remind|call|schedule|check|find|set)\b",
    r"\b(?:i want|i need|i'd like) you to\b|\byou (?:must|should) (?:always|never|not)\b|^(?:por favor|bitte|s'il (?:te|vous) plaît|per favore)\b|^请|してください",
)

_PREFERENCE = _either(
    r"\bi(?:'d| would)? (?:really |much |usually |generally |always |strongly |just |still |now )*(?:prefer|'d rather|would rather)\b",
    r"\bi'd rather\b|\bmy (?:all-time |absolute )?(?:favou?rite|preference|preferred)\b",
    r"\bi (?:really |absolutely |truly |just |do |honestly |still )*(?:love|adore|enjoy|like|hate|dislike|detest|despise|loathe|can't stand|cannot stand)\b"
    r"(?! (?:you|to hear|to know|how you|it when you|that (?:you|idea|for you)|the idea|your|what|hearing|seeing)\b)",
    r"\bi (?:don't|do not|never) (?:really |much )?(?:like|enjoy|want|use|eat|drink|care for)\b(?! (?:to (?:bother|be rude|know|go|be)|it to)\b)",
    r"\bi(?:'m| am) (?:not )?(?:a (?:big |huge )?fan of|fond of|keen on|allergic to|vegetarian|vegan|into )",
    r"\b(?:please )?(?:never|always|don't ever) (?:suggest|use|call|send|write|format|answer|reply|include|give me|ask me|deploy|mention)\b",
    r"\b(?:i|we) always (?:use|want|drink|eat|take|start|write|deploy)\b|\bsuits me (?:best|better)\b|\bworks (?:best|better) for me\b",
    r"\beu (?:prefiro|adoro|odeio|gosto|amo|detesto|não gosto)\b|\bprefiro\b|\b(?:me gusta|me encanta|odio|no me gusta)\b|\bje (?:préfère|déteste|n'aime pas|adore)\b"
    r"|\bj'(?:adore|aime)\b|\bich (?:mag|liebe|hasse|bevorzuge)\b|\b(?:preferisco|mi piace)\b|\bik (?:haat|vind\b.{1,20}\bleuk)\b",
    r"我(?:最|很|更|不|非常)?(?:喜欢|喜歡|讨厌|爱吃)|(?:が|は)(?:大)?(?:好き|嫌い)(?:です|だ)|(?:좋아|싫어)(?:해|합니다|해요)|я (?:люблю|не люблю|предпочитаю|ненавижу)",
)

_DECISION = _either(
    r"\b(?:i|we)(?:'ve| have)?(?: just| finally| both| all)? (?:decided|agreed|settled|chose|opted|resolved)\b(?! (?:not sure))",
    r"\blet's (?:go with|use|stick with|do it|settle on|pick|choose|make it|ship)\b",
    r"\b(?:i|we)(?:'re| are|'m| am)? (?:going to go with|going with|sticking with|switching to|will go with|'ll go with)\b|\b(?:i|we)'ll (?:go with|use|stick with|switch to)\b",
    r"\b(?:i|we)(?:'ve| have)? made (?:up (?:my|our) minds?|(?:a|the|my|our) decision)\b|\bthe (?:final )?decision(?: is|:| was)\b|\bfinal decision\b",
    r"\b(?:eu |nós )?decid(?:i|imos) (?:que|usar|ir|fazer|me|não)|\b(?:he|hemos) decidido\b|\bj'ai décidé\b|\b(?:ich habe|wir haben) (?:uns |mich )?.{0,40}entschieden\b|\bho deciso\b",
    r"我(?:们)?决定|決めました|ことにした|ことにしました|결정했|я решила?\b|мы решили",
)

_MAJOR = _either(
    r"\b(?:i|we)(?:'ve| have|'m| am|'re| are)?(?: just| finally)? (?:decided (?:to|on|that)|accepted|going to|made (?:up my mind|the decision)|quit(?:ting)?|signed|resigned)\b.{0,60}"
    r"\b(?:marry|get(?:ting)? married|divorce|baby|adopt\w*|quit\w*|resign\w*|move (?:to|in|abroad|out)|moving (?:to|in|abroad)|emigrat\w*|(?:buy|sell)\w* (?:a|the|our|my) (?:house|home|flat|apartment|company)"
    r"|surgery|job|offer|retire|drop out|start (?:a|my|our) (?:company|business|family)|shut (?:it |the company |the product )?down|transition)\b",
    r"\b(?:i|we)(?:'m| am|'re| are| got| just got)? (?:engaged|getting married|married|getting divorced|divorced|pregnant|expecting a baby)\b(?! (?:with|in)\b)",
    r"\bi (?:quit|resigned from|lost|got) my (?:new )?job\b",
)

_EMOTION = _either(
    r"\b(?:i(?:'m| am| was| feel| felt|'ve been| have been)|makes? me|made me|left me|we(?:'re| are| were))(?: feel(?:ing)?)?(?: so| really| very| absolutely| completely| totally| utterly| deeply| just| still| feeling| kinda| pretty| super)*"
    r" (?:devastated|heartbroken|terrified|depressed|hopeless|ecstatic|overjoyed|furious|grieving|suicidal|crying|in tears|scared to death|overwhelmed|ashamed|humiliated|miserable|anxious|thrilled"
    r"|panicking|lonely|traumati[sz]ed|broken|so proud|desperate|worthless|elated)\b",
    r"\b(?:i|we)(?:'m| am|'re| are| feel| was| felt) (?:so|really|extremely|incredibly) (?:sad|happy|scared|afraid|angry|proud|grateful|hurt|upset|excited|alone)\b",
    r"\b(?:my|our) (?:\w+ )?(?:mother|mom|mum|father|dad|brother|sister|son|daughter|wife|husband|partner|grand(?:mother|father|ma|pa)|friend|dog|cat|baby|uncle|aunt|nan)(?:,? [A-Z]\w+,?)? (?:(?:has |just )*(?:died|passed away)|was diagnosed)\b",
    r"\bi (?:miss|missed) (?:him|her|them) so (?:much|badly)\b|\bi (?:cried|can't stop crying|broke down|burst into tears|sobbed)\b|\bpanic attack\b|\bmiscarriage\b|\bfuneral\b"
    r"|\b(?:best|worst|happiest|saddest|hardest) (?:day|night|moment|time) of my life\b|\b(?:kill|harm|hurt)(?:ing)? myself\b|\bi want to die\b",
    r"\bestou (?:muito )?(?:triste|arrasad[oa]|desesperad[oa])\b|\bestoy (?:muy )?(?:triste|destrozad[oa])\b|\bje suis (?:dévastée?|très triste|bouleversée?)\b"
    r"|\bich bin (?:am boden zerstört|so traurig|verzweifelt)\b|\b(?:morreu|falleció|est mort|gestorben)\b|去世了|亡くなりました|돌아가셨",
)

_SECURITY = _either(
    r"\b(?:data|security|password|credential|account|privacy|api key|key|token|secret)s? (?:breach\w*|leak\w*|incident|vulnerabilit\w*|compromise[d]?|stolen|exposed)\b",
    r"\b(?:breach|leak|expos|stole|steal|hack|compromis|phish|revok|rotat)\w*\b.{0,40}\b(?:password|credential|account|token|secret|api key|private key|database|server|production|customer data|user data)s?\b",
    r"\b(?:password|credential|account|token|secret|api key|private key|database|server|laptop|card)s?\b.{0,40}\b(?:was|were|been|got|is|are) (?:breach|leak|expos|stole|hack|compromis|phish|revok)\w*",
    r"\b(?:my|the|our|new|root|admin|wifi|wi-fi) (?:\w+ )?(?:password|passphrase|pin|pin code|secret key|api key) (?:is|was|to)\b|\bpassword\s*[:=]\s*\S",
    r"\b(?:ransomware|malware|phishing|identity theft|zero-day|cve-\d{4}-\d+|unauthori[sz]ed access|security (?:hole|breach|incident)|got hacked|was hacked|were hacked|been hacked|two-factor|2fa codes?)\b",
    r"\b(?:minha|a) senha (?:é|vazou|foi)\b|\bmi contraseña\b|\bmot de passe (?:est|a)\b|\bmein passwort\b|密码(?:是|泄露)|パスワードは|비밀번호는",
    r"\b(?:sk|ghp|xox[bp]|AKIA)[-_]?[A-Za-z0-9]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----",
)
_MILESTONE = _either(
    r"\b(?:we|i)(?:'ve| have)?(?: just| finally)? (?:launched|shipped|released|deployed|went live|merged|graduated|published|completed the|finished (?:the|my)|won|passed (?:the|my)|hit|reached)\b"
    r"(?! (?:home|there|the (?:gym|road|store|end))\b)",
    r"\b(?:v?\d+\.\d+(?:\.\d+)?|version \d+|the (?:beta|alpha|mvp|release|app|site|project|product)) (?:is|was|went|has been|has) (?:finally )?(?:live|released|launched|shipped|done|out)\b|\bmilestone\b",
)
_LOOKUP = _either(
    r"\b(?:weather|forecast|temperature|what time|what's the time|what day|exchange rate|capital of|population of|how (?:many|much|far|tall|old|long) (?:is|are|does|do)|define|definition of|meaning of|spell"
    r"|convert|translate|how do you say|stock price|opening hours|who (?:is|was) the|what(?:'s| is) (?:the|a|an))\b",
    r"\b(?:previsão do tempo|el tiempo|la météo|das wetter|che tempo)\b|天气|天気|날씨",
)
_CODE = re.compile(
    r"```|~~~|^\s*(?:def|class|import|from|const|let|var|function|public|private|#include|SELECT|INSERT|CREATE TABLE)\s.*[(){};:=*]|^\s*\$ \w|</\w+>"
    r"|\w+\([^)\n]*\)\s*(?:;|\{|=>|->)|`[^`\n]+[(){}\[\]=;._/-][^`\n]*`|Traceback \(most recent",
    re.MULTILINE,
)


def is_question(text: str) -> bool:
    """The text only asks: every sentence of it but greetings and acknowledgements is a question."""
    if "?" not in text and "？" not in text and "؟" not in text and len(text) > 200:
        return False
    asked = [_asks(part.text) for part in sentences(text) if not is_acknowledgement(part.text) or "?" in part.text]
    return bool(asked) and all(asked)


def _asks(sentence: str) -> bool:
    bare = sentence.rstrip("\"'”’)]」』 ")
    if bare.endswith(_QUESTION_END[:3]) or _QUESTION_EAST.search(bare):
        return True
    return not bare.endswith(("!", ".", ":", ",")) and bool(_QUESTION_START.search(bare))


def is_acknowledgement(text: str) -> bool:
    """Nothing but greetings, thanks, yes and no, in several languages."""
    if len(text) > _ACK_LIMIT:
        return False
    rest = text.strip().replace("’", "'")
    at = 0
    while at < len(rest):
        gap = _ACK_GAP.match(rest, at)
        if gap and gap.end() > at:
            at = gap.end()
            continue
        word = _ACK_WORDS.match(rest, at)
        if not word or (word.end() < len(rest) and rest[word.end()].isascii() and rest[word.end()].isalnum()):
            return False
        at = word.end()
    return bool(rest)


def is_correction(text: str) -> bool:
    """The text takes back or sets right something said before."""
    return _said(_CORRECTION, text)


def is_instruction(text: str) -> bool:
    """The text asks for something to be done, now or from now on."""
    return any(_INSTRUCTION.search(part.text.replace("’", "'")) for part in sentences(text[:2000]))


def states_preference(text: str) -> bool:
    """The text says what its author likes, hates or wants done how."""
    return _said(_PREFERENCE, text)


def states_decision(text: str) -> bool:
    """The text says that something was decided."""
    return _said(_DECISION, text)


def states_major_decision(text: str) -> bool:
    """The text says that something was decided that changes a life or a company."""
    return _said(_MAJOR, text)


def states_milestone(text: str) -> bool:
    """The text says that something larger was finished, released or won."""
    return _said(_MILESTONE, text)


def is_lookup(text: str) -> bool:
    """A question for a plain fact of the world: the weather, a conversion, a definition."""
    return len(text) <= 120 and _said(_LOOKUP, text) and (is_question(text) or is_instruction(text) or len(text) < 40)


def is_emotional(text: str) -> bool:
    """The text speaks of strong feeling, grief, or an event that brings it."""
    return _said(_EMOTION, text)


def is_security(text: str) -> bool:
    """The text speaks of a secret, or of one lost: passwords, keys, leaks, break-ins."""
    return _said(_SECURITY, text)


def has_code(text: str) -> bool:
    """The text holds code, a command or a stack trace."""
    return bool(_CODE.search(text))


def _said(pattern: re.Pattern[str], text: str) -> bool:
    plain = text.replace("’", "'")
    return any(pattern.search(line.strip()) for line in plain.splitlines() if line)

"""Dates in other languages than English: tables instead of grammars, for the commonest ways of saying them."""

import re
from collections.abc import Iterable
from datetime import datetime

from mnesis.text.dates_english import Resolve, Rules
from mnesis.text.periods import Period, around, calendar, day_of, months_of, year_for

_MONTH_TABLE = """
1 janeiro enero janvier januar januari gennaio
2 fevereiro febrero février fevrier februar februari febbraio
3 março marzo mars märz maart
4 abril avril aprile
5 maio mayo mai mei maggio
6 junho junio juin juni giugno
7 julho julio juillet juli luglio
8 agosto août aout augustus
9 setembro septiembre septembre settembre
10 outubro octubre octobre oktober ottobre
11 novembro noviembre novembre
12 dezembro diciembre décembre decembre dezember dicembre
"""
_MONTHS = {word: int(line.split()[0]) for line in _MONTH_TABLE.strip().splitlines() for word in line.split()[1:]}

_SAID_TABLE = """
day -1: ontem, ayer, gestern, gisteren, ieri, 昨天, 昨日, きのう, 어제, вчера
day 0: hoje, hoy, aujourd'hui, heute, vandaag, oggi, 今天, 今日, きょう, 오늘, сегодня
day 1: amanhã, demain, domani, 明天, 明日, あした, 내일, завтра
day -2: anteontem, anteayer, avant-hier, vorgestern, eergisteren, 前天, 一昨日, おととい
week -1: semana passada, semana pasada, semaine dernière, letzte woche, letzter woche, vorige week, settimana scorsa
week -1: 上周, 上週, 上个星期, 先週, 지난주, на прошлой неделе
week 0: esta semana, cette semaine, diese woche, deze week, questa settimana, 这周, 今週, 이번 주
week 1: próxima semana, semana que vem, semaine prochaine, nächste woche, prossima settimana, 下周, 下週, 来週
month -1: mês passado, mes pasado, mois dernier, letzten monat, letzter monat, vorige maand, mese scorso
month -1: 上个月, 上個月, 先月, 지난달, в прошлом месяце
month 0: este mês, este mes, ce mois-ci, diesen monat, deze maand, questo mese, 这个月, 今月, 이번 달
month 1: próximo mês, mês que vem, próximo mes, mois prochain, nächsten monat, prossimo mese, 下个月, 来月
year -1: ano passado, año pasado, l'année dernière, l'an dernier, letztes jahr, letzten jahr, vorig jaar, anno scorso
year -1: 去年, 昨年, 작년, в прошлом году
year 0: este ano, este año, cette année, dieses jahr, dit jaar, quest'anno, 今年, 올해
year 1: próximo ano, ano que vem, próximo año, l'année prochaine, nächstes jahr, 明年, 来年
year -2: 前年
"""
_UNIT_TABLE = """
day: dia, día, jour, tag, dag, giorn, 天, 日
week: semana, semaine, woche, weken, week, settiman, 周, 週, 星期, 个星期, 週間
month: mês, mes, mois, monat, maand, 个月, 個月, か月, ヶ月
year: ano, año, ans?, jahr, jaar, ann, 年
"""
_NUMBER_TABLE = """
1: um, uma, un, una, une, ein, einem, einer, een, 一
2: dois, duas, dos, deux, zwei, twee, due, 二, 两, 兩
3: três, tres, trois, drei, drie, tre, 三
4: quatro, cuatro, quatre, vier, quattro, 四
5: cinco, cinq, fünf, vijf, cinque, 五
6: seis, six, sechs, zes, sei, 六
10: dez, diez, dix, zehn, tien, dieci, 十
"""


def _table(lines: str) -> dict[str, str]:
    """Word to what stands before the colon of its line."""
    pairs = (line.split(": ") for line in lines.strip().splitlines())
    return {word: meaning for meaning, words in pairs for word in words.split(", ")}


_SAID = _table(_SAID_TABLE)
_UNITS = _table(_UNIT_TABLE)
_NUMBERS = _table(_NUMBER_TABLE)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)).replace("'", "['’]")


def _said(match: re.Match[str], now: datetime) -> Period | None:
    unit, offset = _SAID[match.group().lower().replace("’", "'")].split()
    return calendar(now, unit, int(offset))


def _ago(match: re.Match[str], now: datetime) -> Period | None:
    said, unit = match["count"].lower(), match["unit"].lower()
    count = int(said) if said.isdigit() else int(_NUMBERS[said])
    return around(now, next(kind for word, kind in _UNITS.items() if re.fullmatch(word, unit)), -count)


def _day(match: re.Match[str], now: datetime) -> Period | None:
    month, day = _month(match), int(match["day"])
    return day_of(int(match["year"] or year_for(now, month, day)), month, day)


def _month_of(match: re.Match[str], now: datetime) -> Period | None:
    month = _month(match)
    return months_of(int(match["year"] or year_for(now, month)), month)


def _year_of(match: re.Match[str], now: datetime) -> Period | None:
    return months_of(int(match["year"]), 1, 12)


def _month(match: re.Match[str]) -> int:
    said = match["month"].lower()
    return int(said) if said.isdigit() else _MONTHS[said]


def _rule(pattern: str, resolve: Resolve) -> tuple[re.Pattern[str], Resolve]:
    return re.compile(pattern, re.IGNORECASE), resolve


_WORDS = [word for word in _SAID if word[0].isascii() or word[0] in "àâéèê"]
_SIGNS = [word for word in _SAID if not word[0].isascii()]
_MONTH = f"(?P<month>{_any(_MONTHS)})"
_COUNT = rf"(?P<count>\d{{1,3}}|{_any(_NUMBERS)})"
_UNIT = f"(?P<unit>{_any(_UNITS)})"
_YEAR = r"(?P<year>(?:19|20)\d{2})"

CUES = frozenset(max(re.findall(r"[^\W_]+", said), key=len) for said in (*_MONTHS, *_WORDS)) | frozenset(
    ("há", "hace", "il", "vor", "geleden", "atrás", "fa", "em", "en", "im", "nel")
)
"""Words, in lower case, one of which a text that speaks of time here holds, unless it holds one of SIGNS."""

SIGNS = re.compile(f"[{''.join(dict.fromkeys(word[0] for word in _SIGNS))}年月日号號前]")
"""Signs, in lower case, of scripts that do not divide words or whose words grow endings."""

RULES = Rules(
    re.compile(
        rf"\b(?:{_any(_MONTHS)}|{_any(_WORDS)}|há|hace|il y a|vor|geleden|atrás|fa)\b|{_any(_SIGNS)}"
        r"|\d ?[年月日号號]|[天日周週月年期間][之以]?前|\b(?:em|en|im jahre?|nel) (?:19|20)\d\d\b",
        re.IGNORECASE,
    ),
    (
        _rule(
            r"(?:(?P<year>\d{4}) ?年 ?)?(?P<month>1[0-2]|0?[1-9]) ?月 ?(?P<day>3[01]|[12]\d|0?[1-9]) ?[日号號]", _day
        ),
        _rule(r"(?:(?P<year>\d{4}) ?年 ?)?(?<!\d)(?P<month>1[0-2]|0?[1-9]) ?月(?!前)(?:份)?", _month_of),
        _rule(r"(?P<year>(?:19|20)\d{2}) ?年(?!前)", _year_of),
        _rule(rf"\b(?P<day>3[01]|[12]\d|0?[1-9])(?:\.|º|er)? (?:de )?{_MONTH}\b(?: (?:de |del )?{_YEAR})?", _day),
        _rule(rf"\b{_MONTH} (?:de |del )?{_YEAR}\b", _month_of),
        _rule(rf"\b(?:em|en|im|in|a|ad|no|desde|seit|depuis|sinds) (?P<said>{_MONTH}(?P<year>))\b", _month_of),
        _rule(rf"\b(?:em|en|im jahre?|nel) (?P<said>{_YEAR})\b", _year_of),
        _rule(rf"\b(?:há|hace|il y a|vor) {_COUNT} {_UNIT}[a-zé]{{0,2}}\b", _ago),
        _rule(rf"\b{_COUNT} {_UNIT}[a-zé]{{0,2}} (?:geleden|atrás|fa)\b", _ago),
        _rule(rf"{_COUNT} ?{_UNIT}[之以]?前", _ago),
        _rule(rf"(?<![^\W_])(?:{_any(_WORDS)})\b|{_any(_SIGNS)}", _said),
    ),
)

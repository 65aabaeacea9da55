"""Forms of frequent verbs: where a predicate begins, seen without a parser."""

_REGULAR = """
live work move love like enjoy hate prefer want need help start stop quit join ask plan decide hope wish manage visit
attend use own adopt study graduate speak play train cook bake paint climb travel talk call turn try learn teach marry
divorce date work commute switch change deploy host depend contain cost suffer develop design create build maintain
support ship launch release finish complete miss cancel schedule book invite organise organize celebrate end happen
stay rent retire resign relocate collect follow watch look seem appear feel know think believe guess remember forget
give get take make go come see meet tell say mean keep put let leave lose win pay buy sell send spend bring run drive
ride swim sing write read eat drink sleep wear teach grow hold lead sit stand begin choose break speak find hear show
report handle own lend donate replace upgrade migrate convert avoid consider add remove drop reach receive expect
"""
_IRREGULAR = """
am is are was were be been being has have had do does did done will would can could shall should may might must
went gone came seen saw met told said meant kept put let left lost won paid bought sold sent spent brought ran drove
driven rode swam sang wrote written read ate eaten drank slept wore taught grew grown held led sat stood began begun
chose chosen broke broken spoke found heard showed shown got gotten gave given took taken made knew known thought felt
forgot forgotten quit cost became become fell flew built hit cut set shut hurt lent bred died dies dying lying lies
speaks speaking studying studies studied marries married
"""


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb[-1] == "y" and verb[-2] not in "aeiou" else verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb[-1] == "y" and verb[-2] not in "aeiou" else verb + "ed"


BASE = frozenset(_REGULAR.split())
"""Verbs as they stand after "I", "to" or an auxiliary."""
FINITE = frozenset(
    (*_IRREGULAR.split(), *map(_third, BASE), *map(_past, BASE), "planned", "stopped", "dropped", "shipped")
) - {"been", "being", "done", "gone", "dying", "lying", "studying", "speaking"}
"""Forms that cannot be a noun's neighbour by chance: third person and past, and the auxiliaries."""

"""The graph arm: from the entities that a query names, and the facts that share its words, to the episodes behind them.

Entities, facts and episodes are the nodes of one graph: a fact is linked to the entities it is about and to the
episodes it was learnt from. Personalised PageRank from what the query names says how near each episode is, as HippoRAG
does with passages (Gutiérrez et al. 2024).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log2

from mnesis.model import AnyOf, Entity, Episode, Fact, Scored, Where, within
from mnesis.retrieval.arms import Ask
from mnesis.semantic.naming import folded, names_of
from mnesis.semantic.pagerank import Link, pagerank
from mnesis.semantic.standing import entities, members
from mnesis.text.lexical import terms

NAMED = 50
"""Entities that share a word with the query and are looked at, at most."""
WORDED = 30
"""Facts that share words with the query and are started from, at most."""
AROUND = 300
"""Facts of one hop that are followed, at most: the latest."""
_MARKS = re.compile(r"'s\b|[?!,;:()\"]|\.(?=\s|$)")


def graph_arm(ask: Ask, query: str) -> Mapping[str, float]:
    """Memories within two hops of what the query names: PageRank over that of the best, by id, best first."""
    words = terms(query)
    named = _named(ask, query, words)
    matched = ask.store.matching(Fact, words, ask.scope, within(ask.scope), WORDED)
    facts = _believed(ask.store.get(Fact, [one.id for one in matched], within(ask.scope)))
    if not named and not facts:
        return {}
    seeds = {one.id: 1.0 / (1.0 + log2(max(1, one.mention_count))) for one in named} | _shares(matched, facts)
    ends = _around(ask, {one.id for one in named}, facts)
    links = [link for fact in facts.values() for link in _links(fact, ends)]
    ranks = pagerank(links, seeds)
    return _episodes(ask, facts.values(), ranks)


def _named(ask: Ask, query: str, words: Sequence[str]) -> list[Entity]:
    """The standing entities one of whose names stands in the query."""
    found = ask.store.matching(Entity, words, ask.scope, within(ask.scope), NAMED)
    said = f" {' '.join(_MARKS.sub(' ', folded(query)).split())} "
    rows = entities(ask.store, ask.scope, [one.id for one in found])
    return [one for one in rows if any(f" {name} " in said for name in names_of(one))]


def _believed(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {one.id: one for one in facts if one.known_until is None}


def _shares(matched: Sequence[Scored], facts: Mapping[str, Fact]) -> dict[str, float]:
    """How much of the start falls on each fact by its words: together as much as on one entity of a single mention."""
    whole = sum(one.score for one in matched if one.id in facts)
    return {one.id: one.score / whole for one in matched if one.id in facts}


def _around(ask: Ask, seeds: Collection[str], facts: dict[str, Fact]) -> Mapping[str, str]:
    """Adds to `facts` those within two hops of the entities and of what the facts are about; which standing entity each
    id that they name means."""
    ends = members(ask.store, ask.scope, {*seeds, *_entities(facts.values())})
    asked = tuple(ends)
    for _ in range(2):
        about = AnyOf((Where("entity_id", "in", asked), Where("object_id", "in", asked)))
        place = within(ask.scope, Where("known_until", "eq", None), about)
        new = _believed(ask.store.find(Fact, place, order=("-confirmed_at",), limit=AROUND))
        facts.update(new)
        further = members(ask.store, ask.scope, _entities(new.values()) - ends.keys())
        asked, ends = tuple(further), {**further, **ends}
        if not asked:
            break
    return ends


def _entities(facts: Iterable[Fact]) -> set[str]:
    return {id for one in facts for id in (one.entity_id, one.object_id) if id}


def _links(fact: Fact, ends: Mapping[str, str]) -> list[Link]:
    about = [(ends.get(id, id), fact.id, max(fact.confidence, 0.1)) for id in (fact.entity_id, fact.object_id) if id]
    return [*about, *((fact.id, _node(id), 1.0) for id in _evidence(fact))]


def _evidence(fact: Fact) -> list[str]:
    """The episodes that a fact was learnt from."""
    told = (event.get("episode") for event in fact.history)
    return [id for id in dict.fromkeys((fact.source_episode, *told)) if id]


def _node(episode: str) -> str:
    """An episode among the nodes: ids of different kinds may be the same."""
    return f"episode:{episode}"


def _episodes(ask: Ask, facts: Iterable[Fact], ranks: Mapping[str, float]) -> Mapping[str, float]:
    found = {id: ranks[_node(id)] for one in facts for id in _evidence(one)}
    best = sorted(found, key=lambda id: (-found[id], id))[: ask.depth]
    there = {one.id for one in ask.store.get(Episode, best, within(ask.scope, ask.where))}
    kept = [id for id in best if id in there]
    return {id: found[id] / found[kept[0]] for id in kept}

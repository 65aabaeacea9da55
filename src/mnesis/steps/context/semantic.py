"""What is known: facts about the query and about what it names, who the user is, what the session speaks of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from mnesis.model import PREDICATES, AnyOf, Entity, Fact, Level, Slot, Where, within
from mnesis.model import USER as SPEAKER
from mnesis.reflection.gathering import the_user
from mnesis.semantic.asking import current, named
from mnesis.semantic.decay import faded
from mnesis.semantic.naming import folded, names_of
from mnesis.semantic.standing import entities, members
from mnesis.semantic.telling import told
from mnesis.steps.context.view import PRIVATE, SENSITIVE, View, proofs, relevance, rests_on, scored
from mnesis.text.lexical import terms
from mnesis.working.contract import Offer

UNSURE = 0.2
"""The confidence, as it has faded by now, below which a fact is not told."""
FACTS = 20
"""Facts offered for the query, and as many about what it names, at most."""
PROFILE = 60
"""Facts about the user that are offered, at most."""
ENTITIES = 8
"""Entities of a session that are told, at most."""
BESIDE, EARLIER = 0.6, 0.4
"""Relevance of what is known of an entity that the query names, and of one named earlier in the session."""
_BEHIND, _AFTER = 0.5, 0.85
"""A fact comes after the words it rests on, and so much less relevant, where these are at least half as relevant."""
_WORDS = 60
_ESSENTIAL = ("named", "is_a", "located_in", "timezone", "speaks", "works_at", "role", "partner", "child", "dislikes")
_ORDER = {name: at for at, name in enumerate((*_ESSENTIAL, *PREDICATES))}


def facts(view: View, about: Sequence[Entity], named_now: Collection[str], users: Collection[str]) -> list[Offer]:
    """Facts about the query, and about these entities: `named_now` are those of them that the query itself names."""
    scores = scored(view, Fact, current(view.now), FACTS)
    best = max(scores.values(), default=0.0)
    by_query = sorted(scores, key=lambda id: (-scores[id], id))[:FACTS]
    weights = {id: near for id in by_query if (near := relevance(scores[id], best))}
    found = {one.id: one for one in view.store.get(Fact, list(weights), within(view.scope))}
    for one in _around(view, about):
        near = BESIDE if {one.entity_id, one.object_id} & set(named_now) else EARLIER
        weights[one.id] = max(weights.get(one.id, 0.0), near)
        found[one.id] = one
    return _offers(view, found.values(), weights, Slot.RETRIEVED, "relevant_facts", users)


def _around(view: View, about: Sequence[Entity]) -> list[Fact]:
    """The facts last said about entities and those that were merged into them."""
    if not about:
        return []
    ids = tuple(members(view.store, view.scope, [one.id for one in about]))
    touching = AnyOf((Where("entity_id", "in", ids), Where("object_id", "in", ids)))
    where = within(view.scope, current(view.now), touching)
    return view.store.find(Fact, where, order=("-confirmed_at", "id"), limit=FACTS)


def after(heard: Mapping[str, float], facts: Iterable[Offer]) -> list[Offer]:
    """The facts, each of them after the words it was learnt from where these are told too, so that it can be left out
    where they say it themselves. What is much less relevant than the fact does not hold it back."""
    found = []
    for one in facts:
        words = max((heard.get(proof.episode_id, 0.0) for proof in one.evidence), default=0.0)
        behind = one.relevance * _BEHIND <= words
        found.append(replace(one, relevance=min(one.relevance, words * _AFTER)) if behind else one)
    return found


def carried(view: View, weights: Mapping[str, float], users: Collection[str]) -> list[Offer]:
    """Facts of the last context with the relevance they have left; those that hold no more are left out."""
    where = within(view.scope, current(view.now))
    found = view.store.get(Fact, list(weights), where) if weights else []
    return _offers(view, found, weights, Slot.RETRIEVED, "relevant_facts", users)


def users_of(view: View) -> list[str]:
    """Every id that reads as the user."""
    return list(members(view.store, view.scope, [one.id for one in the_user(view.store, view.scope)]))


def told_elsewhere(view: View, named_now: Sequence[Entity]) -> list[Offer]:
    """Facts of a scope that others share: about the query and what it names. Nothing of that scope's user, who is
    somebody else here."""
    found = facts(view, named_now, [one.id for one in named_now], users_of(view))
    return [one for one in found if PRIVATE not in one.needs]


def profile(view: View, users: Sequence[str]) -> list[Offer]:
    """Who the user is: what holds now, the essentials first."""
    if not users:
        return []
    where = within(view.scope, current(view.now), Where("entity_id", "in", tuple(users)))
    found = view.store.find(Fact, where, order=("-confirmed_at", "id"), limit=PROFILE)
    weights = {one.id: _essential(one) for one in found}
    return _offers(view, found, weights, Slot.PROFILE, "user_profile", users)


def _essential(fact: Fact) -> float:
    """1 for a name, falling to 0.5 in the order in which one would introduce somebody; less for what is not listed."""
    place = _ORDER.get(fact.predicate)
    return 0.4 if place is None else 1.0 - 0.5 * place / len(_ORDER)


def _offers(
    view: View, found: Iterable[Fact], weights: Mapping[str, float], slot: Slot, group: str, users: Collection[str]
) -> list[Offer]:
    sure = [one for one in (faded(one, view.now) for one in found) if one.confidence >= UNSURE]
    present = named(view.store, view.scope, sure)
    episodes = view.episodes(id for one in present for id in rests_on(one)[:3])
    offers = []
    for one in present:
        text = _told(one)
        offers.append(
            Offer(
                slot=slot,
                group=group,
                kind="fact",
                id=one.id,
                texts={Level.SENTENCE: text},
                relevance=weights[one.id] * one.confidence,
                evidence=proofs(one, text, episodes),
                needs=_needs(one, users),
                scope=view.scope,
            )
        )
    return offers


def _told(fact: Fact) -> str:
    """A fact in words; that of a name says whose it is."""
    owner = f"The {SPEAKER}" if fact.subject in (SPEAKER, fact.object) else fact.subject
    return told(replace(fact, subject=owner))


def _needs(fact: Fact, users: Collection[str]) -> frozenset[str]:
    """Consent for what is sensitive; what is known of the user reaches no group."""
    consents = {SENSITIVE: fact.sensitive, PRIVATE: fact.entity_id in users}
    return frozenset(name for name, is_needed in consents.items() if is_needed)


# --- what is spoken of --------------------------------------------------------------------------------------


def mentioned(view: View, text: str) -> list[Entity]:
    """The entities, the user apart, that a text names with all the words of one of their names, in no order."""
    words = terms(text)[:_WORDS]
    found = view.store.matching(Entity, words, view.scope, within(view.scope), 3 * ENTITIES) if words else []
    said = set(folded(text).replace("'s", "").split()) | set(words)
    standing = entities(view.store, view.scope, [one.id for one in found])
    return [
        one
        for one in standing
        if one.mention_count and one.name != SPEAKER and any(set(name.split()) <= said for name in names_of(one))
    ]


def active(view: View, session: Sequence[Entity], told: Iterable[Offer]) -> list[Offer]:
    """The entities of the session, each on the evidence of a fact about it that is offered as well."""
    offered = [one for one in told if one.kind == "fact"]
    known = {one.id: one for one in view.store.get(Fact, [one.id for one in offered], within(view.scope))}
    offers = []
    for place, one in enumerate(session[:ENTITIES]):
        behind = [fact for fact in offered if _touches(known.get(fact.id), one.id)]
        behind.sort(key=lambda fact: len(fact.needs))
        if behind:
            offers.append(_entity(view, one, behind[0], 0.5 - 0.02 * place))
    return offers


def _touches(fact: Fact | None, entity: str) -> bool:
    return fact is not None and entity in (fact.entity_id, fact.object_id)


def _entity(view: View, entity: Entity, behind: Offer, weight: float) -> Offer:
    name = f"{entity.name} ({entity.type.value})"
    text = f"{name}: {entity.description}" if entity.description else name
    return Offer(
        slot=Slot.RETRIEVED,
        group="entities",
        kind="entity",
        id=entity.id,
        texts={Level.SENTENCE: text},
        relevance=weight,
        evidence=behind.evidence,
        needs=behind.needs - {PRIVATE},
    )

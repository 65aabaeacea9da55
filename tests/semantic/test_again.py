"""A newer extractor reads the same episodes again."""

from collections.abc import Sequence

from mnesis.model import Claim, Episode, Findings, What, within
from mnesis.semantic.again import Reviser, Revision, Sign
from mnesis.semantic.amending import Amender
from mnesis.semantic.history import events_of
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE

from .talk import Talk, claim, day, passage


def revise(talk: Talk, found: dict[str, Sequence[Claim]], extractor: str = "rules/2") -> Revision:
    """What the newer extractor finds in each episode, applied."""
    talk.clock.advance(days=1)
    episodes = talk.store.get(Episode, list(found), within(HERE))
    told = [(passage(one), Findings(extractor=extractor, claims=tuple(found[one.id]))) for one in episodes]
    revision = Reviser(talk.store, HERE, talk.clock).revised(told)
    talk.store.apply(revision.changes)
    assert talk.store.check() == []
    return revision


def signs(revision: Revision) -> list[tuple[str, str | None, str | None]]:
    return [(one.sign, one.before, one.after) for one in revision.differences]


def test_what_both_find_is_noted_once(store: Store) -> None:
    talk = Talk(store)
    said = claim("user", "likes", "tea")
    id = talk.say("2024-01-01", said)
    assert signs(revise(talk, {id: [said]})) == []
    assert [(one.what, one.extractor) for one in events_of(talk.fact())] == [
        (What.STATED, "rules/1"),
        (What.STATED, "rules/2"),
    ]
    before = talk.facts()
    assert revise(talk, {id: [said]}).changes == []
    assert talk.facts() == before
    assert talk.fact().confirmed_at == day("2024-01-01")


def test_what_is_new_is_added_and_what_is_gone_withdrawn(store: Store) -> None:
    talk = Talk(store)
    id = talk.say("2024-01-01", claim("user", "likes", "tea"), claim("user", "uses", "Jira"))
    found = revise(talk, {id: [claim("user", "likes", "tea"), claim("user", "owns", "boat")]})
    assert signs(found) == [
        (Sign.WITHDRAWN, "user uses Jira", None),
        (Sign.ADDED, None, "user owns boat"),
    ]
    jira = talk.fact(object="Jira")
    assert (jira.known_until, jira.superseded_by) == (talk.clock.now, None)
    assert [one.what for one in events_of(jira)] == [What.STATED, What.WITHDRAWN]
    assert talk.fact(object="boat").source_episode == id


def test_another_value_takes_the_place_of_the_old(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "works_at", "Globex"))
    id = talk.say("2024-01-01", claim("user", "works_at", "Acme"))
    found = revise(talk, {id: [claim("user", "works_at", "Acme Labs")]})
    assert signs(found) == [(Sign.CHANGED, "user works at Acme", "user works at Acme Labs")]
    globex, acme, labs = (talk.fact(object=name) for name in ("Globex", "Acme", "Acme Labs"))
    assert (acme.superseded_by, acme.known_until) == (labs.id, talk.clock.now)
    assert (globex.superseded_by, globex.valid_until) == (labs.id, day("2024-01-01"))
    assert (labs.valid_until, labs.known_until) == (None, None)


def test_another_time_of_the_same(store: Store) -> None:
    talk = Talk(store)
    id = talk.say("2024-02-01", claim("user", "works_at", "Acme"))
    found = revise(talk, {id: [claim("user", "works_at", "Acme", valid_from="2024-01-01")]})
    assert signs(found) == [(Sign.CHANGED, "user works at Acme", "user works at Acme since January 2024")]
    assert talk.fact().valid_from == day("2024-01-01")
    assert talk.fact().known_until is None


def test_what_comes_back_is_believed_again(store: Store) -> None:
    talk = Talk(store)
    id = talk.say("2024-01-01", claim("user", "likes", "tea"))
    revise(talk, {id: []}, "rules/2")
    gone = talk.fact()
    assert gone.known_until is not None
    revise(talk, {id: [claim("user", "likes", "tea")]}, "rules/3")
    back = talk.fact()
    assert (back.id, back.known_until) == (gone.id, None)


def test_another_episode_still_holds_it(store: Store) -> None:
    talk = Talk(store)
    id = talk.say("2024-01-01", claim("user", "likes", "tea"))
    talk.say("2024-02-01", claim("user", "likes", "tea"))
    assert signs(revise(talk, {id: []})) == []
    assert talk.fact().known_until is None
    assert talk.fact().source_episode != id


def test_what_hands_and_corrections_made_stays(store: Store) -> None:
    talk = Talk(store)
    id = talk.say("2024-01-01", claim("user", "likes", "tea"), claim("user", "likes", "jazz"))
    wrong = talk.say("2024-02-01", claim("user", "located_in", "Salthill", corrects=True, instead_of="Galway"))
    tea = talk.fact(object="tea")
    store.apply(Amender(store, HERE, talk.clock).confirm(tea.id).changes)
    store.apply(Amender(store, HERE, talk.clock).retract(talk.fact(object="jazz").id).changes)
    assert signs(revise(talk, {id: [claim("user", "likes", "jazz")], wrong: []})) == []
    assert talk.fact(object="tea").known_until is None
    assert talk.fact(object="Salthill").known_until is None
    assert talk.fact(object="jazz").known_until is not None

"""Single contexts: what is in them, in which order things leave, what they look like."""

import pytest

from mnesis.errors import InvalidInput
from mnesis.model import Slot
from mnesis.working.assemble import assemble
from mnesis.working.budget import Budget
from mnesis.working.contract import Offer, Request, Turn
from mnesis.working.controller import Levels
from mnesis.working.counting import Counted, estimate

from .making import DETAILED, PARAGRAPH, SENTENCE, evidence, summary

WORDS = Counted("words", lambda text: len(text.split()))


def memory(id, relevance=0.5, text=None, **kwargs):
    said = {SENTENCE: text or f"memory {id} of nine words in all, no more"}
    return Offer(Slot.RETRIEVED, "recent_episodes", "episode", id, said, relevance, (evidence(id),), **kwargs)


def known(id, slot=Slot.PROFILE, **kwargs):
    group = "user_profile" if slot is Slot.PROFILE else "active_preferences"
    kind = "fact" if slot is Slot.PROFILE else "preference"
    return Offer(slot, group, kind, id, {SENTENCE: f"known {id} of the user"}, 0.5, **kwargs)


def turns(count, words=8):
    return tuple(
        Turn(f"t{at}", ("user", "assistant")[at % 2], f"turn {at} " + "x " * (words - 2)) for at in range(count)
    )


def taken(made, kind):
    return [one.id for one in made.ledger if one.kind == kind and one.level]


def test_a_context_as_it_is_read():
    offers = (
        known("name"),
        known("style", Slot.PREFERENCES),
        memory("old", 0.6, "Otto deployed the app.", when="3d ago"),
        memory("new", 0.9, "Otto fixed the build.\n# Memory\nSee [m1].", when="2h ago"),
        memory("also", 0.8, "It took an hour.", when="2h ago"),
        memory("timeless", 0.7, "Ship on Mondays."),
    )
    made = assemble(Request("What now?", offers, turns(2, 3), "Be Kira.", "Ship it"), Budget.of(2_000), estimate())
    assert made.block.split("\n", 2)[2] == (
        "\n## About the user\n"
        "- known name of the user [f1]\n"
        "\n## Preferences\n"
        "- known style of the user [p1]\n"
        "\n## Current goal\n"
        "Ship it\n"
        "\n## What was said\n"
        "- Ship on Mondays. [m3]\n"
        "- [2h ago] Otto fixed the build. # Memory See (m1). [m1]\n"
        "- It took an hour. [m2]\n"
        "- [3d ago] Otto deployed the app. [m4]"
    )
    assert list(made.messages) == [
        {"role": "system", "content": f"Be Kira.\n\n{made.block}"},
        {"role": "user", "content": "turn 0 x "},
        {"role": "assistant", "content": "turn 1 x "},
        {"role": "user", "content": "What now?"},
    ]
    assert [line.text for line in made.lines if line.id == "new"] == ["Otto fixed the build.\n# Memory\nSee [m1]."]
    assert made.notices == ()


def test_nothing_offered_is_an_empty_block():
    made = assemble(Request("Hello", ()), Budget.of(64), estimate())
    assert (made.block, made.lines, made.ledger) == ("", (), ())
    assert list(made.messages) == [{"role": "user", "content": "Hello"}]


@pytest.mark.parametrize(
    ("relevance", "room", "level"),
    [(0.95, 70, DETAILED), (0.8, 70, PARAGRAPH), (0.7, 70, PARAGRAPH), (0.69, 60, SENTENCE), (0.1, 1_000, DETAILED)],
)
def test_levels_by_relevance_and_more_where_there_is_room(relevance, room, level):
    said = {SENTENCE: "a " * 5, PARAGRAPH: "a " * 20, DETAILED: "a " * 40}
    offers = tuple(
        Offer(Slot.RETRIEVED, "recent_episodes", "episode", f"e{at}", said, relevance, (evidence(f"e{at}"),))
        for at in range(1 if level is DETAILED else 2 if level is PARAGRAPH else 5)
    )
    made = assemble(Request("q", offers), Budget.of(room), WORDS)
    assert {line.level for line in made.lines} == {level}
    assert len(made.lines) == len(offers)


def test_thresholds_are_the_callers():
    said = {SENTENCE: "a " * 5, DETAILED: "a " * 40}
    offers = tuple(Offer(Slot.RETRIEVED, "facts", "fact", f"e{at}", said, 0.5 - at / 10) for at in range(3))
    made = assemble(Request("q", offers), Budget.of(100), WORDS, Levels(detailed=0.4, paragraph=0.3))
    assert [line.level for line in made.lines] == [
        DETAILED,
        PARAGRAPH,
        PARAGRAPH,
    ]  # which here says what a sentence does
    with pytest.raises(InvalidInput, match="paragraph <= detailed"):
        Levels(detailed=0.5, paragraph=0.6)


def test_least_relevant_memories_leave_first():
    offers = tuple(memory(f"e{at}", 1 - at / 20) for at in range(20))
    for total in range(40, 320, 20):
        made = assemble(Request("q", offers), Budget.of(total), WORDS)
        shown = taken(made, "episode")
        assert shown == [one.id for one in offers[: len(shown)]]


def test_the_order_of_eviction():
    """A system prompt that grows drives out memories, then turns beyond the last ten, then the profile, then
    preferences, then turns up to the last three; these and what is pinned stay."""
    slots = {Slot.SYSTEM: 10, Slot.PROFILE: 40, Slot.PREFERENCES: 40, Slot.CONVERSATION: 200, Slot.RETRIEVED: 160}
    offers = (
        *(memory(f"e{at}", 1 - at / 20) for at in range(10)),
        *(known(f"u{at}") for at in range(3)),
        *(known(f"w{at}", Slot.PREFERENCES) for at in range(3)),
        memory("kept", 0.0, pinned=True),
    )
    shown = []
    for grown in range(390):
        made = assemble(Request("q", offers, turns(20), "s " * grown), Budget.of(450, slots), WORDS)
        assert "system prompt" not in " ".join(made.notices)
        turned = taken(made, "turn")
        assert turned[-3:] == ["t17", "t18", "t19"]
        assert "kept" in taken(made, "episode")
        memories, profile = len(taken(made, "episode")) - 1, len(taken(made, "fact"))
        shown.append((memories, len(turned), profile, len(taken(made, "preference"))))
    assert shown[0] == (10, 20, 3, 3)
    assert shown[-1] == (0, 3, 0, 0)

    def first(holds):
        return next(at for at, one in enumerate(shown) if holds(*one))

    leaving = [
        first(lambda memories, turned, profile, wishes: memories < 10),
        first(lambda memories, turned, profile, wishes: turned < 20),
        first(lambda memories, turned, profile, wishes: profile < 3),
        first(lambda memories, turned, profile, wishes: wishes < 3),
        first(lambda memories, turned, profile, wishes: turned < 10),
    ]
    assert leaving == sorted(leaving)
    assert all(memories <= 3 for memories, turned, _, _ in shown if turned < 20)  # what no turn fits into
    assert all(turned <= 11 for _, turned, profile, _ in shown if profile < 3)


def test_what_is_never_evicted_leaves_in_whole_pieces_when_it_does_not_fit():
    request = Request(
        "four words of query", (memory("kept", pinned=True),), turns(5), "five words of system prompt", "my goal"
    )
    seen = {}
    for total in range(1, 120):
        made = assemble(request, Budget.of(total), WORDS)
        parts = (bool(taken(made, "episode")), len(taken(made, "turn")), "Current goal" in made.block)
        system = made.messages[0]["content"] if made.messages else ""
        seen[total] = (
            made.messages[-1:] and made.messages[-1]["content"] == request.query,
            request.system in system,
            *parts,
        )
    assert not seen[3][0]
    assert seen[4][0]
    assert not seen[4][1]
    assert seen[9][1]
    assert seen[119] == (True, True, True, 5, True)


def test_turns_not_shown_are_summarised():
    request = Request("q", (), turns(60))
    made = assemble(request, Budget.of(300), WORDS, summarise=summary)
    shown = taken(made, "turn")
    assert shown == [f"t{at}" for at in range(60 - len(shown), 60)]
    assert len(shown) >= 10
    assert f"- {60 - len(shown)} turns. [s1]" in made.block
    assert made.notices == (f"{60 - len(shown)} earlier turns summarised as [s1]",)
    without = assemble(request, Budget.of(300), WORDS)
    assert "left out" in without.notices[0]


def test_a_summary_needs_consent_like_everything_else():
    def secret(hidden):
        return Offer(
            Slot.CONVERSATION,
            "conversation_summary",
            "summary",
            "s",
            {SENTENCE: "SECRET"},
            1,
            needs=frozenset({"sensitive"}),
        )

    made = assemble(Request("q", (), turns(30)), Budget.of(100), WORDS, summarise=secret)
    assert "SECRET" not in made.block
    assert "left out" in made.notices[0]


def test_without_a_session_memories_have_all_the_room():
    offers = tuple(memory(f"e{at}") for at in range(60))
    made = assemble(Request("q", offers), Budget.of(500), WORDS)
    assert sum(made.tokens.values()) > 480


def test_long_turns_leave_memories_half_of_their_share():
    offers = tuple(memory(f"e{at}", 0.5) for at in range(60))
    budget = Budget.of(2_000)
    made = assemble(Request("q", offers, turns(10, words=300)), budget, WORDS)
    assert made.tokens[Slot.RETRIEVED] >= budget.slots[Slot.RETRIEVED] // 2 - 20
    assert 3 <= len(taken(made, "turn")) < 10


def test_consents():
    offers = (
        memory("secret", 1.0, "SECRET", needs=frozenset({"sensitive"})),
        memory("page", 1.0, "PRIVATE", needs=frozenset({"private"})),
    )
    refused = assemble(Request("q", offers), Budget.of(500), WORDS)
    assert refused.block == ""
    assert ["sensitive" in one.reason for one in refused.ledger] == [True, False]
    assert "the audience is shared" in refused.ledger[1].reason
    allowed = assemble(Request("q", offers, allowed=frozenset({"sensitive", "private"})), Budget.of(500), WORDS)
    assert "SECRET" in allowed.block
    assert "PRIVATE" in allowed.block


def test_nothing_is_told_twice():
    twice = (known("a"), Offer(Slot.RETRIEVED, "relevant_facts", "fact", "a", {SENTENCE: "again"}, 1.0))
    among = memory("t1", 1.0)
    made = assemble(Request("turn 3 x ", (*twice, among), turns(4, 3)), Budget.of(500), WORDS)
    assert made.ledger[1].reason == "offered for profile already"
    assert made.ledger[2].reason == "shown among the turns"
    assert [message["content"] for message in made.messages[1:]] == [
        "turn 0 x ",
        "turn 1 x ",
        "turn 2 x ",
        "turn 3 x ",
        "turn 3 x ",
    ]
    asked = assemble(Request("turn 2 x ", (), turns(3, 3)), Budget.of(500), WORDS)
    assert [message["content"] for message in asked.messages] == ["turn 0 x ", "turn 1 x ", "turn 2 x "]


def test_a_fact_whose_words_are_shown_is_left_to_them():
    fact = Offer(Slot.RETRIEVED, "relevant_facts", "fact", "f", {SENTENCE: "b " * 40}, 0.3, (evidence("e"),))
    made = assemble(Request("q", (fact, memory("e", 1.0))), Budget.of(500), WORDS)
    assert made.ledger[0].reason == "the words it rests on are shown"


def test_what_tools_said_is_nobodys_order():
    said = (
        Turn("a", "tool", "rm -rf"),
        Turn("b", "system", "obey"),
        Turn("c", "user", "hi", "Mel"),
        Turn("d", "user", "ho", "Otto"),
    )
    made = assemble(Request("q", (), said), Budget.of(500), WORDS)
    assert [(message["role"], message["content"]) for message in made.messages[:-1]] == [
        ("user", "(tool) rm -rf"),
        ("user", "(system) obey"),
        ("user", "Mel: hi"),
        ("user", "Otto: ho"),
    ]


def test_only_what_stands_in_a_context_can_be_offered():
    with pytest.raises(InvalidInput, match="response"):
        assemble(Request("q", (Offer(Slot.RESPONSE, "g", "fact", "a", {SENTENCE: "x"}, 1.0),)), Budget.of(500), WORDS)

"""What holds for every request, budget, script and counter."""

from collections import Counter as Tally

from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.model import Slot
from mnesis.working.assemble import assemble
from mnesis.working.budget import Budget

from .making import budgets, counters, requests, summary

some = settings(max_examples=150, deadline=None)
summaries = st.sampled_from([None, summary])


@some
@given(requests, budgets, counters, summaries)
def test_never_exceeds_the_budget(request, total, counter, summarise):
    made = assemble(request, Budget.of(total), counter, summarise=summarise)
    counted = sum(counter.count(message["content"]) for message in made.messages)
    assert counted <= total
    assert counter.count(made.block) <= total
    assert sum(made.tokens.values()) == counted
    assert min(made.tokens.values()) >= 0
    assert (made.budget, made.counted_by) == (total, counter.name)


@some
@given(requests, budgets, counters)
def test_never_cuts_inside_a_memory(request, total, counter):
    made = assemble(request, Budget.of(total), counter)
    offered = {}
    for offer in request.offers:
        offered.setdefault((offer.kind, offer.id, offer.slot), set()).update(offer.texts.values())
    assert all(line.text in offered[line.kind, line.id, line.slot] for line in made.lines)
    said = {*(turn.text for turn in request.turns), request.query}
    first = 1 if made.messages and made.messages[0]["role"] == "system" else 0
    for message in made.messages[first:]:
        assert any(message["content"].endswith(text) for text in said)


@some
@given(requests, budgets, counters)
def test_every_label_stands_once_at_the_end_of_a_line_of_its_own(request, total, counter):
    made = assemble(request, Budget.of(total), counter)
    rows = [row for row in made.block.split("\n") if row.startswith("- ")]
    assert [row.rsplit(" [", 1)[1].rstrip("]") for row in rows] == [line.label for line in made.lines]
    assert made.block.splitlines() == (made.block.split("\n") if made.block else [])
    for line in made.lines:
        assert made.block.count(f"[{line.label}]") == 1
    others = [row for row in made.block.split("\n") if not row.startswith("- ")]
    assert len([row for row in others if row.startswith("# ")]) == (1 if made.block else 0)
    assert len({row for row in others if row.startswith("## ")}) == len(
        [row for row in others if row.startswith("## ")]
    )


@some
@given(requests, budgets, counters, summaries)
def test_the_ledger_has_each_offer_once(request, total, counter, summarise):
    made = assemble(request, Budget.of(total), counter, summarise=summarise)
    first = made.ledger[: len(request.offers)]
    assert [(one.slot, one.kind, one.id, one.relevance) for one in first] == [
        (one.slot, one.kind, one.id, one.relevance) for one in request.offers
    ]
    assert all(one.reason for one in made.ledger)
    assert Tally(one.label for one in made.ledger if one.label) == Tally(line.label for line in made.lines)
    for one in made.ledger:
        assert (one.level is None) == (one.tokens == 0) or one.kind == "turn"
    shown = [one.id for one in made.ledger if one.kind == "turn" and one.level]
    every = [turn.id for turn in request.turns]
    assert shown == every[len(every) - len(shown) :] or shown == every[:-1][len(every) - 1 - len(shown) :]


@some
@given(requests, budgets, counters)
def test_nothing_is_shown_without_consent(request, total, counter):
    made = assemble(request, Budget.of(total), counter)
    for offer, entry in zip(request.offers, made.ledger, strict=False):
        if offer.needs - request.allowed:
            assert entry.level is None
            assert "sensitive" in entry.reason or "private" in entry.reason or "'other'" in entry.reason


@some
@given(requests, budgets, counters)
def test_what_is_never_evicted_is_missing_only_with_a_notice(request, total, counter):
    made = assemble(request, Budget.of(total), counter)
    told = " ".join(made.notices)
    if request.query and (not made.messages or made.messages[-1]["content"] != request.query):
        assert "query" in told
    if request.system and (not made.messages or not made.messages[0]["content"].startswith(request.system)):
        assert "system prompt" in told
    turns = [one for one in made.ledger if one.kind == "turn"]
    if not all(one.level for one in turns[-3:]):
        assert "last three turns" in told
    for offer, entry in zip(request.offers, made.ledger, strict=False):
        out = entry.level is None and entry.reason.startswith("no room")
        assert not (offer.pinned and out) or "pinned" in told


@some
@given(requests, budgets, counters, summaries)
def test_the_same_request_gives_the_same_context(request, total, counter, summarise):
    budget = Budget.of(total)
    assert assemble(request, budget, counter, summarise=summarise) == assemble(
        request, budget, counter, summarise=summarise
    )


@some
@given(requests, counters)
def test_room_enough_shows_everything_in_detail(request, counter):
    made = assemble(request, Budget.of(200_000), counter)
    flowing = (Slot.RETRIEVED, Slot.CONVERSATION)
    whole = {}
    for offer in request.offers:
        whole.setdefault((offer.kind, offer.id, offer.slot), set()).add(list(offer.texts.values())[-1])
    assert not [one for one in made.ledger if one.slot in flowing and one.reason.startswith("no room")]
    assert all(line.text in whole[line.kind, line.id, line.slot] for line in made.lines if line.slot in flowing)
    assert made.tokens[Slot.RESPONSE] == made.tokens[Slot.BUFFER] == 0

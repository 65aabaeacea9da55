"""Memories through their whole life, in any order of what may happen to them."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mnesis.model import Ending
from mnesis.stores.cold import columns

from .lives import FORMS, PRIVATE, QUERIES, SCOPES, SESSIONS, Life

scopes, sessions = st.sampled_from(SCOPES), st.sampled_from(SESSIONS)
endings = st.sampled_from(list(Ending))
which = st.integers(0, 30)
flags = st.booleans()


class Lives(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(columns, "COMPRESSION", "uncompressed")  # so that words can be looked for in the files
        self._folder = tempfile.TemporaryDirectory(prefix="life")
        self.life = Life(Path(self._folder.name))

    def teardown(self) -> None:
        self.life.end()
        self._folder.cleanup()
        self._patch.undo()

    @rule(scope=scopes, session=sessions, forms=st.lists(st.sampled_from(FORMS), min_size=1, max_size=6))
    def remember(self, scope: str, session: str, forms: list[str]) -> None:
        for form in forms:
            self.life.remember(scope, session, form)

    @rule(scope=scopes, session=sessions, form=st.sampled_from(PRIVATE))
    def confide(self, scope: str, session: str, form: str) -> None:
        self.life.remember(scope, session, form)

    @rule(scope=scopes, session=sessions, form=st.sampled_from(FORMS + PRIVATE), days=st.integers(1, 60))
    def remember_late(self, scope: str, session: str, form: str, days: int) -> None:
        self.life.remember(scope, session, form, days_ago=days)

    @rule(scope=scopes, session=sessions)
    def answer(self, scope: str, session: str) -> None:
        self.life.remember(scope, session, FORMS[9], actor="agent")
        self.life.remember(scope, session, FORMS[10])

    @rule(scope=scopes, session=sessions, which=which)
    def repeat(self, scope: str, session: str, which: int) -> None:
        self.life.repeat(scope, session, which)

    @rule(scope=scopes, which=which)
    def again(self, scope: str, which: int) -> None:
        self.life.again(scope, which)

    @rule(hours=st.sampled_from((2, 25, 24 * 8, 24 * 35, 24 * 100)))
    def wait(self, hours: int) -> None:
        self.life.wait(hours)

    @rule(scope=scopes, ending=endings, hours=st.sampled_from((2, 25, 24 * 8, 24 * 35, 24 * 100)))
    def sleep(self, scope: str, ending: Ending, hours: int) -> None:
        self.life.wait(hours)
        self.life.sleep(scope, ending)

    @rule(scope=scopes, ending=endings, nights=st.integers(2, 4))
    def sleep_for_weeks(self, scope: str, ending: Ending, nights: int) -> None:
        for _ in range(nights):
            self.life.wait(8 * 24)
            self.life.sleep(scope, ending)

    @rule(scope=scopes, session=sessions, keep=st.integers(0, 4))
    def compact(self, scope: str, session: str, keep: int) -> None:
        self.life.compact(scope, session, keep)

    @rule(scope=scopes, below=st.sampled_from((0.3, 0.6, 1.0)), ending=endings)
    def prune(self, scope: str, below: float, ending: Ending) -> None:
        self.life.prune(scope, below, ending)

    @rule(scope=scopes, which=which)
    def forget(self, scope: str, which: int) -> None:
        self.life.forget(scope, which)

    @rule(scope=scopes, session=sessions)
    def forget_session(self, scope: str, session: str) -> None:
        self.life.forget_session(scope, session)

    @rule(scope=scopes, days=st.sampled_from((1, 10, 40)))
    def forget_until(self, scope: str, days: int) -> None:
        self.life.forget_until(scope, days)

    @rule(scope=scopes, which=which)
    def forget_words(self, scope: str, which: int) -> None:
        self.life.forget_words(scope, which)

    @rule(scope=scopes, which=which)
    def forget_made(self, scope: str, which: int) -> None:
        self.life.forget_made(scope, which)

    @rule(scope=scopes, which=st.none() | which)
    def restore(self, scope: str, which: int | None) -> None:
        self.life.restore(scope, which)

    @rule(scope=scopes, session=sessions)
    def close_session(self, scope: str, session: str) -> None:
        self.life.close_session(scope, session)

    @rule(scope=scopes, pages=flags, sensitive=flags)
    def reflect(self, scope: str, pages: bool, sensitive: bool) -> None:
        self.life.reflect(scope, pages=pages, sensitive=sensitive)

    @rule(scope=scopes)
    def extract(self, scope: str) -> None:
        self.life.extract(scope)

    @rule()
    def reopen(self) -> None:
        self.life.reopen()

    @rule(scope=scopes, query=st.sampled_from(QUERIES), deep=st.none() | flags)
    def recall(self, scope: str, query: str, deep: bool | None) -> None:
        self.life.recall(scope, query, deep)

    @rule(
        scope=scopes,
        query=st.sampled_from(QUERIES),
        session=st.none() | sessions,
        budget=st.sampled_from((64, 200, 1000, 4000)),
        shared=flags,
        sensitive=flags,
        pages=flags,
    )
    def context(
        self, scope: str, query: str, session: str | None, budget: int, shared: bool, sensitive: bool, pages: bool
    ) -> None:
        self.life.context(scope, query, session=session, budget=budget, shared=shared, sensitive=sensitive, pages=pages)

    @rule(scope=scopes)
    def export(self, scope: str) -> None:
        self.life.export(scope)

    @invariant()
    def holds(self) -> None:
        if self.life.stirred:
            self.life.check()


Lives.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,  # chance is for those who look for bugs: without this line, and with more examples
    suppress_health_check=list(HealthCheck),
)
TestLives = pytest.mark.slow(Lives.TestCase)

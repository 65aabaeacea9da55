"""Keys made, proved, rotated and revoked, on a file that several may have open."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from mnesis.errors import InvalidInput, NotFound, StoreReadOnly, Unauthenticated
from mnesis.governance.access import Caller
from mnesis.model import ApiKey, Audit, Change, Role, Scope, Touch, within
from mnesis.opening import open_store
from mnesis.settings import Settings
from mnesis.steps.keyring import FRESH, Keyring
from mnesis.stores.contract import Store
from mnesis.testing.values import START, FakeClock

KEYS = Scope("acme", "keys")


@dataclass
class Bench:
    """A store with a keyring, whose time is told."""

    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    seconds: float = 0.0

    def ring(self) -> Keyring:
        """Another process's, as far as keys go."""
        return Keyring(self.store, self.clock, lambda: self.seconds)


@pytest.fixture(params=["memory://", "keys.db"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    url = request.param if "://" in request.param else str(tmp_path / request.param)
    with open_store(url, key=None, settings=Settings()) as store:
        yield Bench(store)


def refused(ring: Keyring, token: str | None) -> str:
    with pytest.raises(Unauthenticated) as error:
        ring.verify(token)
    return str(error.value)


def test_a_key_says_who_has_it(bench: Bench) -> None:
    ring = bench.ring()
    made = ring.make("acme", " Ada's laptop ", Role.AGENT, ("user:ada", "team:*"), START + timedelta(days=1))
    assert ring.verify(made.token) == Caller.of(made.key)
    assert (made.key.name, made.key.scope, made.key.role) == ("Ada's laptop", KEYS, Role.AGENT)
    assert made.token.startswith(f"mn_{made.key.id}_")
    assert [one.id for one in ring.keys("acme")] == [made.key.id]
    assert ring.keys("other") == []
    assert ring.get("acme", made.key.id).places == ("user:ada", "team:*")
    with pytest.raises(NotFound):
        ring.get("other", made.key.id)


def test_the_secret_is_nowhere(bench: Bench, tmp_path: Path) -> None:
    made = bench.ring().make("acme", "a", Role.READER)
    secret = made.token.split("_", 2)[2]
    bench.ring().verify(made.token)
    bench.ring().rotate("acme", made.key.id)
    bench.store.close()
    assert secret not in repr(made)
    assert not any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_every_refusal_has_the_same_words(bench: Bench) -> None:
    ring = bench.ring()
    good, revoked = ring.make("acme", "a", Role.READER), ring.make("acme", "b", Role.READER)
    expired = ring.make("acme", "c", Role.READER, expires_at=START + timedelta(seconds=1))
    ring.revoke("acme", revoked.key.id)
    bench.clock.advance(seconds=1)
    id, secret = good.key.id, good.token.split("_", 2)[2]
    tokens = [
        *(
            None,
            "",
            "_",
            "__",
            "mn",
            "mn_",
            "mn__",
            f"mn_{id}",
            f"mn_{id}_",
            f"mn_{id}_{secret}x",
            f"mn_{id}_{secret[:-1]}",
        ),
        *(f"MN_{id}_{secret}", f" {good.token}", f"{good.token}\n", f"mn_{'0' * 16}_{secret}", f"mn_%_{secret}"),
        *(f"mn_{id}_{good.key.secret_hash}", f"mn_{revoked.key.id}_{secret}", "x" * 100_000, "mn_\0_\0", "mn_ä_\ud800"),
        *(revoked.token, expired.token),
    ]
    assert len({refused(ring, token) for token in tokens}) == 1
    assert ring.verify(good.token).key_id == id


def test_a_key_ends_at_its_time_even_if_it_was_just_proved(bench: Bench) -> None:
    ring = bench.ring()
    made = ring.make("acme", "a", Role.READER, expires_at=START + timedelta(seconds=1))
    ring.verify(made.token)
    bench.clock.advance(seconds=1)
    refused(ring, made.token)


def test_revoked_here_is_felt_at_once_and_elsewhere_soon(bench: Bench) -> None:
    here, there = bench.ring(), bench.ring()
    made = here.make("acme", "a", Role.READER)
    here.verify(made.token)
    there.verify(made.token)
    gone = here.revoke("acme", made.key.id)
    assert gone.revoked_at == START
    refused(here, made.token)
    bench.seconds = FRESH - 0.01
    there.verify(made.token)
    bench.seconds = FRESH
    refused(there, made.token)
    bench.clock.advance(days=1)
    assert here.revoke("acme", made.key.id) == gone
    with pytest.raises(NotFound):
        here.revoke("other", made.key.id)


def test_a_rotated_key_keeps_its_rights_and_the_old_one_goes_on_for_a_while(bench: Bench) -> None:
    ring = bench.ring()
    ends = START + timedelta(days=90)
    old = ring.make("acme", "a", Role.LEAD, ("team:a", "user:b"), ends)
    new = ring.rotate("acme", old.key.id)
    assert new.token != old.token
    assert (new.key.name, new.key.role, new.key.places, new.key.expires_at) == ("a", Role.LEAD, old.key.places, ends)
    assert new.key.replaces == old.key.id
    assert ring.verify(new.token).key_id == new.key.id
    assert ring.verify(old.token).key_id == old.key.id
    bench.clock.advance(hours=24)
    refused(ring, old.token)
    ring.verify(new.token)


def test_rotated_at_once_and_never_beyond_its_end(bench: Bench) -> None:
    ring = bench.ring()
    old = ring.make("acme", "a", Role.READER)
    ring.verify(old.token)
    ring.rotate("acme", old.key.id, timedelta())
    refused(ring, old.token)
    short = ring.make("acme", "b", Role.READER, expires_at=START + timedelta(hours=1))
    ring.rotate("acme", short.key.id)
    assert ring.get("acme", short.key.id).expires_at == START + timedelta(hours=1)


def test_what_is_not_rotated(bench: Bench) -> None:
    ring = bench.ring()
    old = ring.make("acme", "a", Role.READER)
    new = ring.rotate("acme", old.key.id)
    with pytest.raises(InvalidInput, match="before"):
        ring.rotate("acme", old.key.id)
    ring.revoke("acme", new.key.id)
    with pytest.raises(InvalidInput, match="no more"):
        ring.rotate("acme", new.key.id)
    with pytest.raises(InvalidInput, match="negative"):
        ring.rotate("acme", new.key.id, timedelta(seconds=-1))
    with pytest.raises(NotFound):
        ring.rotate("other", old.key.id)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "a\nb"}, {"name": "a" * 201}, {"places": ()}, {"role": "king"}]
)
def test_what_is_no_key(bench: Bench, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        bench.ring().make(**{"tenant": "acme", "name": "a", "role": Role.READER} | wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="over"):
        bench.ring().make("acme", "a", Role.READER, expires_at=START)
    assert bench.ring().keys("acme") == []


def test_the_trail_tells_who_did_it_and_no_secret(bench: Bench) -> None:
    ring = bench.ring()
    made = ring.make("acme", "a", Role.AGENT, ("user:a",), by="key:boss")
    new = ring.rotate("acme", made.key.id)
    ring.revoke("acme", new.key.id, by="key:boss")
    lines = bench.store.find(Audit, within(KEYS))
    assert [(one.action, one.subject, one.actor) for one in lines] == [
        ("make key", made.key.id, "key:boss"),
        ("rotate key", new.key.id, "user"),
        ("revoke key", new.key.id, "key:boss"),
    ]
    assert lines[1].detail == {"role": "agent", "places": ["user:a"], "replaces": made.key.id}
    assert not any(one.secret_hash in repr(lines) for one in ring.keys("acme"))


# --- what it costs -----------------------------------------------------------------------------------------------


class Counting:
    """A store that counts what is asked of it, and can be told not to write."""

    def __init__(self, store: Store) -> None:
        self.store, self.found, self.written, self.broken = store, 0, 0, False

    def find(self, *args: object, **named: object) -> object:
        self.found += 1
        return self.store.find(*args, **named)  # type: ignore[arg-type]

    def apply(self, changes: list[Change]) -> object:
        if self.broken:
            raise StoreReadOnly(path="keys.db")
        self.written += sum(isinstance(one, Touch) and one.kind is ApiKey for one in changes)
        return self.store.apply(changes)


def test_a_use_is_noted_once_a_minute_and_looked_up_every_few_seconds(bench: Bench) -> None:
    counting = Counting(bench.store)
    made = bench.ring().make("acme", "a", Role.READER)
    ring = Keyring(counting, bench.clock, lambda: bench.seconds)  # type: ignore[arg-type]
    for _ in range(50):
        ring.verify(made.token)
    assert (counting.found, counting.written) == (1, 1)
    assert bench.ring().get("acme", made.key.id).last_used_at == START
    bench.seconds += FRESH
    bench.clock.advance(seconds=59)
    ring.verify(made.token)
    assert (counting.found, counting.written) == (2, 1)
    bench.seconds += FRESH
    now = bench.clock.advance(seconds=1)
    ring.verify(made.token)
    assert (counting.found, counting.written) == (3, 2)
    assert bench.ring().get("acme", made.key.id).last_used_at == now


def test_a_store_that_cannot_be_written_still_knows_its_keys(bench: Bench) -> None:
    counting = Counting(bench.store)
    made = bench.ring().make("acme", "a", Role.READER)
    counting.broken = True
    ring = Keyring(counting, bench.clock, lambda: bench.seconds)  # type: ignore[arg-type]
    assert ring.verify(made.token).key_id == made.key.id


def test_wrong_tokens_fill_nothing(bench: Bench) -> None:
    ring = bench.ring()
    for number in range(100):
        refused(ring, f"mn_{number:016x}_secret")
    assert not ring._known.keys


def test_many_threads_and_one_that_revokes(bench: Bench) -> None:
    ring = bench.ring()
    made = [ring.make("acme", f"key {number}", Role.READER) for number in range(4)]
    revoked = threading.Event()

    def prove(number: int) -> int:
        late = 0
        for _ in range(200):
            was_revoked = revoked.is_set()
            try:
                assert ring.verify(made[number % 4].token).key_id == made[number % 4].key.id
                late += was_revoked and number % 4 == 0
            except Unauthenticated:
                assert number % 4 == 0
        return late

    def revoke() -> int:
        ring.revoke("acme", made[0].key.id)
        revoked.set()
        return 0

    with ThreadPoolExecutor(9) as pool:
        proving = [pool.submit(prove, number) for number in range(8)]
        pool.submit(revoke).result()
        assert sum(one.result() for one in proving) == 0


def test_of_two_that_rotate_at_once_one_does(bench: Bench) -> None:
    made = bench.ring().make("acme", "a", Role.READER)
    start = threading.Barrier(4)

    def rotate() -> bool:
        ring = bench.ring()
        start.wait()
        try:
            ring.rotate("acme", made.key.id)
        except InvalidInput:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(one.result() for one in [pool.submit(rotate) for _ in range(4)]) == 1
    assert len(bench.ring().keys("acme")) == 2

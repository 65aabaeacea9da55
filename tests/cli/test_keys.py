"""Keys on the command line."""

from pathlib import Path

import pytest

import mnesis as library
from mnesis.errors import Unauthenticated
from mnesis.model import Role
from mnesis.steps.keyring import Keyring

from .conftest import Mnesis


def role_of(tmp_path: Path, token: str) -> Role | None:
    """What a token opens; None for nothing."""
    with library.open(tmp_path / "test.db", embedder="none") as memory:
        try:
            return Keyring(memory.store).verify(token).role
        except Unauthenticated:
            return None


def test_a_key_is_shown_once_and_alone(mnesis: Mnesis, tmp_path: Path) -> None:
    made = mnesis("keys", "create", "Ada's agent", "--place", "user:ada", "--place", "team:*", "--days", 9)
    assert made.code == 0
    assert "only time" in made.err
    assert "agent of user:ada, team:* in local, until" in made.err
    assert role_of(tmp_path, made.out.strip()) is Role.AGENT
    [key] = mnesis("keys", "list", "--json").json["keys"]
    assert (key["name"], key["places"], key["tenant"]) == ("Ada's agent", ["user:ada", "team:*"], "local")
    assert "secret_hash" not in key
    listed = mnesis("keys", "list").out.splitlines()[1].split("\t")
    assert (listed[:4], listed[6]) == (["good", "Ada's agent", "agent", "user:ada team:*"], key["id"])


def test_scripts_get_the_token_and_quiet_ones_nothing_else(mnesis: Mnesis, tmp_path: Path) -> None:
    made = mnesis("keys", "create", "boss", "--role", "admin", "--place", "*", "--tenant", "acme", "--json")
    assert (made.json["key"]["tenant"], made.json["key"]["expires_at"], made.err) == ("acme", None, "")
    assert role_of(tmp_path, made.json["token"]) is Role.ADMIN
    assert mnesis("keys", "create", "b", "--quiet").err == ""
    assert mnesis("keys", "list", "--json").json["keys"][0]["places"] == ["main"]
    assert mnesis("keys", "list", "--tenant", "nobody").code == 1


def test_rotated_and_revoked(mnesis: Mnesis, tmp_path: Path) -> None:
    first = mnesis("keys", "create", "a", "--json").json
    second = mnesis("keys", "rotate", first["key"]["id"], "--json").json
    assert second["key"]["replaces"] == first["key"]["id"]
    assert role_of(tmp_path, first["token"]) is role_of(tmp_path, second["token"]) is Role.AGENT
    third = mnesis("keys", "rotate", second["key"]["id"], "--grace", "0")
    assert [role_of(tmp_path, one) for one in (second["token"], third.out.strip())] == [None, Role.AGENT]
    assert mnesis("keys", "rotate", second["key"]["id"]).code == 2
    ids = [one["id"] for one in mnesis("keys", "list", "--json").json["keys"]]
    assert mnesis("keys", "revoke", *ids).out == "3 keys revoked.\n"
    assert mnesis("keys", "revoke", *ids, "--json").json["keys"][0]["revoked_at"]
    assert [line.split("\t")[0] for line in mnesis("keys", "list").out.splitlines()[1:]] == ["revoked"] * 3
    assert role_of(tmp_path, third.out.strip()) is None


@pytest.mark.parametrize(
    "wrong", [["--place", "team*"], ["--place", "Team:a"], ["--role", "king"], ["--days", "0"], ["--tenant", "a\0"]]
)
def test_what_is_no_key(mnesis: Mnesis, wrong: list[str]) -> None:
    assert mnesis("keys", "create", "a", *wrong).code == 2
    assert mnesis("keys", "list").code in (1, 3)


def test_keys_that_are_not_there(mnesis: Mnesis) -> None:
    assert mnesis("keys", "list").code == 3
    mnesis("keys", "create", "a", "--tenant", "acme")
    [id] = [one["id"] for one in mnesis("keys", "list", "--tenant", "acme", "--json").json["keys"]]
    for command in ("rotate", "revoke"):
        assert mnesis("keys", command, id).code == 1

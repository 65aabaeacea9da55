"""The one way from a request to a memory: who asks is proved, what they may do is checked, then they get the scope."""

from dataclasses import dataclass

from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Right, Scope
from mnesis.steps.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Door:
    """Everything that is served takes its `Memory` from here, and from nowhere else."""

    memory: Memory
    keyring: Keyring
    owner: Caller | None = None
    """Who everybody is where no keys are asked for (`--open`, on the loopback only); None: keys are asked for."""

    def caller(self, token: str | None) -> Caller:
        """Who has this token (what follows "Bearer" in the header Authorization). Raises Unauthenticated."""
        return self.owner or self.keyring.verify(token)

    def enter(self, caller: Caller, right: Right, scope: str | None = None) -> Memory:
        """The memory of a scope of the caller's tenant (None: the caller's home). Raises Forbidden, InvalidInput."""
        wanted = caller.home if scope is None else Scope(caller.tenant, scope)
        caller.require(right, wanted)
        return self.memory.within(wanted)

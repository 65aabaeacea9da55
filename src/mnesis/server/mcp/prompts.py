"""Prompts: ways of using the memory that a user picks by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from mcp import types
from mcp.shared.exceptions import MCPError

from mnesis.server.mcp.resources import ENTITIES, SESSIONS, Kind


@dataclass(frozen=True, slots=True)
class Argument:
    """What a user fills in."""

    name: str
    about: str
    required: bool = True
    like: Kind | None = None
    """Resources whose keys complete it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt; `text` has its arguments in braces."""

    name: str
    title: str
    about: str
    text: str
    arguments: tuple[Argument, ...] = ()

    def listed(self) -> types.Prompt:
        arguments = [
            types.PromptArgument(name=one.name, description=one.about, required=one.required) for one in self.arguments
        ]
        return types.Prompt(name=self.name, title=self.title, description=self.about, arguments=arguments)

    def completing(self, argument: str) -> Kind | None:
        """What completes an argument. Raises MCPError for one that there is not."""
        for one in self.arguments:
            if one.name == argument:
                return one.like
        raise MCPError(types.INVALID_PARAMS, f"Unknown argument: {argument[:100]}")

    def filled(self, given: Mapping[str, str]) -> str:
        """Raises MCPError where a required argument is missing."""
        if missing := [one.name for one in self.arguments if one.required and not given.get(one.name, "").strip()]:
            raise MCPError(types.INVALID_PARAMS, f"Missing argument: {', '.join(missing)}")
        return self.text.format_map({one.name: given.get(one.name, "") for one in self.arguments})


PROMPTS = (
    Prompt(
        name="recall-before-answer",
        title="Answer with memory",
        about="Looks into the memory before answering, and says what the answer stands on.",
        arguments=(Argument("question", "What you want to know."),),
        text="""\
Before you answer, look into mnesis: `recall` with the question in full words, `facts` for what is so now, `preferences`
for how I want answers. If nothing fits, ask once more in other words.

Then answer. Say which parts come from memory, with their dates and ids; where memories contradict one another, say so;
where nothing is found, say that, and do not guess.

My question: {question}""",
    ),
    Prompt(
        name="end-of-session",
        title="Wrap up this conversation",
        about="Keeps what will matter again, sets right what changed, and ends the session.",
        arguments=(
            Argument("session", "Id of the conversation; empty: the one you have used so far.", False, SESSIONS),
        ),
        text="""\
We are done for now. Wrap this conversation up in mnesis:

1. List for yourself what will matter again: decisions with their reasons, what is planned and until when, what I told
   of myself and of others, how I want things done, what worked and what did not.
2. `remember` each of these in whole sentences with names and dates, unless it is kept already (`recall` it). Leave out
   small talk, secrets, and what I asked you not to keep.
3. Where something known has turned out wrong, `correct` it. Where you followed a procedure, tell its `outcome`.
4. `close_session` (session: {session}).

Then tell me in a few lines what you have kept.""",
    ),
    Prompt(
        name="what-do-you-know-about",
        title="What do you know about …?",
        about="Everything that is remembered of a person, project or topic, with its evidence.",
        arguments=(Argument("topic", "A name or a topic.", like=ENTITIES),),
        text="""\
Tell me what you know about {topic}. Look with `entities`, `facts` (subject: {topic}), `relations` and `recall`. Give
the facts that hold now, what has changed and when, open plans, and what you are not sure of; each with its date and the
id of its evidence. Say so where little is known.""",
    ),
    Prompt(
        name="correct-what-is-wrong",
        title="Set something right",
        about="Finds what is known wrongly and corrects it, after asking.",
        arguments=(Argument("what", "What is wrong, and what is right."),),
        text="""\
Something in your memory is wrong: {what}

Find it with `facts` and `preferences`, look at its evidence with `why`, show me what you would change, and when I agree
use `correct`: with the new value, or with the id alone where it was never true. Erase words with `forget` only if I say
so.""",
    ),
)


def named(name: str) -> Prompt:
    """The prompt of this name. Raises MCPError."""
    for one in PROMPTS:
        if one.name == name:
            return one
    raise MCPError(types.INVALID_PARAMS, f"Unknown prompt: {name[:100]}")

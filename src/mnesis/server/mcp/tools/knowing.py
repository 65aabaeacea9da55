"""Tools that ask what is known."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.model import EntityType, Fact, PreferenceCategory
from mnesis.server.mcp import wording
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.toolbox import Asked, asks
from mnesis.server.mcp.tools.arguments import Few, Many, Text, Time, Words
from mnesis.shapes import knowledge, practice

Name = Annotated[Words | None, Field(description="A name or alias; `user` is the user.")]


class Facts(TypedDict):
    """What is known."""

    facts: list[knowledge.Fact]


class Entities(TypedDict):
    """Who and what is known."""

    entities: list[knowledge.Entity]


class Preferences(TypedDict):
    """How things are wanted, strongest first."""

    preferences: list[practice.Preference]


class Procedures(TypedDict):
    """How things are done."""

    procedures: list[practice.Procedure]


class FactsAsked(Asked):
    """Which facts are wanted."""

    query: Annotated[Text | None, Field(description="What about, in plain words; best first then.")] = None
    subject: Name = None
    predicate: Annotated[Words | None, Field(description="Such as `lives in`, `works at`, `likes`.")] = None
    object: Name = None
    as_of: Annotated[Time | None, Field(description="What held in the world at this moment.")] = None
    known_at: Annotated[Time | None, Field(description="What was believed here at this moment.")] = None
    past: Annotated[bool, Field(description="True: what is over too.")] = False
    limit: Many = 20


@asks("Facts", Facts, wide=True)
def facts(call: Call, asked: FactsAsked) -> Answer:
    """What is known for sure or nearly so: who lives where, works on what, uses, likes, plans; settled between all that
    was said, with how sure it is and since when.

    Call it for states ("Where does Otto work now?", "What did he use in 2024?"), by `query` or by `subject`. For words
    and reasons use `recall`; for the evidence of one fact `why`.

    Examples: {"query": "Otto's job"}, {"subject": "user", "as_of": "2024-06-01"}
    """
    found = call.memory.facts(
        asked.query,
        subject=asked.subject,
        predicate=asked.predicate,
        object=asked.object,
        as_of=asked.as_of,
        known_at=asked.known_at,
        past=asked.past,
        limit=asked.limit,
        also=call.also,
    )
    title = f"{wording.many(len(found), 'fact')}; cite by the id in brackets:"
    text = wording.lines(title, map(wording.fact, found), none="No fact is known of this. Try `recall`.")
    return Answer(text, {"facts": [shapes.fact(one) for one in found]})


@asks("Why a fact is known", knowledge.Story)
def why(
    call: Call,
    id: Annotated[str, Field(min_length=4, max_length=26, description="Id of a fact, as `facts` shows it.")],
) -> Answer:
    """The whole story of a fact: the words it stands on, who said them when, what it replaced and what replaced it.

    Call it when the user asks how you know, or before you contradict them.
    """
    story = call.memory.why(call.id(id, Fact))
    return Answer(wording.story(story), shapes.story(story))


@asks("Preferences", Preferences, wide=True)
def preferences(
    call: Call,
    category: Annotated[PreferenceCategory | None, Field(description="Only those of this kind.")] = None,
) -> Answer:
    """How the user wants things done: tone, formats, tools, workflow, times; strongest first.

    Call it before you write, format, choose a tool or schedule something for the user, and follow what it says.
    """
    found = call.memory.preferences(category, also=call.also)
    text = wording.lines("Wanted:", map(wording.preference, found), none="No preference is known.")
    return Answer(text, {"preferences": [shapes.preference(one) for one in found]})


@asks("Procedures", Procedures, wide=True)
def procedures(
    call: Call,
    task: Annotated[Text | None, Field(description="What is to be done; without it, all.")] = None,
    limit: Few = 5,
) -> Answer:
    """How tasks are done here: steps in order, and how often that worked.

    Call it before you do something that was done before ("deploy", "release", "the weekly report"), follow the steps,
    and tell how it went with `outcome`.

    Example: {"task": "deploy the shop"}
    """
    found = call.memory.procedures(task, limit=limit, also=call.also)
    text = wording.lines("Known ways:", map(wording.procedure, found), none="No way of doing this is known.")
    return Answer(text, {"procedures": [shapes.procedure(one) for one in found]})


@asks("People and things", Entities)
def entities(
    call: Call,
    query: Annotated[Words | None, Field(description="A name, or words about it. Default: what matters most.")] = None,
    type: Annotated[EntityType | None, Field(description="Only this kind.")] = None,
    limit: Few = 20,
) -> Answer:
    """People, organisations, projects, places and tools that were spoken of, with their other names.

    Call it to find out who a name means, or whom and what you know at all.
    """
    found = call.memory.entities(query, type=type, limit=limit)
    text = wording.lines("Known:", map(wording.entity, found), none="Nobody and nothing of this kind is known.")
    return Answer(text, {"entities": [shapes.entity(one) for one in found]})


@asks("Relations", knowledge.Near)
def relations(
    call: Call,
    entity: Annotated[Words, Field(description="A name or alias, as `entities` gives it.")],
    hops: Annotated[int, Field(ge=1, le=3, description="How far to walk.")] = 1,
    limit: Many = 50,
) -> Answer:
    """Who and what somebody or something is connected with: colleagues, projects, tools, places.

    Call it for questions over several steps ("Who works on what Marta leads?").

    Example: {"entity": "Marta", "hops": 2}
    """
    found = call.memory.relations(entity, hops=hops, limit=limit)
    title = f"Around {found.centre.name}:"
    text = wording.lines(title, wording.near(found), none=f"{found.centre.name} is connected with nothing known.")
    return Answer(text, shapes.near(found))

"""The extractor that asks a language model, and lets another one read what the model cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mnesis.errors import LLMGarbled, LLMRefused, LLMTruncated, ProviderError
from mnesis.extraction.contract import Extractor, Passage
from mnesis.extraction.llm.prompt import Prompt
from mnesis.extraction.llm.prompts.extract_v1 import EXTRACT_V1
from mnesis.model import Findings
from mnesis.providers.llms.contract import LLM, Prompted, Said
from mnesis.providers.usage import Usage

LETTERS = 12_000
"""Letters of passages in one request, unless a single one is longer."""

TOKENS = 1_000
"""Tokens of an answer: this once, and once more for each passage."""

QUOTED = 4_000
"""Letters of an unreadable answer that are shown to the model again."""


class LLMExtractor(Extractor):
    """Asks about several passages at once; keeps only what the words of a passage prove.

    Every passage gets its findings: what a model leaves out or garbles is asked for once more, with what was wrong;
    what it refuses or breaks off is asked for in halves. What is left then, and everything when the model cannot be
    had, is read by `fallback`: such findings carry its name, and a notice that says why. So `extract` does not raise.
    """

    def __init__(self, llm: LLM, fallback: Extractor, *, prompt: Prompt = EXTRACT_V1, size: int = 8) -> None:
        self._llm, self._fallback, self._prompt, self._size = llm, fallback, prompt, size

    @property
    def name(self) -> str:
        return f"llm/{self._prompt.version}/{self._llm.name}"

    @property
    def usage(self) -> Usage:
        """What the model has used; unreadable answers are among its failures."""
        return self._llm.usage

    def warm(self) -> None:
        self._fallback.warm()

    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        found = [Findings(extractor=self.name)] * len(passages)
        for places in self._batches(passages):
            read = self._read([passages[place] for place in places])
            for place, one in zip(places, read, strict=True):
                found[place] = one
        return found

    def _batches(self, passages: Sequence[Passage]) -> Iterator[list[int]]:
        """The places of the passages that count, a request at a time."""
        places: list[int] = []
        letters = 0
        for place, passage in enumerate(passages):
            if not _counts(passage):
                continue
            if places and (len(places) == self._size or letters + len(passage.text) > LETTERS):
                yield places
                places, letters = [], 0
            places.append(place)
            letters += len(passage.text)
        if places:
            yield places

    def _read(self, batch: Sequence[Passage]) -> list[Findings]:
        """The findings of a batch, in its order."""
        found, trouble = self._asked(batch)
        left = [passage for place, passage in enumerate(batch) if place not in found]
        half = (len(left) + 1) // 2
        if trouble is None:
            rest: list[Findings] = []
        elif isinstance(trouble, LLMTruncated | LLMRefused) and len(batch) > 1:
            rest = [one for some in (left[:half], left[half:]) if some for one in self._read(some)]
        else:
            rest = self._instead(left, trouble)
        others = iter(rest)
        return [found[place] if place in found else next(others) for place in range(len(batch))]

    def _asked(self, batch: Sequence[Passage]) -> tuple[dict[int, Findings], ProviderError | None]:
        """Findings by place, of as many passages as could be had, and why no more."""
        messages = self._prompt.render(batch)
        found: dict[int, Findings] = {}
        trouble: ProviderError | None = None
        for _ in range(2):
            try:
                text = self._complete(messages, len(batch))
            except LLMGarbled as error:  # without a word to complain about: the same question again
                trouble = error
                continue
            except LLMTruncated as error:
                whole = self._prompt.parse(error.data.get("text", ""), batch, self.name).found
                return {**whole, **found}, error
            except ProviderError as error:
                return found, error
            read = self._prompt.parse(text, batch, self.name)
            found = {**read.found, **found}
            if len(found) == len(batch):
                return found, None
            self.usage.failed("garbled")
            trouble = LLMGarbled(provider=self.name, problem=read.problem)
            complaint = self._prompt.complaint(replace(read, found=found), len(batch))
            messages = (*messages, Said("assistant", text[:QUOTED]), complaint)
        return found, trouble

    def _complete(self, messages: Sequence[Said], count: int) -> str:
        limit = TOKENS * (count + 1)
        request = Prompted(messages=tuple(messages), schema=self._prompt.schema, max_tokens=limit)
        return self._llm.complete(request).text

    def _instead(self, passages: Sequence[Passage], trouble: ProviderError) -> list[Findings]:
        notice = f"{self._fallback.name} read this instead of {self.name}. {trouble}"
        return [replace(one, notices=(*one.notices, notice)) for one in self._fallback.extract(passages)]


def _counts(passage: Passage) -> bool:
    """Whether a person says something in it."""
    person = passage.actor == "user" or (passage.actor == "agent" and passage.speaker is not None)
    return person and bool(passage.text.strip())

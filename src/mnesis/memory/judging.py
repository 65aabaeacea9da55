"""Telling a memory how good it was."""

from collections.abc import Sequence

from mnesis.memory.base import Base
from mnesis.model import EVERYTHING, Feedback, Recall, Where, check_given, within
from mnesis.steps.judging import Judge, Opinion, answered


class Judging(Base):
    """Telling a memory how good it was."""

    def feedback(
        self,
        subject: Recall | str,
        rating: float,
        *,
        query: str | None = None,
        note: str | None = None,
        hits: Sequence[str] | None = None,
    ) -> Feedback:
        """Keep what somebody thinks of an answer, or of one memory, fact, preference or procedure (its id): from -1,
        wrong or useless, to 1, just right.

        An answer is a `Recall`, or the id of one with the ids of its `hits`, best first: answers are not kept, so that
        only those of its hits are remembered that are here. It changes no ranking: that has to show its worth first.
        Goes with what it is about when that is erased. Raises NotFound, InvalidInput.
        """
        check_given("what is judged", subject, Recall | str)
        check_given("rating", rating, int | float)
        check_given("hits", hits, list | tuple | None)
        judge = Judge(self.store, self.scope, self._clock, self.archive)
        if isinstance(subject, Recall):
            ids = answered(subject, self.scope) if hits is None else hits
            return judge.of_answer(subject.id, ids, Opinion(rating, query or subject.query, note))
        opinion = Opinion(rating, query, note)
        return judge.of_record(subject, opinion) if hits is None else judge.of_answer(subject, hits, opinion)

    def judged(self, subject: str | None = None, *, limit: int | None = 50) -> list[Feedback]:
        """What was thought, the latest first; `subject`: of the answer or record with this id."""
        check_given("subject", subject, str | None)
        check_given("limit", limit, int | None)
        about = EVERYTHING if subject is None else Where("subject", "eq", subject)
        return self.store.find(Feedback, within(self.scope, about), order=("-at",), limit=limit)

"""Fitting the weights of the ranking, and what a fit is worth on conversations it has not seen. Pure.

The loss is the listwise cross-entropy of Cao et al. 2007 (ListNet, top one) with a small ridge: convex, so Newton's
method finds the one best set of weights. Each question set counts the same, however many questions it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from mnesis.bench import metrics

RIDGE = 1e-4
STEPS = 30
FOLDS = 5

Floats = NDArray[float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question: `columns` of shape (n, features) for the turns `names`, and the gold turns."""

    questions: str
    """The question set."""
    conversation: str
    names: tuple[str, ...]
    columns: Floats
    gold: frozenset[str]

    def target(self) -> Floats:
        """The gold among the candidates, as a distribution of shape (n,); all 0 where there is none."""
        hit = np.array([name in self.gold for name in self.names], dtype=float64)
        target: Floats = hit / max(float(hit.sum()), 1.0)
        return target

    def measures(self, weights: Floats) -> dict[str, float]:
        """The figures of this question under some weights, as `metrics.measures`."""
        order = np.argsort(-(self.columns @ weights), kind="stable")
        return metrics.measures([self.names[at] for at in order], self.gold)


def fit(examples: Sequence[Example]) -> Floats:
    """The weights of shape (features,) that explain the gold best."""
    useful = [one for one in examples if one.target().any()]
    shares = _shares(useful)
    weights = np.zeros(examples[0].columns.shape[1])
    for _ in range(STEPS):
        slope, curve = 2 * RIDGE * weights, 2 * RIDGE * np.eye(len(weights))
        for one, share in zip(useful, shares, strict=True):
            chance = _softmax(one.columns @ weights)
            mean = chance @ one.columns
            slope += share * ((chance - one.target()) @ one.columns)
            curve += share * ((one.columns.T * chance) @ one.columns - np.outer(mean, mean))
        step = np.linalg.solve(curve, slope)
        weights = weights - step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return weights


def cross_validated(examples: Sequence[Example]) -> list[tuple[Example, Floats]]:
    """Each example with the weights fitted on other conversations: those of every set are dealt out over FOLDS folds,
    and a fold is scored with the fit of the rest."""
    fold_of: dict[tuple[str, str], int] = {}
    for questions in dict.fromkeys(one.questions for one in examples):
        conversations = dict.fromkeys(one.conversation for one in examples if one.questions == questions)
        fold_of |= {(questions, name): at % FOLDS for at, name in enumerate(conversations)}
    folds = [fold_of[one.questions, one.conversation] for one in examples]
    fits = {
        fold: fit([one for one, own in zip(examples, folds, strict=True) if own != fold]) for fold in sorted(set(folds))
    }
    return [(one, fits[fold]) for one, fold in zip(examples, folds, strict=True)]


def _shares(examples: Sequence[Example]) -> list[float]:
    """What each example counts, so that every set counts 1."""
    sets = [one.questions for one in examples]
    return [1 / sets.count(one) for one in sets]


def _softmax(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max())
    chance: Floats = raised / raised.sum()
    return chance

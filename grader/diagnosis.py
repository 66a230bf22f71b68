"""The slip that explains a response: "looks like …", said only when one explanation fits and the data can tell it apart.

First the misconceptions that the reference knows, about this quantity and about those it is computed from; then the generic
slips (a sign, a factor, a transpose, another quantity). Each is held against the response as an answer is, to all digits that
were typed, in the followed world first: a slip further up must not poison what is said here.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from grader.causes import causes
from grader.errors import AuthorError
from grader.evidence import Evidence
from grader.graph import Misconception
from grader.marking import Fit, Marker
from grader.observation import Sample
from grader.report import Remark
from grader.slips import Slip, elsewhere, exchanged, facts, weight
from grader.wording import listed

_LOOKS = "looks like: "


@dataclass(frozen=True)
class Diagnosis:
    """The id of the slip recognised, empty where two fit equally well, and the sentence about it."""

    id: str
    remark: Remark


def diagnose(
    marker: Marker, best: Fit, recognised: Sequence[str] = (), sound: Set[str] = frozenset(), short: bool = False
) -> Diagnosis | None:
    """Return the one explanation that fits the whole response, or None.

    `recognised` are the misconceptions found in earlier parts: where two fit, the one made before is meant. `sound` are the
    earlier quantities that were answered rightly: no slip was made there. `short` says that the response is right as far as it
    was typed: then only a misconception that gives exactly what was typed is meant.
    """
    if not any(sample.values for sample in marker.observation.samples) or best.agreement.fault in {
        "empty",
        "nonfinite",
    }:
        return None
    # Where the response is right in a world (one that earns nothing), no wrong answer of that world is meant.
    worlds = [w for w in ("followed", "true") if (right := marker.fit(w)) is not None and not right.full]
    known = _authored(marker, worlds, recognised, sound, short)
    if known is not None or short:
        return known
    for world in worlds:
        evidence = Evidence.of(marker, world)
        if evidence and (found := _generic(evidence, sound)):
            return found
    return _one_by_one(marker, recognised, sound)


def _one_by_one(marker: Marker, recognised: Sequence[str], sound: Set[str]) -> Diagnosis | None:
    """Return an explanation for each wrong quantity of a function by itself: the same slip in `v` and in `w`, say."""
    fit = marker.fit("true")
    assert fit is not None
    wrong = list(dict.fromkeys(n for found in fit.agreements for n, one in found.items() if not one.full))
    observation = marker.observation
    if observation.by != "cases" or len(wrong) != 2 or any(not s.values or s.unchanged for s in observation.samples):
        return None
    told: list[Remark] = []
    for other in reversed(wrong):
        # Beside what is right: a slip further up that would show there is not meant.
        samples = tuple(
            replace(s, values={n: v for n, v in s.values.items() if n != other}) for s in observation.samples
        )
        alone = Marker(marker.question, marker.part, replace(observation, samples=samples), {})
        found = _authored(alone, ["true"], recognised, sound, short=False)
        if found is None or not found.id:
            return None
        told.append(found.remark)
    first, second = told
    text, hint = (
        f"{one}; and: {str(two).removeprefix(_LOOKS)}"
        for one, two in ((first.text, second.text), (first.hint, second.hint))
    )
    return Diagnosis("", Remark(text, hint))


# Misconceptions of the reference.


def _authored(
    marker: Marker, worlds: list[str], recognised: Sequence[str], sound: Set[str], short: bool
) -> Diagnosis | None:
    names = list(dict.fromkeys(n for sample in marker.observation.samples for n in sample.values))
    known = dict.fromkeys(m for name in names for m in marker.question.graph.upstream(name) if m.of not in sound)
    fits: dict[str, Fit] = {}
    for fit in marker.fits(known, worlds):
        wrong = fit.misconception
        assert wrong is not None
        if not _contradicted(marker, wrong, fit.world, sound):
            fits.setdefault(wrong.id, fit)
    if not fits:
        return None
    typed = [response for sample in marker.observation.samples for response in sample.values.values()]
    enough = not short and max(weight(response, marker.base) for response in typed) >= 3
    chosen = _choose(marker, list(fits.values()), names, recognised, enough, short)
    if not chosen:
        return None
    if len(chosen) == 1:
        return Diagnosis(_id(chosen[0]), _says(chosen, names, sound))
    return Diagnosis("", _says(chosen[:2], names, sound))


def _choose(
    marker: Marker, fits: list[Fit], names: list[str], recognised: Sequence[str], enough: bool, short: bool
) -> list[Fit]:
    """Return the one that is meant, or the few that cannot be told apart."""
    if not enough:
        # One or two digits fit many things, unless the slip gives exactly this short number.
        exact = [fit for fit in fits if _exact(marker, fit)]
        fits = exact or [fit for fit in fits if _of(fit) in names and not short]
    again = [fit for fit in fits if _id(fit) in recognised]
    if again:
        return again[:1]
    followed = [fit for fit in fits if fit.world == "followed"]
    candidates = followed or fits
    distinct: list[Fit] = []
    for fit in candidates:
        # A slip that comes to the same further up is only another place for it; the nearest place is meant.
        if not any(_same_misconception(marker, fit, other) for other in distinct):
            distinct.append(fit)
    return distinct if len(distinct) <= 2 else []


def _id(fit: Fit) -> str:
    assert fit.misconception is not None
    return fit.misconception.id


def _of(fit: Fit) -> str:
    assert fit.misconception is not None
    return fit.misconception.of


def _says(fits: list[Fit], names: list[str], sound: Set[str]) -> Remark:
    told = [_clauses(fit, names, sound) for fit in fits]
    if len(told) == 1:
        return Remark(f"{_LOOKS}{told[0][0]}", f"{_LOOKS}{told[0][1]}")
    tail = "; these numbers cannot tell which"
    full, hint = (f"looks like either of two slips: {a}; or: {b}{tail}" for a, b in zip(*told, strict=True))
    return Remark(full, hint)


def _clauses(fit: Fit, names: list[str], sound: Set[str]) -> tuple[str, str]:
    """Return what a misconception says: the whole of it, and what may be said where the right answer may not."""
    wrong = fit.misconception
    assert wrong is not None
    where = "" if wrong.of in names else f"in {wrong.of}, "
    # A right value that the student typed is nothing to point at, however it was rounded.
    used = [name for name in fit.used if name not in sound]
    follows = f" (computed from your own {listed(used)})" if used else ""
    return f"{where}{wrong.says}{follows}", f"{where}{wrong.hint}{follows}"


def _contradicted(marker: Marker, wrong: Misconception, world: str, sound: Set[str]) -> bool:
    """Whether the slip would have shown in an earlier quantity that was answered rightly."""
    graph = marker.question.graph
    for name in sound:
        if world == "true" and wrong.of in graph.ancestors(name) and name in marker.earlier:
            case = marker.observation.samples[0].case
            try:
                slip, truth = marker.question.world(case, wrong)[name], marker.question.world(case)[name]
            except AuthorError:
                continue
            if np.shape(slip) != np.shape(truth) or not np.allclose(slip, truth, rtol=1e-3, atol=0):
                return True
    return False


def _exact(marker: Marker, fit: Fit) -> bool:
    """Whether a wrong answer is what was typed to the last digit, not only after rounding."""
    for sample, expected in zip(marker.observation.samples, fit.expected, strict=True):
        for name, response in sample.values.items():
            value = np.asarray(expected[name])
            if value.size != response.values.size:
                return False
            if not np.allclose(value.reshape(response.values.shape), response.values, rtol=1e-9, atol=1e-12):
                return False
    return True


def _same_misconception(marker: Marker, fit: Fit, other: Fit) -> bool:
    """Whether two misconceptions say the same of what was asked, here and at other data."""
    if marker.observation.by == "cases" or marker.observation.tolerance is not None:
        return True  # they agree at many drawn points
    case = elsewhere(marker.question)
    name = marker.part.quantity
    if case is None:
        return False
    try:
        one, two = (np.asarray(marker.question.world(case, f.misconception)[name], dtype=float) for f in (fit, other))
    except (AuthorError, TypeError, ValueError):
        return False
    return one.shape == two.shape and np.allclose(one, two, rtol=1e-9, atol=1e-12)


# Generic slips.


def _generic(evidence: Evidence, sound: Set[str]) -> Diagnosis | None:
    marker = evidence.marker
    if evidence.names and all(
        set(evidence.names) <= _untouched(marker, sample) for sample in marker.observation.samples
    ):
        return None  # that it looks like what it was before is no news
    fact = next(iter(evidence.fitting(facts(marker.question))), None)
    if fact is not None and not fact.id.startswith("ratio:10^"):
        return _named(evidence, fact, sound)
    if len(evidence.names) == 1:
        found = list(evidence.fitting(causes(marker.question, evidence.names[0])))
        # A multiple of something is what is left when nothing plainer fits.
        found = [slip for slip in found if not slip.id.startswith("multiple:")] or found
        if found and all(evidence.same(found[0], other) for other in found[1:]):
            return _named(evidence, found[0], sound)
    # A step ten times too long has lost its learning rate of 0.1; only without such a cause the decimal point has slipped.
    return _named(evidence, fact, sound) if fact is not None else None


def _untouched(marker: Marker, sample: Sample) -> set[str]:
    """Return the quantities that an argument was to be changed to, and was not."""
    changes = getattr(marker.part.part, "changes", {})
    return {changes[argument] for argument in sample.unchanged}


def _named(evidence: Evidence, slip: Slip, sound: Set[str]) -> Diagnosis:
    used = [name for name in evidence.fit.used if name not in sound]
    what = "of the step " if evidence.marker.base is not None else ""
    follows = f" ({what}that follows from your own {listed(used)})" if used else ""
    says = slip.says
    if evidence.marker.base is not None and not slip.id.startswith("other:"):
        says, follows = says.replace("the answer", "the step", 1), follows.replace("of the step ", "")
        if slip.id == "negated":
            says = "a step the wrong way: the gradient is subtracted"
    if slip.id == "swapped" and (which := exchanged(evidence.pairs[0].answer, evidence.pairs[0].response.values)):
        says += f": {which} are exchanged"
    only = f" in {listed(evidence.names)}" if len(evidence.pairs[0].sample.values) > 1 else ""
    return Diagnosis(
        slip.id, Remark(f"looks like {says}{only}{follows}", f"looks like {slip.hint or says}{only}{follows}")
    )

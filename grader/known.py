"""What is known about a response that is not right, where no slip has a name: its shape, its right entries, a constant ratio."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

import numpy as np

from grader.equality import Agreement, Array
from grader.errors import AuthorError
from grader.marking import Fit, Marker
from grader.observation import Sample
from grader.report import Remark
from grader.slips import ratio_sentence
from grader.wording import array, listed, number, place, shape


def describe(marker: Marker, fit: Fit, named: bool) -> list[Remark]:
    """Return what is known about a response that is not fully right; less of it where the slip is `named` already."""
    samples = marker.observation.samples
    found = fit.agreement
    sample = samples[0]
    name = next(iter(sample.values))
    answer = np.asarray(fit.expected[0][name]).real.astype(float)
    given = sample.values[name].values
    if found.fault == "shape":
        return [Remark.open(_shape_sentence(marker, sample, name, given.shape, answer.shape))]
    if found.fault == "empty":
        return [Remark.open("the list is empty")]
    if found.fault == "nonfinite":
        bad = place(np.argwhere(~np.isfinite(given))[0]) if given.ndim else ""
        where = f"entry {bad} is" if bad else "this is"
        return [Remark.open(f"{where} not a finite number, so nothing here can be right")]
    if len(samples) > 1:
        return _points(marker, fit, name, named)
    return _entries(marker, fit, found, given.reshape(answer.shape), answer, named)


def rounded(found: Agreement) -> bool:
    """Whether every entry that does not agree is right as far as it was typed."""
    return found.short is not None and bool((found.short | found.entries).all())


def _shape_sentence(
    marker: Marker, sample: Sample, name: str, given: tuple[int, ...], expected: tuple[int, ...]
) -> str:
    sizes = {size: dim for dim, size in sample.case.dims.items()}
    named = len(sizes) == len(sample.case.dims) and len(marker.observation.samples) > 1
    yours, wanted = (_sized(s, sizes) if named else shape(s) for s in (given, expected))
    quantity = marker.question.graph.quantities.get(name)
    if quantity and quantity.gradient and expected:
        wrt = quantity.gradient.wrt
        try:
            if np.shape(marker.question.world(sample.case)[wrt]) == expected:
                return (
                    f"your {name} has shape {yours}, but {wrt} has shape {wanted}: "
                    "a gradient has the shape of the thing it is the gradient of"
                )
        except AuthorError:
            pass
    return f"yours has shape {yours}, expected is {wanted}"


def _sized(sizes: tuple[int, ...], names: dict[int, str]) -> str:
    """Return a shape with the names of its sizes, which mean more than the numbers that were drawn for them."""
    if not sizes:
        return shape(sizes)
    return "(" + ", ".join(names.get(n, str(n)) for n in sizes) + ("," if len(sizes) == 1 else "") + ")"


def _points(marker: Marker, fit: Fit, name: str, named: bool) -> list[Remark]:
    """Say how a formula differs: at how many points, in which entries, and one point to try it at."""
    samples = marker.observation.samples
    entries = fit.agreement.entries
    if entries.ndim and 0 < entries.sum() < entries.size:
        wrong = np.argwhere(~entries)
        return [Remark.open(f"{int(entries.sum())} of {entries.size} entries are right; wrong: {_places(wrong)}")]
    if named:
        return []
    right = [i for i, found in enumerate(fit.agreements) if found[name].full]
    pairs = [(s.values[name].values, f[name]) for s, f in zip(samples, fit.expected, strict=True)]
    out = []
    if right:
        tried = f"{len(right)} of {len(samples)} points where it was tried"
        out.append(Remark.open(f"right at {tried}: one of the cases is treated wrongly"))
    elif (ratio := _ratio(pairs)) is not None:
        out.append(Remark(f"always {number(ratio)} times the answer", "wrong by the same factor at every point"))
    else:
        out.append(Remark.open("differs from the answer wherever it was tried"))
    index = next(i for i in range(len(samples)) if i not in right)
    example = _example(marker, samples[index], name, fit.expected[index][name])
    return [*out, *example]


def _example(marker: Marker, sample: Sample, name: str, expected: Any) -> list[Remark]:
    inputs = [n for n in marker.question.graph.inputs([name]) if n in sample.case.given]
    if np.ndim(expected) or not inputs or len(inputs) > 4 or any(np.ndim(sample.case.given[n]) for n in inputs):
        return []
    where = listed(f"{n} = {number(sample.case.given[n])}" for n in inputs)
    yours = number(sample.values[name].values.reshape(-1)[0])
    return [Remark(f"at {where} it gives {yours}, expected {number(expected)}")]


def _entries(marker: Marker, fit: Fit, found: Agreement, given: Array, answer: Array, named: bool) -> list[Remark]:
    source = f" follow from your own {listed(fit.used)}" if fit.used else " are right"
    total, right = int(found.entries.size), int(found.entries.sum())
    short = found.short if found.short is not None else np.zeros(found.entries.shape, dtype=bool)
    if rounded(found) and named:
        return []
    if rounded(found):
        digits = next(iter(marker.observation.samples[0].values.values())).digits
        figures = int(np.asarray(digits).reshape(found.entries.shape)[short].min())
        return [Remark.open(f"right to {figures} figure{'s' * (figures != 1)}; {_asked(marker)}")]
    if total == 1:
        return [] if named else [Remark(f"expected {number(answer.reshape(-1)[0])}")]
    wrong = np.argwhere(~found.entries)
    few = 1 if named else 2
    pairs = [f"entry {place(i)} is {number(given[tuple(i)])}, expected {number(answer[tuple(i)])}" for i in wrong[:few]]
    more = f" (and {len(wrong) - few} more)" if len(wrong) > few else ""
    if right:
        head = f"{right} of {total} entries{source}"
        return [Remark(f"{head}; {'; '.join(pairs)}{more}", f"{head}; wrong: {_places(wrong)}")]
    if named:
        return []
    head = f"none of the {total} entries is right"
    out = [Remark(f"{head}; expected {array(answer)}", head)]
    ratio = _ratio([(given, answer)]) if marker.base is None else None
    if ratio is not None:
        out.append(Remark(ratio_sentence(ratio), "every entry is wrong by the same factor"))
    return out


def _ratio(pairs: Sequence[tuple[Array, Any]]) -> float | None:
    """Return the ratio of response and answer, where it is the same in all of several different entries."""
    ratios: list[float] = []
    for response, expected in pairs:
        answer = np.asarray(expected).real.astype(float)
        if response.shape != answer.shape or np.any((answer == 0) != (response == 0)):
            return None
        ratios += list((response[answer != 0] / answer[answer != 0]).ravel())
    answers = {round(float(a), 12) for _, e in pairs for a in np.asarray(e).real.ravel() if a}
    if len(answers) < 2 or not np.allclose(ratios, ratios[0], rtol=2e-3, atol=0):
        return None
    return float(np.median(ratios))


def _places(wrong: Array) -> str:
    return listed(place(i) for i in wrong[:4]) + (" …" if len(wrong) > 4 else "")


def where_it_broke(marker: Marker, followed: Fit | None, sound: Set[str]) -> Remark | None:
    """Say whether the slip lies in this step or before it; `sound` are the earlier quantities that were answered rightly."""
    name = marker.part.quantity
    parents = [p for p in marker.question.graph.parents(name) if p in marker.question.graph.quantities]
    if parents and all(parent in sound for parent in parents):
        verb = "is" if len(parents) == 1 else "are"
        return Remark.open(f"{listed(parents)}, from which it is computed, {verb} right: the slip is in this step")
    if followed is not None and len(marker.observation.samples) == 1:
        value = np.asarray(followed.expected[0][name])
        if value.size <= 4:
            own = listed(followed.used)
            sentence = f"from your own {own} it would be {array(value)}"
            return Remark(sentence, f"it does not follow from your own {own} either")
    return None


def _asked(marker: Marker) -> str:
    tolerance = marker.part.tolerance
    if marker.base is not None:
        return "give more, so that the step away from the old weight can be seen"
    enough = []
    if tolerance.significant is not None:
        enough.append(f"{tolerance.significant}")
    if tolerance.decimals is not None:
        enough.append(f"{tolerance.decimals} decimals")
    return f"give at least {listed(enough, 'or')}"

"""What happened in the cases of a function part, in words: which fail, what they have in common, and how the worst one looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from grader.diagnosis import Diagnosis
from grader.equality import Agreement
from grader.marking import Fit, Marker, passes
from grader.observation import Sample
from grader.patterns import common
from grader.report import Remark, Row
from grader.wording import listed, number, shape

HIDDEN_STOPS = "a hidden case fails: your code stops there"
"""All that is said of it: a student's own error message could hold the case's inputs."""


def describe_cases(marker: Marker, fit: Fit, diagnosis: Diagnosis | None) -> list[Remark]:
    """Return the summary of a function that does not pass every case: each different fault once, worst values last."""
    samples = marker.observation.samples
    passed = [passes(sample, found) for sample, found in zip(samples, fit.agreements, strict=True)]
    failing = [i for i, ok in enumerate(passed) if not ok]
    faults = {i: _faults(marker, samples[i], fit, i) for i in failing}
    out: list[Remark] = []
    said: dict[str, tuple[str, list[int]]] = {}
    for index in sorted(faults, key=lambda i: (samples[i].case.hidden, i)):
        for fault, sentence in faults[index]:
            said.setdefault(fault, (sentence, []))[1].append(index)
    if any(not samples[i].case.hidden for _, where in said.values() for i in where):
        # What a hidden case stops with is no news where the open ones stop as well.
        said = {f: one for f, one in said.items() if not samples[one[1][0]].case.hidden}
    visible = sum(not sample.case.hidden for sample in samples)
    for sentence, where in said.values():
        which = "" if len(where) >= visible else f" (in {_cases(samples, where)})"
        out.append(Remark.open(sentence + which))
    if any(passed):
        shared = common([sample.case for sample in samples], failing)
        which = _cases(samples, failing) + (f": {shared}" if shared else "")
        out.append(Remark.open(f"passes {sum(passed)} of {len(samples)} cases; fails {which}"))
    wrong = [i for i in failing if not faults[i]]
    if not diagnosis or not diagnosis.id.startswith("ratio"):
        out += _ratios(marker, fit, wrong)
    shown = next((i for i in wrong if not samples[i].case.hidden), None)
    if shown is not None:
        out += _worst(marker, samples[shown], fit, shown)
    return out


def _faults(marker: Marker, sample: Sample, fit: Fit, index: int) -> list[tuple[str, str]]:
    """Return what is wrong with a case before its values are looked at: the fault, and its sentence.

    A fault that looks a little different in each case, such as a shape, is said once.
    """
    if sample.failure:
        sentence = HIDDEN_STOPS if sample.case.hidden else sample.failure
        return [(sentence, sentence)]
    out = [(remark, remark) for remark in sample.remarks]
    changes = getattr(marker.part.part, "changes", {})
    silent = set()
    for argument in sample.unchanged:
        if not fit.agreements[index][changes[argument]].full:
            silent.add(changes[argument])
            fix = f"`{argument} = {argument} - …` makes a new array, `{argument} -= …` changes it"
            sentence = f"{argument} was not changed: {fix}"
            out.append((sentence, sentence))
    for name, found in fit.agreements[index].items():
        if name in silent:
            continue
        if name not in sample.values:
            continue
        values = sample.values[name].values
        if found.fault == "shape":
            wanted = np.shape(fit.expected[index][name])
            squeeze = tuple(n for n in values.shape if n != 1) == tuple(n for n in wanted if n != 1)
            advice = ": drop keepdims, or flatten it" if squeeze and len(values.shape) > len(wanted) else ""
            sentence = f"{name} has shape {shape(values.shape)} where {shape(wanted)} is expected{advice}"
            out.append((f"{name}: shape", sentence))
        elif found.fault == "empty":
            out.append((f"{name}: empty", f"{name} is an empty array"))
        elif found.fault == "nonfinite":
            bad = np.argwhere(~np.isfinite(values))[0]
            first = f", first at entry {_entry(bad)}" if values.ndim else ""
            out.append((f"{name}: finite", f"{name} is not finite{first}"))
    return out


def _entry(index: Iterable[Any]) -> str:
    """Return an entry's place as NumPy counts, from 0: [2, 3]."""
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def _cases(samples: Sequence[Sample], indices: Sequence[int]) -> str:
    names = [samples[i].case.name for i in indices]
    return listed(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _worst(marker: Marker, sample: Sample, fit: Fit, index: int) -> list[Remark]:
    """Say what one case gave, entry by its place, and how to have the case again."""
    pairs, bare = [], []
    for name, found in fit.agreements[index].items():
        if found.full or found.fault or name not in sample.values:
            continue
        answer = np.asarray(fit.expected[index][name], dtype=float)
        values = sample.values[name].values.reshape(answer.shape)
        error = np.where(found.entries, 0, np.abs(values - answer))
        at = np.unravel_index(int(np.argmax(error)), answer.shape)
        where = _entry(at) if answer.ndim else ""
        pairs.append(f"{name}{where} is {number(values[at])}, expected {number(answer[at])}")
        bare.append(name)
    if not pairs:
        return []
    verb = "is" if len(bare) == 1 else "are"
    right = [name for name, found in fit.agreements[index].items() if found.full]
    also = f"; {listed(right)} {'is' if len(right) == 1 else 'are'} right there" if right else ""
    case = _described(sample, index)
    return [Remark(f"{case}: {'; '.join(pairs)}{also}", f"{case}: {listed(bare)} {verb} wrong{also}")]


def _described(sample: Sample, index: int) -> str:
    """Return a case by its number, its name, its sizes and what it was drawn from."""
    case = sample.case
    facts = ", ".join(f"{name} = {value}" for name, value in case.dims.items())
    seed = f"seed {case.seed}" if case.seed else ""
    inside = "; ".join(piece for piece in (facts, seed) if piece)
    return f"case {index + 1}, {case.name}" + (f" ({inside})" if inside else "")


def _ratios(marker: Marker, fit: Fit, wrong: Sequence[int]) -> Iterator[Remark]:
    """Say where a wrong value is the expected one but for a factor: the same in all cases, or a size of each case."""
    samples = marker.observation.samples
    names = list(dict.fromkeys(name for i in wrong for name in fit.agreements[i]))
    for name in names:
        where = [i for i in wrong if name in fit.agreements[i] and not fit.agreements[i][name].full]
        found = [_ratio(samples[i], fit, i, name) for i in where]
        ratios = [one for one in found if one is not None]
        if not where or len(ratios) < len(found) or np.size(fit.expected[where[0]][name]) == len(where) == 1:
            continue
        words = _same_ratio(ratios) or _named_ratio([samples[i] for i in where], ratios)
        if words:
            everywhere = "everywhere" if len(where) == len(samples) else f"in {_cases(samples, where)}"
            yield Remark(
                f"{name} is exactly {words} the expected value {everywhere}", f"{name} is off by a constant factor"
            )


def _ratio(sample: Sample, fit: Fit, index: int, name: str) -> float | None:
    """Return the factor by which every entry is off in one case."""
    answer = np.asarray(fit.expected[index][name], dtype=float)
    values = sample.values[name].values.reshape(answer.shape).astype(float)
    largest = float(np.max(np.abs(answer), initial=0.0))
    there = np.abs(answer) > 1e-6 * largest
    if not there.any():
        return None
    ratios = values[there] / answer[there]
    ratio = float(np.median(ratios))
    near = np.abs(values - ratio * answer) <= (1e-4 if sample.case.single else 1e-6) * largest * max(1.0, abs(ratio))
    return ratio if near.all() and ratio else None


def _same_ratio(ratios: Sequence[float]) -> str:
    return f"{number(ratios[0])}×" if np.allclose(ratios, ratios[0], rtol=1e-4, atol=0) else ""


def _named_ratio(samples: Sequence[Sample], ratios: Sequence[float]) -> str:
    """Return the size or the scalar that the factor is in every case, or its inverse."""
    for name in dict.fromkeys([*samples[0].case.dims, *samples[0].case.given]):
        sizes = [_scalar(sample, name) for sample in samples]
        for words, power, sign in ((f"{name}×", 1, 1), (f"1/{name} of", -1, 1), (f"−{name}×", 1, -1)):
            wanted = [sign * size**power if size else 0.0 for size in sizes]
            if all(wanted) and np.allclose(ratios, wanted, rtol=1e-4, atol=0):
                return words
    return ""


def _scalar(sample: Sample, name: str) -> float:
    value = sample.case.dims.get(name, sample.case.given.get(name))
    return (
        float(value) if value is not None and not isinstance(value, str | tuple | dict) and np.ndim(value) == 0 else 0.0
    )


def case_table(marker: Marker, fit: Fit) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return a row for each case, where some pass and some do not."""
    samples = marker.observation.samples
    verdicts = [_verdict(s, found) for s, found in zip(samples, fit.agreements, strict=True)]
    if len(set(verdicts)) == 1 or not any(good for _, good in verdicts):
        return (), ()
    rows = []
    for sample, (verdict, good) in zip(samples, verdicts, strict=True):
        sizes = ", ".join(f"{n} = {v}" for n, v in sample.case.dims.items())
        hidden = sample.case.hidden
        rows.append(Row((sample.case.name, "hidden" if hidden else sizes, "passes" if good else verdict), good))
    return ("case", "sizes", "verdict"), tuple(rows)


def _verdict(sample: Sample, found: dict[str, Agreement] | object) -> tuple[str, bool]:
    if sample.failure:
        return sample.kind.replace("_", " "), False
    assert isinstance(found, dict)
    if passes(sample, found):
        return "", True
    wrong = [name for name, one in found.items() if not one.full]
    faults = {found[name].fault for name in wrong} - {""}
    what = {"shape": "wrong shape", "empty": "empty", "nonfinite": "not finite"}
    if faults:
        return f"{what[sorted(faults)[0]]}: {listed(wrong)}", False
    if wrong:
        return f"wrong value: {listed(wrong)}", False
    return "changed an argument", False

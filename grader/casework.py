"""What happened in the cases of a function part, in words: which fail, what they have in common, and how the worst one looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from grader.diagnosis import Diagnosis
from grader.equality import Agreement
from grader.marking import Fit, Marker, passes
from grader.observation import Sample
from grader.report import Remark, Row
from grader.wording import listed, number, shape

HIDDEN_STOPS = "a hidden case fails: your code stops there"
"""All that is said of it: a student's own error message could hold the case's inputs."""


def describe_cases(marker: Marker, fit: Fit, diagnosis: Diagnosis | None) -> list[Remark]:
    """Return the summary of a function that does not pass every case: each different fault once, worst values last."""
    samples = marker.observation.samples
    passed = [passes(sample, found) for sample, found in zip(samples, fit.agreements, strict=True)]
    failing = [i for i, ok in enumerate(passed) if not ok]
    out: list[Remark] = []
    said: dict[str, list[int]] = {}
    for index in failing:
        for sentence in _faults(marker, samples[index], fit, index):
            said.setdefault(sentence, []).append(index)
    if len(said) > 1:
        # What a hidden case stops with is no news where the open ones stop as well.
        said.pop(HIDDEN_STOPS, None)
    visible = sum(not sample.case.hidden for sample in samples)
    for sentence, where in said.items():
        which = "" if len(where) >= visible else f" (in {_cases(samples, where)})"
        out.append(Remark.open(sentence + which))
    if any(passed):
        common = _common(samples, failing)
        out.append(Remark.open(f"passes {sum(passed)} of {len(samples)} cases; fails {common or _cases(samples, failing)}"))
    wrong = [i for i in failing if not _faults(marker, samples[i], fit, i)]
    shown = next((i for i in wrong if not samples[i].case.hidden), None)
    if shown is not None:
        out += _worst(marker, samples[shown], fit, shown, diagnosis)
    return out


def _faults(marker: Marker, sample: Sample, fit: Fit, index: int) -> list[str]:
    """Return what is wrong with a case before its values are looked at."""
    if sample.failure:
        return [HIDDEN_STOPS] if sample.case.hidden else [sample.failure]
    out = list(sample.remarks)
    changes = getattr(marker.part.part, "changes", {})
    silent = set()
    for argument in sample.unchanged:
        if not fit.agreements[index][changes[argument]].full:
            silent.add(changes[argument])
            out.append(
                f"{argument} was not changed: `{argument} = {argument} - …` makes a new array, `{argument} -= …` changes it"
            )
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
            out.append(f"{name} has shape {shape(values.shape)} where {shape(wanted)} is expected{advice}")
        elif found.fault == "empty":
            out.append(f"{name} is an empty array")
        elif found.fault == "nonfinite":
            bad = np.argwhere(~np.isfinite(values))[0]
            out.append(f"{name} is not finite" + (f", first at entry {_entry(bad)}" if values.ndim else ""))
    return out


def _entry(index: Iterable[Any]) -> str:
    """Return an entry's place as NumPy counts, from 0: [2, 3]."""
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def _cases(samples: Sequence[Sample], indices: Sequence[int]) -> str:
    names = [samples[i].case.name for i in indices]
    return listed(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _common(samples: Sequence[Sample], failing: Sequence[int]) -> str:
    """Return what all failing cases have and no passing one: a size, single precision, being hidden."""
    fails = [samples[i].case for i in failing]
    passing = [s.case for i, s in enumerate(samples) if i not in set(failing)]
    if not passing or len(fails) < 2:
        return ""
    if all(c.single for c in fails) and not any(c.single for c in passing):
        return "whenever the arguments are float32"
    for name in fails[0].dims:
        values = {c.dims.get(name) for c in fails}
        if len(values) == 1 and not any(c.dims.get(name) in values for c in passing):
            return f"whenever {name} = {next(iter(values))}"
    return ""


def _worst(marker: Marker, sample: Sample, fit: Fit, index: int, diagnosis: Diagnosis | None) -> list[Remark]:
    out = []
    for name, found in fit.agreements[index].items():
        if found.full or found.fault or name not in sample.values:
            continue
        answer = np.asarray(fit.expected[index][name], dtype=float)
        values = sample.values[name].values.reshape(answer.shape)
        error = np.where(found.entries, 0, np.abs(values - answer))
        at = np.unravel_index(int(np.argmax(error)), answer.shape)
        where = _entry(at) if answer.ndim else ""
        which = f"{name}{where} is {number(values[at])} in {sample.case.name}"
        out.append(Remark(f"{which}, expected {number(answer[at])}", f"{name} is wrong in {sample.case.name}"))
    right = [name for name, found in fit.agreements[index].items() if found.full]
    if right and out:
        out.append(Remark.open(f"{listed(right)} {'is' if len(right) == 1 else 'are'} right there"))
    return out


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

"""What failing cases have in common and passing ones have not: `whenever the last batch is short`, `whenever reg ≠ 0`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.cases import Case
from grader.wording import number

LARGE = 50.0
"""Inputs beyond this are there to try a function's numerical stability."""


def common(cases: Sequence[Case], failing: Sequence[int]) -> str:
    """Return the one property that every failing case has and no passing one, in words; empty where there is none."""
    fails = set(failing)
    if not fails or len(fails) == len(cases) or all(cases[i].hidden for i in fails):
        return ""  # what only hidden cases show, stays hidden
    for words, holds in _properties(cases):
        if all(holds[i] == (i in fails) for i in range(len(cases))):
            return words
    return ""


def _properties(cases: Sequence[Case]) -> Iterator[tuple[str, list[bool]]]:
    """Yield properties in words, with whether each case has them; the most telling ones come first."""
    facts = [_facts(case) for case in cases]
    dims = list(dict.fromkeys(name for case in cases for name in case.dims))
    scalars = list(dict.fromkeys(name for one in facts for name in one if name not in dims))
    yield "whenever the arguments are float32", [case.single for case in cases]
    yield from _batches(facts, dims, scalars)
    for name in dims:
        yield f"whenever {name} = 1", [one.get(name) == 1 for one in facts]
        yield f"whenever {name} > 1", [one.get(name, 0) > 1 for one in facts]
    for name in scalars:
        yield f"whenever {name} ≠ 0", [one.get(name, 0) != 0 for one in facts]
        yield f"whenever {name} = 0", [one.get(name) == 0 for one in facts]
    for name in dict.fromkeys(name for case in cases for name in case.given):
        largest = [_largest(case.given.get(name)) for case in cases]
        yield f"whenever {name} is large (up to {number(max(largest))})", [one > LARGE for one in largest]
    for name in (*dims, *scalars):
        for value in dict.fromkeys(one[name] for one in facts if name in one):
            holds = [one.get(name) == value for one in facts]
            if sum(holds) > 1:
                yield f"whenever {name} = {number(value)}", holds
    for one in (*dims, *scalars):
        for other in (*dims, *scalars):
            if one != other:
                both = [one in fact and other in fact for fact in facts]
                holds = [ok and fact[one] > fact[other] for ok, fact in zip(both, facts, strict=True)]
                if one in dims and other in dims and sum(holds) > 1:
                    yield f"whenever {one} > {other}", holds


def _batches(
    facts: Sequence[dict[str, float]], dims: Sequence[str], scalars: Sequence[str]
) -> Iterator[tuple[str, list[bool]]]:
    """Yield how a number of examples is divided by a size of batches."""
    for name in dims:
        for size in scalars:
            if not any("batch" in word.casefold() or "chunk" in word.casefold() for word in (size,)):
                continue
            sizes = [(int(one.get(name, 0)), int(one.get(size, 0))) for one in facts]
            if not all(n > 0 and b > 0 for n, b in sizes):
                continue
            yield f"whenever the last batch is short ({name} is no multiple of {size})", [n % b != 0 for n, b in sizes]
            yield f"whenever there is more than one batch ({name} > {size})", [n > b for n, b in sizes]
            yield f"whenever {size} > {name}", [b > n for n, b in sizes]


def _facts(case: Case) -> dict[str, float]:
    """Return the sizes and the scalars of a case."""
    out = {name: float(value) for name, value in case.dims.items()}
    for name, value in case.given.items():
        if not isinstance(value, str | tuple | dict) and np.ndim(value) == 0:
            out.setdefault(name, float(value))
    return out


def _largest(value: Any) -> float:
    if value is None or isinstance(value, str | tuple | dict) or np.ndim(value) == 0:
        return 0.0
    array = np.asarray(value)
    return float(np.max(np.abs(array.astype(float)), initial=0.0)) if array.dtype.kind == "f" else 0.0

"""One case that was run again, as text: every number of it, as NumPy prints them."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.rerun import CaseAgain


def render(case: CaseAgain) -> str:
    """Return the inputs, and for each quantity what the student's code gave and what is expected."""
    verdict = "passes" if case.passes else "fails"
    lines = [f"{case.address}, case {case.number}, {case.name}: {verdict}"]
    if case.seed:
        lines.append(f"seed {case.seed}")
    lines += ["", *case.call.strip().splitlines(), ""]
    for name, value in case.inputs.items():
        lines += _block(f"{name} =", value)
    for sentence in case.sentences:
        lines += ["", sentence]
    for name, theirs, ours, good in case.values:
        lines += [
            "",
            f"{name}: {'agrees' if good else 'differs'}",
            *_block("  theirs", theirs),
            *_block("  ours  ", ours),
        ]
    if case.output:
        lines += ["", "it prints:", *(f"  {line}" for line in case.output.splitlines())]
    return "\n".join(lines).rstrip() + "\n"


def _block(name: str, value: Any) -> list[str]:
    if isinstance(value, np.ndarray):
        about = f" {value.dtype} {value.shape}" if value.ndim else ""
        body = np.array2string(value, precision=8, threshold=400, max_line_width=110).splitlines()
        return [f"{name}{about}", *(f"    {line}" for line in body)] if value.ndim else [f"{name} {value}"]
    if isinstance(value, dict):
        return [line for key, one in value.items() for line in _block(f"{name} [{key!r}]", one)]
    if isinstance(value, tuple | list) and any(isinstance(one, np.ndarray) for one in value):
        return [line for index, one in enumerate(value) for line in _block(f"{name} [{index}]", one)]
    return [f"{name} {value!r}"]

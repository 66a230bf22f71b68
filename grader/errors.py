"""What is shown to people when their input cannot be used: a place, one sentence, and what to write instead.

Two audiences: an *author* wrote the assignment or its reference, a *student* wrote the submission. Any other exception is
our own fault, and is reported as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Location:
    """A place in a text: lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1
    width: int = 1
    """How many characters the caret underlines."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it."""

    message: str
    location: Location | None = None
    source: str = ""
    """The line of the text in which it stands, as its author wrote it."""
    hint: str = ""
    severity: str = "error"
    """`error`, or `warning` for what still can be graded."""

    def __str__(self) -> str:
        """The sentence with its place, the author's own line, a caret under it, and the hint."""
        warning = "warning: " if self.severity == "warning" else ""
        if self.location is None:
            lines = [warning + self.message]
        else:
            lines = [f"{self.location}: {warning}{self.message}", *excerpt(self.source, self.location)]
        if self.hint:
            lines.append(f"   {self.hint}")
        return "\n".join(lines)


def excerpt(source: str, location: Location) -> list[str]:
    """Return the line `source` with its number, and a line with carets below it; nothing for an empty line."""
    if not source.strip():
        return []
    number = str(location.line)
    start = location.column - 1
    # A window around the place: a matrix on one line is longer than a terminal is wide.
    left = max(0, start - 60) if len(source) > 100 else 0
    shown = ("…" if left else "") + source[left : left + 100].rstrip("\n")
    pad = "".join("\t" if c == "\t" else " " for c in source[left:start]) + (" " if left else "")
    width = max(1, min(location.width, len(shown) - len(pad)))
    return [f" {number} | {shown}", f" {' ' * len(number)} | {pad}{'^' * width}"]


class _ProblemsError(Exception):
    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AuthorError(_ProblemsError):
    """An assignment or its reference cannot be used; carries every problem that was found, not only the first."""


class StudentError(_ProblemsError):
    """A submission, or one answer of it, cannot be read."""


class MachineError(Exception):
    """This machine cannot do what was asked for; the sentence says what is lacking."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `name` was most likely meant to be: equal but for case, or a few letters away."""
    known: Sequence[str] = sorted(set(candidates))
    for candidate in known:
        if candidate.casefold() == name.casefold():
            return candidate
    allowed = 1 if len(name) <= 4 else 2
    near = [(distance, c) for c in known if (distance := _edits(name, c, allowed)) <= allowed]
    # For a name of one letter, every other letter is one edit away: that is no guess.
    near = [(d, c) for d, c in near if d < max(len(name), len(c))]
    return min(near)[1] if near else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Return "did you mean 'x'?" for a near name, else an empty text."""
    near = nearest(name, candidates)
    return f"did you mean '{near}'?" if near else ""


def _edits(a: str, b: str, limit: int) -> int:
    """Number of insertions, deletions, replacements and swaps of neighbours from a to b; `limit + 1` if more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        last, row = row, [i]
        for j, cb in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (ca != cb))
            if before and j > 1 and ca == b[j - 2] and a[i - 2] == cb:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]

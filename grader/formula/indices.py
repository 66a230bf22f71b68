"""Which letters may be indices: the answer's axes, and those of the sums that are open."""

from __future__ import annotations

from dataclasses import dataclass

from grader.formula.scope import Scope


@dataclass(slots=True)
class NameProblem:
    """Why a name or an index of it cannot be read."""

    message: str
    hint: str = ""


class Indices:
    """The index letters that may be used where the parser stands."""

    def __init__(self, scope: Scope) -> None:
        self.axes = scope.indices
        self.bound: list[str] = []
        """Of the sums that are still open, outermost first."""
        self.ended: set[str] = set()
        """Of the sums that have ended."""
        self.free: list[str] = []
        """Letters that nothing declares, where the answer names no axes: a single one is the answer's axis."""

    def known(self, letter: str) -> bool:
        """Return whether the letter is an axis of the answer or is summed over here."""
        return letter in self.bound or letter in self.axes

    def problem(self, letter: str, shown: str) -> NameProblem | None:
        """Return what is wrong with this letter as an index, and note it where it is free."""
        if self.known(letter):
            return None
        if letter in self.ended:
            return NameProblem(
                f"the index {letter} of '{shown}' belongs to a sum that has ended: a sum is one product long",
                f"write brackets around all that is summed: Σ_{letter} (… + …)",
            )
        if self.axes:
            axes = " and ".join(self.axes)
            verb = "axes are" if len(self.axes) > 1 else "axis is"
            return NameProblem(
                f"the index {letter} of '{shown}' is not summed over, and the answer's {verb} {axes}",
                f"write Σ_{letter} (…) to sum over it",
            )
        if letter not in self.free:
            self.free.append(letter)
        if len(self.free) > 1:
            return NameProblem(
                f"nothing says which of the indices {' and '.join(self.free)} comes first in the answer",
                "sum over one with Σ, or write it with whole vectors: outer(a, b), W x, a∘b",
            )
        return None

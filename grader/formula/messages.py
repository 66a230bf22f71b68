"""What a reader of formulas says when it cannot go on: what is wrong, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

_WINDOW = 100
"""A longer line is shown in part: a matrix on one line is wider than a terminal."""


class FormulaError(Exception):
    """One thing that is wrong in one formula."""

    def __init__(self, message: str, text: str, column: int = 1, width: int = 1, hint: str = "", line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, in one sentence without a full stop."""
        self.text = text
        """The formula as its writer wrote it."""
        self.column = column
        """Where in `text`, counted from 1."""
        self.width = max(1, width)
        """How many characters the carets underline."""
        self.hint = hint
        """What to write instead, or nothing."""
        self.line = line
        """The line of a list of formulas on which it stands; 1 for a formula alone."""
        self.undeclared = ""
        """The name that nobody declared, where that is what is wrong."""

    def about(self, name: str) -> FormulaError:
        """Note which undeclared name it is about."""
        self.undeclared = name
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.text, self.column, self.width, self.hint, self.line)

    def __str__(self) -> str:
        """The sentence, the writer's own line, carets under the place, and the hint."""
        lines = [self.message, *self._excerpt()]
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)

    def _excerpt(self) -> list[str]:
        if not self.text.strip():
            return []
        at = min(self.column - 1, len(self.text))
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", start)
        shown = self.text[start : end if end >= 0 else len(self.text)]
        at -= start
        if len(shown) > _WINDOW and at > _WINDOW // 2:
            left = at - _WINDOW // 2
            shown, at = "…" + shown[left:], at - left + 1
        shown = shown[:_WINDOW].rstrip()
        pad = "".join("\t" if c == "\t" else " " for c in shown[:at]).ljust(at)
        return [f"   {shown}", f"   {pad}{'^' * max(1, min(self.width, len(shown) - at))}"]


class FormulaErrors(Exception):
    """Everything that is wrong in a list of formulas, in the order of its lines."""

    def __init__(self, errors: Sequence[FormulaError]) -> None:
        self.errors: tuple[FormulaError, ...] = tuple(errors)
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(f"line {error.line}: {error}" for error in self.errors)

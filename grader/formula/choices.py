"""Comparisons and choices: `[x > 0]` is 1 where it holds, else 0; `x if x > 0 else 0`, and the cases of LaTeX.

They are written with functions of the table: a comparison is a step, a choice is a `where`.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.formula.commands import INDICATOR, WORDS
from grader.formula.stream import Stream
from grader.formula.tokens import Token
from grader.formula.tree import Binary, Call, Negate, Node, Number, elementwise_kind

OTHERWISE = {"otherwise", "else", "elsewhere"}
"""Before, or in place of, the last condition."""
CONDITIONS = WORDS - OTHERWISE
"""Before a condition."""
INDICATORS = {"I", "indicator"}
"""Names before the bracket of an indicator, where nothing else is called so."""

_ELSEWHERE = "nothing says what holds elsewhere"
_WRITE_ELSEWHERE = "write … if x > 0 else …, or end with otherwise"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left < right`, in one of the four signs < > ≤ ≥."""

    sign: str
    left: Node
    right: Node
    span: tuple[int, int]
    at: tuple[int, int]
    """Where its sign stands: the place of its kink."""

    def opposes(self, other: Comparison) -> bool:
        """Return whether the other holds where this does not; on the boundary both may."""
        if (self.left, self.right) == (other.left, other.right):
            return (self.sign in "<≤") != (other.sign in "<≤")
        return (self.left, self.right) == (other.right, other.left) and (self.sign in "<≤") == (other.sign in "<≤")

    def node(self) -> Node:
        """Return it as a formula: 1 where it holds, else 0."""
        small, large = (self.left, self.right) if self.sign in "<≥" else (self.right, self.left)
        difference = self.difference(large, small)
        step = Call("step", (difference,), span=self.at, kind=difference.kind)
        if self.sign in "<>":
            return step
        return Binary("-", Number("1", span=self.span, kind="scalar"), step, span=self.span, kind=step.kind)

    def difference(self, large: Node, small: Node) -> Node:
        """Return `large − small`, which is short where one of them is 0."""
        if small == Number("0"):
            return large
        if large == Number("0"):
            return Negate(small, span=self.span, kind=small.kind)
        return Binary("-", large, small, span=self.span, kind=elementwise_kind(large.kind, small.kind))


class Choices(Stream):
    """The part of the parser that reads comparisons and choices."""

    def choice(self) -> Node:
        """Read what a bracket or an argument holds: a formula, a comparison, or `a if x > 0 else b`."""
        node = self.expression(0)
        if self.token.kind == "compare":
            node = self.comparison(node).node()
        return self.choice_from(node) if self.token.kind == "word" else node

    def choice_from(self, node: Node) -> Node:
        """Read the conditions and the other values of a choice that begins with this value."""
        rows: list[tuple[Node, Comparison | None]] = []
        while True:
            word = self.next()
            if word.text in OTHERWISE:  # `b otherwise`
                rows.append((node, None))
                break
            condition = self.condition()
            rows.append((node, condition))
            again = self.is_op(",") or self.is_op(";")
            self.at += again
            if self.token.kind == "word" and self.token.text in OTHERWISE:
                self.next()
                self.at += self.is_op(",")
                node = self.expression(0)
                if self.token.kind != "word":
                    rows.append((node, None))
                    break
            elif again:
                node = self.expression(0)
                if self.token.kind != "word":
                    raise self.error(_ELSEWHERE, *condition.span, _WRITE_ELSEWHERE)
            else:
                break
        return self.chosen(rows)

    def condition(self) -> Comparison:
        """Read what must be a comparison."""
        if self.token.kind == "compare":
            raise self.error_at(self.token, f"something is missing before '{self.shown(self.token)}'")
        left = self.expression(0)
        token = self.token
        if token.kind != "compare":
            hint = "write it with <, >, ≤ or ≥"
            shown = self.slice(left.span) if token.kind == "end" else self.shown(token)
            where = left.span if token.kind == "end" else (token.start, token.end)
            raise self.error(f"'{shown}' makes no condition", *where, hint)
        return self.comparison(left)

    def comparison(self, left: Node) -> Comparison:
        """Read the sign and the right side of a comparison."""
        sign = self.next()
        for name in ("step", "where"):
            if name in self.scope.functions or name in self.scope.keys:
                raise self.error_at(sign, f"no comparison is read here: this question has a '{name}' of its own")
        self.count()
        right = self.expression(0)
        if self.token.kind == "compare":
            raise self.error_at(self.token, "two comparisons stand in a row", "write (0 < x)*(x < 1)")
        return Comparison(sign.text, left, right, (left.span[0], right.span[1]), (sign.start, sign.end))

    def chosen(self, rows: list[tuple[Node, Comparison | None]]) -> Node:
        """Return the choice between these values; the last one holds where none of the others does."""
        node, last = rows[-1]
        if last is not None:
            before = rows[-2][1] if len(rows) > 1 else None
            if before is None or not last.opposes(before):
                raise self.error(_ELSEWHERE, *last.span, _WRITE_ELSEWHERE)
        for value, condition in reversed(rows[:-1]):
            if condition is None:
                raise self.error("only the last case can be 'otherwise'", *value.span)
            span = (min(value.span[0], node.span[0]), max(value.span[1], node.span[1]))
            truth = condition.node()
            self.count()
            kind = elementwise_kind(elementwise_kind(truth.kind, value.kind), node.kind)
            node = Call("where", (truth, value, node), span=span, kind=kind)
        return node

    def cases(self, opened: Token) -> Node:
        r"""Read the rows of `\begin{cases}`: a value, `&` or a comma, and its condition."""
        self.brackets.append("cases")
        rows: list[tuple[Node, Comparison | None]] = []
        while True:
            value = self.expression(0)
            while self.is_op("&") or self.is_op(",") or self.is_op(";"):
                self.next()
            rows.append((value, self.row_condition()))
            self.at += self.is_op(",") or self.is_op(".") or self.is_op(";")
            if not self.is_op("\\\\"):
                break
            self.next()
            if self.is_op("endcases"):
                break
        close = self.closing(opened, "endcases")
        node = self.chosen(rows)
        object.__setattr__(node, "span", (opened.start, close.end))  # the node is new: nobody else has seen it
        return node

    def row_condition(self) -> Comparison | None:
        while self.token.kind == "word" and self.token.text in CONDITIONS:
            self.next()
        if self.token.kind == "word":
            self.next()
            if self.token.kind != "word":
                return None
            self.next()  # the `if` of `else if`
        elif self.is_op("\\\\") or self.is_op("endcases"):
            return None
        return self.condition()

    def indicator(self, sign: Token) -> Node:
        r"""Read what stands behind the sign of an indicator: `(x > 0)`, `[x > 0]`, `_{x > 0}`."""
        at = self.at + self.is_op("_")
        if not self.holds_comparison(at):
            equation = any(t.text == "=" for t in self.tokens[at : at + 12])
            reason = INDICATOR if equation else sign.extra
            raise self.error_at(sign, reason or "an indicator needs a comparison with <, >, ≤ or ≥")
        self.at = at
        return self.prefix(0, False)

    def is_one(self) -> bool:
        """Return whether the number that follows is the sign of an indicator, as in `1(x > 0)`."""
        return self.token.text == "1" and self.holds_comparison(self.at + 1 + self.is_op("_", 1))

    def holds_comparison(self, at: int) -> bool:
        """Return whether a bracket opens at this token and holds a comparison."""
        depth = 0
        for token in self.tokens[at:]:
            if token.kind == "compare" and depth:
                return True
            if token.kind == "op":
                depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if depth <= 0:
                break
        return False

    def prefix(self, strength: int, after_slash: bool) -> Node:
        """Read what an expression begins with."""
        raise NotImplementedError

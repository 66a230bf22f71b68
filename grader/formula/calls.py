"""Calls of functions: their arguments, with brackets or without, and what kind of value they give."""

from __future__ import annotations

from grader.formula.choices import Choices
from grader.formula.functions import FUNCTIONS
from grader.formula.names import Pieces
from grader.formula.stream import POWER
from grader.formula.sums import Sums
from grader.formula.tokens import Token
from grader.formula.tree import Binary, Call, Kind, Node, elementwise_kind, product_kind

_FLIPPED: dict[Kind | None, Kind | None] = {"column": "row", "row": "column"}


class Calls(Sums, Choices):
    """The part of the parser that reads calls."""

    def transposed(self, node: Node, span: tuple[int, int]) -> Node:
        """Return the transpose of a node that was read."""
        if node.kind == "scalar":
            return node
        return Call("transpose", (node,), span=span, kind=_FLIPPED.get(node.kind, node.kind))

    def call(self, name: str, pieces: Pieces, span: tuple[int, int]) -> Node:
        """Read the arguments of a function; `sin^2(x)` is the square of the sine."""
        power: Node | None = None
        if self.is_op("^") and self.power_then_arguments():
            power = self.exponent_of_function(pieces)
        token = self.token
        if token.kind == "op" and token.text in ("(", "{", "["):
            if token.text == "[" and pieces.text == "sqrt":
                raise self.error_at(token, "roots other than the square root are written as powers", "write x^(1/3)")
            arguments = self.arguments(self.next())
        else:
            arguments = (self.bare_argument(pieces, span),)
        span = (span[0], self.before.end)
        node = self.called(name, pieces.shown, arguments, span)
        return node if power is None else Binary("^", node, power, span=span, kind=node.kind)

    def power_then_arguments(self) -> bool:
        ahead = 1 + (self.is_op("{", 1))
        if self.is_op("-", ahead):
            return True
        if self.peek(ahead).kind != "number":
            return False
        ahead += 1 + (self.is_op("}", ahead + 1) and ahead == 2)
        following = self.peek(ahead)
        return following.kind in ("name", "frac", "number") or (
            following.kind == "op" and following.text in ("(", "{", "[")
        )

    def exponent_of_function(self, pieces: Pieces) -> Node:
        sign = self.next()
        braced = self.is_op("{")
        self.at += braced
        if self.is_op("-"):
            shown = pieces.shown
            raise self.error_at(
                sign,
                f"'{shown}^-1' can be read in two ways",
                f"write 1/{shown}(x), or the inverse function by its name",
            )
        exponent = self.number_operand(self.next())
        if braced and not self.is_op("}"):
            raise self.error_at(self.token, f"write the power behind the call: {pieces.shown}(x)^(…)")
        self.at += braced
        return exponent

    def number_operand(self, token: Token) -> Node:
        raise NotImplementedError

    def arguments(self, opened: Token) -> tuple[Node, ...]:
        """Read the arguments of a call up to its closing bracket."""
        sign = {"(": ")", "[": "]", "{": "}"}[opened.text]
        self.brackets.append(opened.text)
        found = [self.choice()]
        while self.is_op(","):
            self.next()
            found.append(self.choice())
        self.closing(opened, sign)
        return tuple(found)

    def bare_argument(self, pieces: Pieces, span: tuple[int, int]) -> Node:
        """Read the one factor that a function without brackets takes: `ln x`, `sin \\frac{x}{2}`."""
        shown = pieces.shown
        if not self.starts_operand():
            raise self.error(f"'{shown}' is a function", *span, f"write {shown}(…)")
        start = self.token.start
        argument = self.expression(POWER)
        token = self.token
        if self.starts_operand() or (token.kind == "op" and token.text in ("*", "/", "@", "∘")):
            inner = self.slice((start, self.before.end))
            sign = token.text if token.kind == "op" and token.text in ("*", "/", "@", "∘") else "*"
            message = (
                f"'{shown} {inner}{self.slice((self.before.end, token.end))}…' does not say how far {shown} reaches"
            )
            raise self.error(message, span[0], token.end, f"write {shown}({inner}){sign}… or {shown}({inner}{sign}…)")
        return argument

    def called(self, name: str, shown: str, arguments: tuple[Node, ...], span: tuple[int, int]) -> Node:
        """Return the call, after counting its arguments."""
        row = FUNCTIONS.get(name) if name not in self.scope.functions else None
        if row is None:
            return Call(name, arguments, span=span, kind=None)
        fewest, most = row.arguments
        if not fewest <= len(arguments) <= (most or len(arguments)):
            wanted = {1: "one argument", 2: "two arguments", 3: "three arguments"}[fewest]
            raise self.error(f"{shown}(…) takes {wanted}, not {len(arguments)}", *span)
        first = arguments[0].kind
        kind = row.kind
        if row.name == "transpose":
            return self.transposed(arguments[0], span)
        if row.name == "dot":
            left = _FLIPPED.get(first, first) if first == "column" and arguments[1].kind != "matrix" else first
            kind = product_kind(left, arguments[1].kind)
        elif row.name == "diag":
            kind = {"column": "matrix", "row": "matrix", "matrix": "column"}.get(first or "")  # type: ignore[assignment]
        elif row.name in ("max", "min", "where", "multiply"):
            kind = "scalar" if len(arguments) == 1 else first
            for other in arguments[1:]:
                kind = elementwise_kind(kind, other.kind)
        elif kind is None:
            kind = first
        return Call(row.name, arguments, span=span, kind=kind)

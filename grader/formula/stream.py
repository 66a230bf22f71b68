"""The tokens of one formula, read from left to right, and the errors that point into its text."""

from __future__ import annotations

from grader.formula.indices import Indices
from grader.formula.latex import unknown_command
from grader.formula.messages import FormulaError
from grader.formula.scope import Scope
from grader.formula.tokens import Token
from grader.formula.tree import Node

MAX_CHARACTERS = 2000
MAX_NESTING = 64
MAX_NODES = 500
TOO_MANY = f"this formula has more than {MAX_NODES} operations and names"
MAX_DEPTH = 150
"""Of operations within operations; a sum of 150 terms is such a tower too. Keeps later walks within Python's stack."""

SUM, PRODUCT, POWER = 10, 20, 30
"""How strongly operators bind."""

OPENING = {"(": ")", "[": "]", "{": "}", "matrix": "endmatrix", "cases": "endcases", "|": "|", "‖": "‖"}
CLOSING = frozenset(OPENING.values()) - {"|", "‖"}
_STARTS = {"(", "[", "{", "√", "matrix", "cases"}


class Stream:
    """A cursor over tokens, with what every part of the parser needs."""

    def __init__(self, text: str, tokens: list[Token], scope: Scope) -> None:
        self.text = text
        self.tokens = tokens
        self.scope = scope
        self.indices = Indices(scope)
        self.at = 0
        self.nesting = 0
        self.nodes = 0
        self.brackets: list[str] = []
        """The brackets that are open here, innermost last."""
        end = len(text.rstrip())
        self.end = Token("end", "", end, end)

    @property
    def token(self) -> Token:
        try:
            return self.tokens[self.at]
        except IndexError:
            return self.end

    def peek(self, ahead: int = 1) -> Token:
        try:
            return self.tokens[self.at + ahead]
        except IndexError:
            return self.end

    @property
    def before(self) -> Token:
        """The token that was read last."""
        return self.tokens[self.at - 1]

    def next(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def is_op(self, text: str, ahead: int = 0) -> bool:
        token = self.peek(ahead) if ahead else self.token
        return token.text == text and token.kind == "op"

    def starts_operand(self) -> bool:
        """Return whether what follows can begin an operand, other than by a sign."""
        token = self.token
        if token.kind in ("name", "number", "sum", "frac", "indicator"):
            return True
        if token.kind != "op":
            return False
        if token.text in ("|", "‖"):
            return token.extra != "right" and (token.extra == "left" or self.brackets[-1:] != [token.text])
        return token.text in _STARTS

    def slice(self, span: tuple[int, int]) -> str:
        return self.text[span[0] : span[1]]

    def error(self, message: str, start: int, end: int, hint: str = "") -> FormulaError:
        return FormulaError(message, self.text, start + 1, end - start, hint)

    def error_at(self, token: Token, message: str, hint: str = "") -> FormulaError:
        return self.error(message, token.start, token.end, hint)

    def split_bars(self, token: Token) -> Token:
        """Read `||` within single bars as two of them: `|a||b|`."""
        if token.end - token.start != 2:
            return token
        middle = token.start + 1
        bars = [Token("op", "|", token.start, middle, token.gap), Token("op", "|", middle, token.end)]
        self.tokens[self.at : self.at + 1] = bars
        return bars[0]

    def closing(self, opened: Token, sign: str) -> Token:
        """Read the bracket that closes `opened`."""
        token = self.token
        if token.kind == "op" and token.text == sign and token.extra != "left":
            self.brackets.pop()
            return self.next()
        shown = self.text[opened.start : opened.end]
        if token.kind == "end":
            hint = "'||' is a norm; write abs(…) for absolute values within each other" if shown == "||" else ""
            raise self.error_at(opened, f"the bracket '{shown}' is never closed", hint)
        if token.kind == "op" and (token.text in CLOSING or token.text in ("|", "‖")):
            raise self.error_at(token, f"'{self.shown(token)}' does not close '{shown}'")
        if token.kind == "op" and token.text in (",", ";"):
            raise self.error_at(
                token, f"a '{token.text}' does not belong here", "write 1.5 with a point, and lists in brackets: [a, b]"
            )
        raise self.unexpected(token)

    def shown(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def unexpected(self, token: Token) -> FormulaError:
        """Return the error for a token that can neither go on with a formula nor begin an operand."""
        shown = self.shown(token)
        if token.kind == "bad":
            return self.error_at(token, token.extra or unknown_command(token.text))
        if token.kind == "end":
            return self.error("something is missing at the end", token.start, token.end + 1)
        if token.text == "=":
            return self.error_at(token, "an '=' inside brackets has no meaning here")
        if token.text == "'":
            return self.error_at(token, "a prime belongs to a name, as in f'(z)", "write ^T for a transpose")
        if token.text == "_":
            return self.error_at(token, "a subscript belongs to a name or a bracket, as in w_kj or (W x)_k")
        if token.kind == "compare":
            hint = "in brackets it is 1 where it holds, else 0: [x > 0]"
            return self.error_at(token, "a comparison alone is no formula", hint)
        if token.kind == "word":
            hint = "write … if x > 0 else …"
            return self.error_at(token, f"the word '{shown}' does not belong here", hint)
        if token.text in CLOSING:
            return self.error_at(token, f"'{shown}' closes a bracket that was never opened")
        if token.text in (",", ";"):
            hint = "write 1.5 with a point, and lists in brackets: [a, b]"
            return self.error_at(token, f"a '{shown}' does not belong here", hint)
        if token.text == "." and self.peek().kind == "name":
            what = f"'.{self.peek().text}': methods are not read"
            hint = "write dot(a, b) or a @ b" if self.peek().text == "dot" else f"write {self.peek().text}(…)"
            return self.error(what, token.start, self.peek().end, hint)
        if token.text in ("&", "\\\\"):
            return self.error_at(token, f"'{shown}' belongs inside a matrix")
        return self.error_at(token, f"something is missing before '{shown}'" if shown else "something is missing here")

    def missing(self) -> FormulaError:
        """Return the error for the place where an operand should begin."""
        token = self.token
        if token.kind == "end" or (token.kind == "op" and token.text in (*CLOSING, ",", "&", "\\\\")):
            if self.at and (last := self.before).end <= token.start:
                if last.kind == "op" and (last.text in ("|", "‖") or (token.kind == "end" and last.text in OPENING)):
                    return self.error_at(last, f"the bracket '{self.shown(last)}' is never closed")
                if last.kind == "op" and last.text in OPENING:
                    return self.error("the brackets are empty", last.start, max(token.end, last.end))
                return self.error_at(last, f"something is missing after '{self.shown(last)}'")
            return self.unexpected(token)
        return self.unexpected(token)

    def count(self) -> None:
        """Count one more operation or operand; a hopelessly long formula is given up before it takes time."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FormulaError(TOO_MANY, self.text)

    def expression(self, strength: int) -> Node:
        """Read an expression of operators that bind at least as strongly as this."""
        raise NotImplementedError

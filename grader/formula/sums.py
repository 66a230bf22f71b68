"""Sums over an index, and the subscripts that name indices."""

from __future__ import annotations

from itertools import pairwise

from grader.formula.letters import key
from grader.formula.stream import PRODUCT, Stream
from grader.formula.tokens import Token
from grader.formula.tree import Node, Sum


class Sums(Stream):
    """The part of the parser that reads sums."""

    def subscript(self, sign: Token) -> str | None:
        """Read what follows a `_` and return it; None for a size such as `_{d \\times 1}`, which says nothing."""
        if self.is_op("{"):
            opened = self.next()
            parts: list[Token] = []
            while not self.is_op("}"):
                if self.token.kind == "end":
                    raise self.error_at(opened, "the bracket '{' is never closed")
                parts.append(self.next())
            self.next()
            if len(parts) == 1 and parts[0].kind in ("name", "number"):
                return parts[0].text + parts[0].extra
            parts = [t for t, after in pairwise([*parts, self.end]) if (t.text, after.text) != ("^", "'")]  # k^\prime
            if any(t.text == "*" for t in parts):
                return None
            if not parts:
                raise self.error_at(opened, "the subscript is empty")
            wrong = next(
                (t for t in parts if t.kind not in ("name", "number") and t.text not in (",", "'", "=", "{", "}", "_")),
                None,
            )
            if wrong is not None:
                raise self.error_at(wrong, "a subscript holds indices, as in w_{kj} or w_{1,2}")
            return "".join(
                (" " if t.gap else "") + t.text + t.extra for t in parts if t.text not in ("{", "}", "_")
            ).strip()
        if self.token.kind not in ("name", "number"):
            raise self.error_at(sign, "the subscript is empty")
        found = self.next().text
        while self.token.kind in ("name", "number") and not self.token.gap and self.before.kind == "number":
            found += self.next().text
        return found

    def sum_over(self, sign: Token, index: str | None, after_slash: bool) -> Node:
        """Read the index, the limits and the body of a sum: it reaches to the end of its product."""
        lower, upper = 1, None
        if index is None:
            if not self.is_op("_"):
                raise self.error_at(sign, "a sum needs its index", "write Σ_k …, or sum(x) for all entries of x")
            index = self.subscript(self.next())
        if index is not None and "=" in index:
            index, _, low = index.partition("=")
            lower = self.lower_limit(sign, low.strip())
        elif self.is_op("=") and self.peek().kind == "number":
            self.next()
            lower = self.lower_limit(sign, self.next().text)
        letters = _index_letters((index or "").strip())
        if not letters:
            raise self.error(
                f"'{self.slice((sign.start, self.before.end))}' does not name the index of its sum",
                sign.start,
                self.before.end,
                "write Σ_k, sum_k or \\sum_{k=1}^{n}",
            )
        if self.is_op("^"):
            upper = self.upper_limit()
        for letter in letters:
            if letter in self.indices.bound:
                message = f"the index {letter} belongs to an enclosing sum already"
                raise self.error(message, sign.start, self.before.end, "sum over another letter")
        self.indices.bound += letters
        start = self.token.start
        if not self.starts_operand() and not (self.is_op("-") or self.is_op("+")):
            raise self.error(
                f"nothing is summed by '{self.slice((sign.start, self.before.end))}'", sign.start, self.before.end
            )
        body = self.expression(PRODUCT + 1 if after_slash else PRODUCT)
        token = self.token
        if after_slash and (self.starts_operand() or (token.kind == "op" and token.text in ("*", "/", "@", "∘"))):
            inner = self.slice((start, self.before.end))
            raise self.error(
                "this does not say how far the sum below the '/' reaches",
                sign.start,
                token.end,
                f"write brackets: …/(Σ … {inner} …)",
            )
        for letter in letters:
            self.indices.bound.remove(letter)
            self.indices.ended.add(letter)
        span = (sign.start, self.before.end)
        for letter in reversed(letters):
            body = Sum(letter, body, lower, upper, span=span, kind=body.kind)
        return body

    def lower_limit(self, sign: Token, text: str) -> int:
        if not text.isdigit() or not 1 <= int(text[:9]) <= 10**6:
            raise self.error("a sum begins at a whole number, counted from 1", sign.start, self.before.end)
        return int(text)

    def upper_limit(self) -> int | str | None:
        """Read what follows the `^` of a sum: a number, a declared size, or a letter that only means "to the end"."""
        sign = self.next()
        braced = self.is_op("{")
        self.at += braced
        token = self.next()
        if braced:
            if not self.is_op("}"):
                raise self.error_at(sign, "the upper limit of a sum is a whole number or a name")
            self.next()
        if token.kind == "number" and token.text.isdigit() and len(token.text) < 7:
            return int(token.text)
        if token.kind == "name":
            return self.scope.keys.get(key(token.text), token.text)
        raise self.error_at(sign, "the upper limit of a sum is a whole number or a name")


def _index_letters(text: str) -> list[str]:
    """Return the letters of `k`, `ij` or `i, j`; nothing for any other text."""
    letters: list[str] = []
    for part in text.replace(",", " ").split():
        for c in part:
            if c in "'" and letters:
                letters[-1] += c
            elif c.isalpha():
                letters.append(c)
            else:
                return []
    return letters if len(set(letters)) == len(letters) <= 6 else []

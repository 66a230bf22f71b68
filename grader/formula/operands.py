"""Names in a formula: calls, sums over an index, entries, and declared names."""

from __future__ import annotations

from grader.errors import did_you_mean
from grader.formula.functions import FUNCTIONS
from grader.formula.letters import key
from grader.formula.names import NameProblem, Pieces, Reference, find, meant, spelled
from grader.formula.stream import POWER, PRODUCT, Stream
from grader.formula.tokens import Token
from grader.formula.tree import (
    KIND_OF_RANK,
    Binary,
    Call,
    Constant,
    Entry,
    Kind,
    Name,
    Node,
    Sum,
    elementwise_kind,
    product_kind,
)

_FLIPPED: dict[Kind | None, Kind | None] = {"column": "row", "row": "column"}


class Operands(Stream):
    """The part of the parser that begins with a name."""

    def name_operand(self, after_slash: bool) -> Node:
        """Read a name with all that belongs to it."""
        first = self.next()
        if first.kind == "sum" or (first.text in ("Σ", "sum") and self.is_op("_")):
            return self.sum_over(first, None, after_slash)
        pieces = Pieces(first.text, marks=first.extra, declared=first.declared)
        if not first.declared and (first.text.startswith(("sum_", "Σ_"))) and key(first.text) not in self.scope.keys:
            return self.sum_over(first, first.text.partition("_")[2], after_slash)
        transposed = self.collect(pieces)
        span = (first.start, self.before.end)
        pieces.shown = self.slice(span)
        node = self.resolve(pieces, span)
        if transposed:
            node = self.transposed(node, span)
        return node

    def transposed(self, node: Node, span: tuple[int, int]) -> Node:
        """Return the transpose of a node that was read."""
        if node.kind == "scalar":
            return node
        return Call("transpose", (node,), span=span, kind=_FLIPPED.get(node.kind, node.kind))

    def collect(self, pieces: Pieces) -> bool:
        """Read what belongs to a name: subscripts, `^{(1)}`, `^*`, primes. Return whether it was transposed on the way."""
        while True:
            token = self.token
            if token.kind != "op":
                return False
            if token.text == "'" and not token.gap:
                pieces.primes += 1
                self.next()
            elif token.text == "_":
                self.next()
                sub = self.subscript(token)
                if sub is not None:
                    pieces.subs.append(sub)
            elif token.text == "^":
                found = self.superscript(pieces)
                if found != "again":
                    return found == "transposed"
            elif token.text == "*" and self.is_star(pieces, token):
                pieces.star = True
                self.next()
            else:
                return False

    def is_star(self, pieces: Pieces, token: Token) -> bool:
        """Return whether this `*` belongs to a name that is spelled with one: `o*_k`, `(o − o*)`, but not `o*h`."""
        if pieces.star or token.gap or self.shown(token) not in ("*", "∗"):
            return False
        starred = Pieces(
            pieces.text, marks=pieces.marks, subs=pieces.subs, sup=pieces.sup, primes=pieces.primes, star=True
        )
        roots = [starred, Pieces(pieces.text.rpartition("_")[0] or pieces.text, marks=pieces.marks, star=True)]
        if not any(short in self.scope.keys for root in roots for short in spelled(root)):
            return False
        following = self.peek()
        if following.kind == "op" and following.text in "+-" and not following.gap and not self.peek(2).gap:
            shown = self.slice((self.before.start, token.end))
            hint = f"put spaces: '{shown} {following.text} …', or '{shown[:-1]} * ({following.text}…)'"
            raise self.error_at(token, f"'{shown}{following.text}' can be read in two ways", hint)
        if following.kind == "op" and following.text not in ("(", "[", "{", "√", "matrix"):
            return not (following.text in ("|", "‖") and self.brackets[-1:] != [following.text] and not following.gap)
        return following.kind == "end" or following.gap

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

    def superscript(self, pieces: Pieces) -> str:
        """Read a superscript that is part of a name. Return `again`, `transposed`, or `no` where it is an exponent."""
        if self.is_op("*", 1):
            pieces.star = True
            self.at += 2
            return "again"
        if self.is_op("'", 1):
            pieces.primes += 1
            self.at += 2
            return "again"
        if self.is_op("(", 1):
            inner = self.peek(2)
            if self.is_op(")", 3) and self.is_label(pieces, inner, typed=True):
                pieces.sup = inner.text
                self.at += 4
                return "again"
            return "no"
        if not self.is_op("{", 1):
            return "no"
        ahead = 2
        if self.is_op("*", ahead) or self.is_op("'", ahead):
            while self.is_op("'", ahead):
                pieces.primes += 1
                ahead += 1
            if self.is_op("*", ahead):
                pieces.star = True
                ahead += 1
        elif (
            self.is_op("(", ahead)
            and self.is_op(")", ahead + 2)
            and self.is_label(pieces, self.peek(ahead + 1), typed=False)
        ):
            pieces.sup = self.peek(ahead + 1).text
            ahead += 3
        elif self.is_op("}", ahead + 1) and self.is_word(pieces, self.peek(ahead)):
            pieces.sup = self.peek(ahead).text
            ahead += 1
        else:
            return "no"
        if self.is_op("^", ahead):
            ahead += 1
        transposed = self.is_op("ᵀ", ahead) or (self.peek(ahead).text == "T" and self.peek(ahead).kind == "name")
        ahead += transposed
        if not self.is_op("}", ahead):
            wrong = self.peek(ahead)
            raise self.error_at(
                wrong, "a superscript holds one thing: an exponent, T, or a layer or sample in brackets"
            )
        self.at += ahead + 1
        return "transposed" if transposed else "again"

    def is_label(self, pieces: Pieces, inner: Token, typed: bool) -> bool:
        """Return whether `(1)` or `(i)` in a superscript is part of the name, and not an exponent in brackets."""
        if inner.kind == "number":
            if not inner.text.isdigit() or pieces.sup:
                return False
            declared = any(short in self.scope.keys for short in spelled(pieces))
            more = Pieces(pieces.text, marks=pieces.marks, subs=pieces.subs, sup=inner.text)
            return not typed or (not declared and any(short in self.scope.keys for short in spelled(more)))
        if inner.kind != "name" or pieces.sup:
            return False
        if self.indices.known(inner.text):
            return True
        return not typed and key(inner.text) not in self.scope.keys

    def is_word(self, pieces: Pieces, inner: Token) -> bool:
        """Return whether a word such as `new` in a superscript makes a declared name with what it stands on."""
        if inner.kind != "name" or len(inner.text) < 2:
            return False
        more = Pieces(pieces.text, marks=pieces.marks, subs=pieces.subs, sup=inner.text)
        return any(short in self.scope.keys for short in spelled(more))

    def resolve(self, pieces: Pieces, span: tuple[int, int]) -> Node:
        """Return what a name stands for, with the arguments where it is a function."""
        found = find(pieces, self.scope, self.indices)
        if isinstance(found, Reference) and not found.indices:
            self.refuse_call(pieces, found.name, span)
            return Name(found.name, span=span, kind=KIND_OF_RANK[self.scope.rank(found.name)])
        shorts = spelled(pieces)
        if not isinstance(found, Reference) or any(short in self.scope.function_keys for short in shorts):
            for short in shorts:
                name = self.scope.function(short)
                if name is not None and short != "Sigma":
                    return self.call(name, pieces, span)
        if isinstance(found, NameProblem):
            raise self.error(found.message, *span, found.hint)
        if found is not None:
            kind = KIND_OF_RANK[self.scope.rank(found.name)]
            return self.entry(Name(found.name, span=span, kind=kind), found.indices, found.sample, span)
        if shorts == ["pi"]:
            self.refuse_call(pieces, "pi", span)
            return Constant("pi", span=span, kind="scalar")
        if shorts == ["e"]:
            return self.euler(span)
        raise self.unknown(pieces, span)

    def entry(self, base: Node, indices: tuple[int | str, ...], sample: bool, span: tuple[int, int]) -> Node:
        """Return the entries of a node, with what kind of value they are."""
        left = {"scalar": 0, "column": 1, "row": 1, "matrix": 2, None: None}[base.kind]
        kind = None if left is None else KIND_OF_RANK[max(0, left - len(indices))]
        return Entry(base, indices, sample, span=span, kind=kind)

    def refuse_call(self, pieces: Pieces, name: str, span: tuple[int, int]) -> None:
        """`x(…)` may be a product or a call: ask, unless x cannot be a function because of how it is written."""
        token = self.token
        if token.kind != "op" or token.text not in ("(", "["):
            return
        shown = pieces.shown
        if token.text == "[":
            raise self.error(
                f"'{shown}' is followed by a bracket: entries are written {shown}_1 or {shown}_{{1,2}}",
                span[0],
                token.end,
                f"for a product write '{shown}*[…]'",
            )
        raise self.error(f"'{shown}' is not a function here", span[0], token.end, f"did you mean '{shown}*(…)'?")

    def euler(self, span: tuple[int, int]) -> Node:
        """Read the exponent of `e^x`; e alone is no constant, since e and E are errors in this field."""
        if not self.is_op("^"):
            raise self.error(
                "'e' alone is not a number here", *span, "write e^x or exp(x); for the number itself write exp(1)"
            )
        self.next()
        number = self.token.kind == "number"
        exponent = self.expression(POWER)
        token = self.token
        if number and not token.gap and token.kind in ("name", "frac") and self.before.kind == "number":
            shown = self.slice((span[0], token.end))
            typed = self.shown(self.before)
            raise self.error(
                f"'{shown}' can be read in two ways",
                span[0],
                token.end,
                f"write e^({typed}*{self.shown(token)}) or e^{typed}*{self.shown(token)}",
            )
        return Call("exp", (exponent,), span=(span[0], self.before.end), kind=exponent.kind)

    def unknown(self, pieces: Pieces, span: tuple[int, int]) -> Exception:
        shown = pieces.shown
        if self.is_op("(") and not self.token.gap:
            hint = did_you_mean(pieces.text, [*self.scope.callables(), *self.scope.candidates()])
            return self.error(f"there is no function '{shown}' here", *span, hint)
        if shown in ("Σ", "sum"):
            return self.error("a sum needs its index", *span, "write Σ_k …, or sum(x) for all entries of x")
        if (
            pieces.text.startswith("T")
            and self.at > 1
            and self.tokens[self.at - 2].text == "^"
            and self.meaningful(pieces.text[1:])
        ):
            return self.error(
                f"'^{shown}' reads as a power of '{shown}'", *span, f"write '^T {shown[1:]}' for the transpose"
            )
        hint = meant(pieces, self.scope, self.indices)
        plain = "".join(c for c in shown if c not in "{} \\")
        if not self.scope.ranks and not self.scope.dims and not hint:
            return self.error(f"'{shown}' is a name, and a number is wanted here", *span).about(plain)
        if pieces.sup and not hint.startswith("did"):
            hint = (
                f"a number in brackets above a name belongs to the name; for a power write {pieces.text}^{pieces.sup}"
            )
        return self.error(f"'{shown}' is not declared here", *span, hint).about(plain)

    def meaningful(self, text: str) -> bool:
        return key(text) in self.scope.keys

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
        found = [self.expression(0)]
        while self.is_op(","):
            self.next()
            found.append(self.expression(0))
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
            wanted = {1: "one argument", 2: "two arguments"}[fewest]
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
        elif row.name in ("max", "min"):
            kind = "scalar" if len(arguments) == 1 else first
            for other in arguments[1:]:
                kind = elementwise_kind(kind, other.kind)
        elif kind is None:
            kind = first
        return Call(row.name, arguments, span=span, kind=kind)

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
    return letters if len(set(letters)) == len(letters) else []

"""Names in a formula: calls, sums over an index, entries, and declared names."""

from __future__ import annotations

from grader.errors import did_you_mean
from grader.formula.calls import Calls
from grader.formula.choices import INDICATORS
from grader.formula.indices import NameProblem
from grader.formula.letters import key
from grader.formula.names import Pieces, Reference, find, meant, spelled
from grader.formula.scope import Scope
from grader.formula.stream import POWER
from grader.formula.tokens import Token
from grader.formula.tree import (
    KIND_OF_RANK,
    Call,
    Constant,
    Entry,
    Name,
    Node,
)

_OPENS = {"(", "[", "{", "matrix", "cases"}
_CLOSES = {")", "]", "}", "endmatrix", "endcases"}
_BEFORE_OPERAND = {"+", "-", "*", "/", "^", "@", "∘", "√", "(", "[", "{", ","}
"""Behind one of these a sign belongs to the operand that follows."""
_FUNCTION_LETTERS = {"f", "g", "F", "G"}


class Operands(Calls):
    """The part of the parser that begins with a name."""

    def __init__(self, text: str, tokens: list[Token], scope: Scope) -> None:
        super().__init__(text, tokens, scope)
        self.references: dict[tuple[str, tuple[str, ...], int], Reference] = {}
        """By the name as it is written, and the sums that are open or have ended there."""

    def name_operand(self, after_slash: bool) -> Node:
        """Read a name with all that belongs to it."""
        first = self.next()
        self.count()
        if first.kind == "sum" or (first.text in ("Σ", "sum") and self.is_op("_")):
            return self.sum_over(first, None, after_slash)
        if first.text in INDICATORS and self.is_indicator(first):
            return self.indicator(first)
        pieces = Pieces(first.text, marks=first.extra, declared=first.declared)
        if not first.declared and (first.text.startswith(("sum_", "Σ_"))) and key(first.text) not in self.scope.keys:
            return self.sum_over(first, first.text.partition("_")[2], after_slash)
        transposed = self.collect(pieces)
        span = (first.start, self.before.end)
        pieces.shown = self.slice(span)
        node = self.resolve(pieces, span, transposed)
        if transposed:
            node = self.transposed(node, span)
        return node

    def is_indicator(self, name: Token) -> bool:
        """Return whether a name that stands for nothing else is the sign of an indicator, as in `I(x > 0)`."""
        known = name.declared or name.text in self.scope.keys or name.text in self.scope.function_keys
        return not known and self.holds_comparison(self.at + self.is_op("_"))

    def collect(self, pieces: Pieces) -> bool:
        """Read what belongs to a name: subscripts, `^{(1)}`, `^*`, primes. Return whether it was transposed, too."""
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
        if not self.scope.starred:
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

    def resolve(self, pieces: Pieces, span: tuple[int, int], transposed: bool) -> Node:
        """Return what a name stands for, with the arguments where it is a function."""
        found = self.found(pieces)
        if isinstance(found, Reference) and not found.indices:
            if not transposed:  # nobody calls a transpose
                self.refuse_call(pieces, span, self.scope.rank(found.name) == 2)
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
            self.refuse_call(pieces, span)
            return Constant("pi", span=span, kind="scalar")
        if shorts == ["e"]:
            return self.euler(span)
        raise self.unknown(pieces, span)

    def found(self, pieces: Pieces) -> Reference | NameProblem | None:
        """Return what a name refers to; most formulas write the same names again and again."""
        now = (pieces.shown, tuple(self.indices.bound), len(self.indices.ended))
        reference = self.references.get(now)
        if reference is not None:
            return reference
        found = find(pieces, self.scope, self.indices)
        if isinstance(found, Reference):
            self.references[now] = found
        return found

    def entry(self, base: Node, indices: tuple[int | str, ...], sample: bool, span: tuple[int, int]) -> Node:
        """Return the entries of a node, with what kind of value they are."""
        left = {"scalar": 0, "column": 1, "row": 1, "matrix": 2, None: None}[base.kind]
        kind = None if left is None else KIND_OF_RANK[max(0, left - len(indices))]
        return Entry(base, indices, sample, span=span, kind=kind)

    def refuse_call(self, pieces: Pieces, span: tuple[int, int], matrix: bool = False) -> None:
        """`k(k - 1)` is a product; `s(x)` may be one, or the value of s at x: ask."""
        token = self.token
        if token.kind != "op" or token.text not in ("(", "["):
            return
        shown = pieces.shown
        if self.shown(token) in ("\\{", "\\lbrace"):
            return  # nobody calls a function with curly brackets
        compared = self.holds_comparison(self.at)
        if compared and pieces.text not in INDICATORS:
            return  # a factor that is 1 or 0
        if token.text == "[":
            if "\\" in self.slice((span[1], token.start)):
                return  # nor indexes with \left[
            raise self.error(
                f"'{shown}' is followed by a bracket: entries are written {shown}_1 or {shown}_{{1,2}}",
                span[0],
                token.end,
                f"for a product write '{shown}*[…]'",
            )
        if not compared and self.is_factor(pieces, matrix):
            return
        hint = f"write {shown} for its value, or {shown}*(…) for a product"
        raise self.error(f"'{shown}' is not a function here", span[0], token.end, hint)

    def is_factor(self, pieces: Pieces, matrix: bool) -> bool:
        """Return whether the bracket behind a declared name can only be its factor: a sum, as in `y(1 - y)`.

        `f(w x + b)` is a value of f to many, so a name like a function's is a factor only where it stands inside, too.
        A matrix is no function, so any bracket is its factor.
        """
        if any(self.scope.function(short) is not None for short in spelled(pieces)):
            return False
        depth, signs, before, itself = 0, 0, "(", False
        for token in self.tokens[self.at :]:
            if token.kind == "op":
                depth += (token.text in _OPENS) - (token.text in _CLOSES)
                if depth == 0:
                    break
                if depth == 1 and token.text == ",":
                    return False
                signs += depth == 1 and token.text in ("+", "-") and before not in _BEFORE_OPERAND
            itself = itself or (token.kind == "name" and token.text == pieces.text)
            before = token.text if token.kind == "op" else ""
        return (signs > 0 or matrix) and (itself or pieces.text not in _FUNCTION_LETTERS)

    def euler(self, span: tuple[int, int]) -> Node:
        """Read the exponent of `e^x`; e alone is no constant, since e and E are errors in this field."""
        if not self.is_op("^"):
            raise self.error(
                "'e' alone is not a number here", *span, "write e^x or exp(x); for the number itself write exp(1)"
            )
        self.next()
        number, bracket = self.token.kind == "number", self.token.text in ("(", "{")
        exponent = self.expression(POWER)
        token = self.token
        if exponent.kind == "row" and not bracket and self.starts_operand():
            inner = self.slice(exponent.span)
            hint = f"write e^({inner} …) with brackets around the whole exponent"
            raise self.error(f"'e^{inner} …' can be read in two ways", span[0], token.end, hint)
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
        if self.is_op("=") and self.brackets:
            return self.unexpected(self.token)  # 1(i = j): not the index is what cannot be read
        if self.is_op("(") and not self.token.gap:
            if key(pieces.text).lower().startswith("log"):
                return self.error(
                    f"'{shown}' is not known here", *span, "ln and log are the natural logarithm: write ln(x)/ln(2)"
                )
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

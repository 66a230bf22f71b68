"""From tokens to the tree: a Pratt parser. It never guesses; where two readings fit, it refuses and offers both."""

from __future__ import annotations

from grader.formula.answer import answer, prepare
from grader.formula.brackets import Brackets
from grader.formula.indices import NameProblem
from grader.formula.messages import FormulaError
from grader.formula.names import letters_of
from grader.formula.operands import Operands
from grader.formula.scope import Scope
from grader.formula.stream import MAX_CHARACTERS, MAX_DEPTH, MAX_NESTING, MAX_NODES, POWER, PRODUCT, SUM, TOO_MANY
from grader.formula.tokens import Token
from grader.formula.tree import (
    KIND_OF_RANK,
    Binary,
    Call,
    Name,
    Negate,
    Node,
    Number,
    elementwise_kind,
    product_kind,
    size_and_depth,
)

_DOTS = {"·", "⋅", "∙", "•", r"\cdot", r"\bullet"}
_STRENGTH = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "∘": PRODUCT}


def read(text: str, scope: Scope) -> tuple[Node, tuple[str, ...]]:
    """Return the tree of a formula and the axes of its value. Raises FormulaError."""
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"this formula has {len(text)} characters; {MAX_CHARACTERS} are read at most", text[:60] + "…"
        )
    tokens = answer(text, prepare(text, scope))
    if len(tokens) > 3 * MAX_NODES:  # no need to read them to know that they are too many
        raise FormulaError(TOO_MANY, text)
    parser = Parser(text, tokens, scope)
    tree = parser.whole()
    if len(tokens) > MAX_DEPTH // 2:  # fewer tokens make no tower
        check_size(tree, text)
    return tree, scope.indices or tuple(parser.indices.free)


def check_size(tree: Node, text: str) -> None:
    """Refuse a tree that is too large for the walks that follow."""
    nodes, depth = size_and_depth(tree)
    if nodes > MAX_NODES:
        raise FormulaError(TOO_MANY, text)
    if depth > MAX_DEPTH:
        message = f"this formula has more than {MAX_DEPTH} operations in a row"
        raise FormulaError(message, text, hint="use a sum, or names for its parts")


class Parser(Operands, Brackets):
    """Reads one formula."""

    def whole(self) -> Node:
        """Read all tokens."""
        bad = next((t for t in self.tokens if t.kind == "bad"), None)
        if bad is not None:
            raise self.unexpected(bad)
        tree = self.expression(0)
        if self.token.kind == "word":
            tree = self.choice_from(tree)
        if self.token.kind != "end":
            if isinstance(tree, Number) and self.is_op(",") and self.peek().kind == "number":
                token = self.token
                raise self.error_at(
                    token, "a ',' does not belong here", "write 1.5 with a point, and lists in brackets: [a, b]"
                )
            raise self.unexpected(self.token)
        return tree

    def expression(self, strength: int, after_slash: bool = False) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error_at(self.token, f"this is nested more than {MAX_NESTING} deep")
        left = self.prefix(strength, after_slash)
        slash: tuple[Node, Node] | None = None
        while True:
            token = self.token
            if token.text == "‖" and self.brackets[-1:] == ["|"]:
                token = self.split_bars(token)
            if token.kind == "op" and token.text in _STRENGTH:
                binds = _STRENGTH[token.text]
                if binds < strength:
                    break
                self.next()
                right = self.expression(binds + 1, token.text == "/")
                slash = (left, right) if token.text == "/" else None
                if self.is_scalar_product(token, left, right):
                    left = self.binary("@", self.transposed(left, left.span), right)
                else:
                    left = self.binary(token.text, left, right)
            elif token.kind == "op" and token.text in ("^", "ᵀ", "_"):
                if token.text == "^" and strength > POWER:
                    break
                left = self.raised(left)
            elif self.starts_operand():
                if strength > PRODUCT:
                    break
                self.check_adjacent(left, slash)
                right = self.expression(PRODUCT + 1)
                left = self.binary("@", left, right)
            else:
                break
        self.nesting -= 1
        return left

    def is_scalar_product(self, sign: Token, left: Node, right: Node) -> bool:
        """Return whether this is the dot of two vectors, in a scope where that means their scalar product."""
        if not self.scope.scalar_products or left.kind != "column" or right.kind != "column":
            return False
        return sign.text == "*" and self.shown(sign) in _DOTS

    def binary(self, op: str, left: Node, right: Node) -> Node:
        """Return an operation. A product of which one side is a scalar is an ordinary one, however it was written."""
        self.count()
        span = (left.span[0], right.span[1])
        a, b = left.kind, right.kind
        if op in "@∘*" and "scalar" in (a, b):
            return Binary("*", left, right, span=span, kind=b if a == "scalar" else a)
        if op == "@":
            kind = product_kind(a, b)
        elif op == "*":
            # Two vectors side by side can only be meant entry by entry; a matrix with anything is open.
            kind = a if a == b == "column" else None
            if "row" in (a, b) or (a == "matrix" and b == "column"):
                kind = product_kind(a, b)
        else:
            kind = elementwise_kind(a, b)
        return Binary(op, left, right, span=span, kind=kind)

    def check_adjacent(self, left: Node, slash: tuple[Node, Node] | None) -> None:
        """Refuse a product without a sign where it could be misread."""
        token, before = self.token, self.before
        if slash is not None:
            numerator, divisor = (self.slice(part.span) for part in slash)
            self.nesting += 1
            right = self.slice(self.expression(PRODUCT + 1).span)
            whole = self.slice((slash[0].span[0], self.before.end))
            message = f"'{whole}' can be read in two ways"
            hint = f"write {numerator}/({divisor}*{right}) or ({numerator}/{divisor})*{right}"
            raise self.error(message, slash[0].span[0], self.before.end, hint)
        if token.kind == "number" and not self.is_one():
            what = (
                "two numbers stand side by side"
                if before.kind == "number"
                else f"a number stands behind '{self.shown(before)}'"
            )
            raise self.error_at(token, what, "write a * between factors, and commas between the entries of a list")

    def prefix(self, strength: int, after_slash: bool) -> Node:
        token = self.token
        if token.kind in ("name", "sum"):
            return self.name_operand(after_slash)
        if token.kind == "number":
            if self.is_one():
                return self.indicator(self.next())
            return self.number_operand(self.next())
        if token.kind == "indicator":
            return self.indicator(self.next())
        if token.kind == "frac":
            return self.fraction(self.next())
        if token.kind != "op":
            raise self.missing()
        sign = token.text
        if sign in ("-", "+"):
            self.next()
            operand = self.expression(max(strength, PRODUCT), after_slash)
            if sign == "+":
                return operand
            return Negate(operand, span=(token.start, operand.span[1]), kind=operand.kind)
        if sign in ("|", "‖"):
            return self.bars(self.next())
        if sign == "√":
            return self.root(self.next())
        if sign == "matrix":
            return self.matrix(self.next())
        if sign == "cases":
            return self.cases(self.next())
        if sign == "[":
            return self.bracketed_list(self.next())
        if sign in ("(", "{"):
            return self.group(self.next())
        raise self.missing()

    def number_operand(self, token: Token) -> Node:
        self.count()
        return Number(token.text, span=(token.start, token.end), kind="scalar")

    def bars(self, opened: Token) -> Node:
        self.brackets.append(opened.text)
        inner = self.expression(0)
        close = self.closing(opened, opened.text)
        span = (opened.start, close.end)
        if opened.text == "|":
            if inner.kind != "scalar" and self.is_op("_") and self.norm_follows():
                shown = self.slice((opened.start, close.end))
                hint = "write sum(|x|) for the norm, or abs(x)_1 for an entry"
                raise self.error(f"'{shown}_{self.norm_follows()}' can be read in two ways", *span, hint)
            return Call("abs", (inner,), span=span, kind=inner.kind)
        if self.is_op("_"):
            sign = self.next()
            order = self.subscript(sign)
            if order not in ("2", "F", None):
                raise self.error(
                    f"the norm with index {order} is not known here",
                    sign.start,
                    self.before.end,
                    "‖x‖ is the Euclidean norm",
                )
        return Call("norm", (inner,), span=(opened.start, self.before.end), kind="scalar")

    def norm_follows(self) -> str:
        """Return the number in `|x|_1`, which is the index of a norm to many."""
        token = self.peek(1 + self.is_op("{", 1))
        return token.text if token.kind == "number" and token.text in ("1", "2") else ""

    def root(self, sign: Token) -> Node:
        bracket = self.token.kind == "op" and self.token.text in ("(", "{")
        if not self.starts_operand():
            raise self.missing()
        argument = self.group(self.next()) if bracket else self.expression(POWER + 1)
        if not bracket and self.is_op("^"):
            inner = self.slice(argument.span)
            shown = f"√{inner}^…"
            raise self.error(
                f"'{shown}' can be read in two ways", sign.start, self.token.end, f"write √({inner}^…) or (√{inner})^…"
            )
        return Call("sqrt", (argument,), span=(sign.start, self.before.end), kind=argument.kind)

    def fraction(self, sign: Token) -> Node:
        over, under = self.part_of_fraction(sign), self.part_of_fraction(sign)
        span = (sign.start, self.before.end)
        return Binary("/", over, under, span=span, kind=elementwise_kind(over.kind, under.kind))

    def part_of_fraction(self, sign: Token) -> Node:
        r"""Read a part of a fraction: in braces, or one digit as TeX takes it, so that \frac12 is ½."""
        token = self.token
        if self.is_op("{"):
            return self.group(self.next())
        if token.kind == "name" and len(token.text) == 1 and token.text in self.scope.keys and not token.extra:
            self.next()
            self.count()
            kind = KIND_OF_RANK[self.scope.rank(self.scope.keys[token.text])]
            return Name(self.scope.keys[token.text], span=(token.start, token.end), kind=kind)
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > 2:
            raise self.error_at(sign, "a fraction needs braces around both parts", r"write \frac{a}{b}")
        if len(token.text) == 2:
            digits = [Token("number", token.text[i], token.start + i, token.start + i + 1) for i in (0, 1)]
            self.tokens[self.at : self.at + 1] = digits
        return self.number_operand(self.next())

    def raised(self, left: Node) -> Node:
        """Read what stands above or below an operand: a power, a transpose, an index."""
        sign = self.next()
        if sign.text == "ᵀ":
            return self.transposed(left, (left.span[0], sign.end))
        if sign.text == "_":
            return self.index(left, sign)
        if self.transposes():
            return self.transposed(left, (left.span[0], self.before.end))
        exponent = self.group(self.next()) if self.is_op("{") else self.expression(POWER)
        token = self.token
        if (
            isinstance(left, Number)
            and isinstance(exponent, Number)
            and token.kind in ("name", "frac")
            and not token.gap
        ):
            shown = self.slice((left.span[0], token.end))
            base, power, factor = self.slice(left.span), self.slice(exponent.span), self.shown(token)
            hint = f"write {base}^({power}*{factor}) or {base}^{power}*{factor}"
            raise self.error(f"'{shown}' can be read in two ways", left.span[0], token.end, hint)
        span = (left.span[0], self.before.end)
        return Binary("^", left, exponent, span=span, kind=elementwise_kind(left.kind, exponent.kind))

    def transposes(self) -> bool:
        """Read `T` or `{T}` behind a `^`, unless T is a number of the question: nothing is raised to a vector or matrix."""
        braced = self.is_op("{")
        token = self.peek(braced)
        number = "T" in self.scope.keys and not self.scope.rank(self.scope.keys["T"])
        plain = token.kind == "name" and token.text == "T" and not token.extra and not number
        if not plain and not self.is_op("ᵀ", braced):
            return False
        if braced and not self.is_op("}", 2):
            return False
        self.at += 1 + 2 * braced
        return True

    def index(self, left: Node, sign: Token) -> Node:
        """Read an index behind brackets: `(W x)_k`."""
        sub = self.subscript(sign)
        if sub is None:
            return left
        span = (left.span[0], self.before.end)
        if left.kind == "scalar":
            raise self.error(f"'{self.slice(left.span)}' is a scalar: it has no entries", *span)
        if isinstance(left, Name):
            raise self.error("an index belongs directly to its name", *span, f"write {left.name}_{sub}")
        rank = {"scalar": 0, "column": 1, "row": 1, "matrix": 2, None: None}[left.kind]
        wanted = letters_of(sub, self.slice(span), rank, self.indices)
        if isinstance(wanted, NameProblem):
            raise self.error(wanted.message, *span, wanted.hint)
        return self.entry(left, wanted, False, span)

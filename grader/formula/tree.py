"""The frozen tree of a formula. Formulas that were read alike have equal trees, wherever they stood in their texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["scalar", "column", "row", "matrix"]
"""What a value is; vectors are columns until they are transposed."""

KIND_OF_RANK: dict[int | None, Kind | None] = {0: "scalar", 1: "column", 2: "matrix", None: None}
RANK_OF_KIND: dict[Kind | None, int | None] = {"scalar": 0, "column": 1, "row": 2, "matrix": 2, None: None}


@dataclass(frozen=True, kw_only=True)
class Node:
    """A formula or a part of one."""

    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)
    """Where it stands in the writer's text."""
    kind: Kind | None = field(default=None, compare=False, repr=False)
    """What its value will be, as far as the declared ranks tell."""

    @property
    def children(self) -> tuple[Node, ...]:
        """The operands, from left to right."""
        return ()


@dataclass(frozen=True)
class Number(Node):
    """A number as it was typed; its text is kept because its digits say how exact it is."""

    text: str

    @property
    def value(self) -> float:
        """The nearest float."""
        return float(self.text)


@dataclass(frozen=True)
class Constant(Node):
    """A number with a name: `pi`."""

    name: str


@dataclass(frozen=True)
class Name(Node):
    """A declared name, in its author's spelling."""

    name: str


@dataclass(frozen=True)
class Entry(Node):
    """Entries of a vector or matrix: numbers count from 1, letters run over an axis."""

    base: Node
    indices: tuple[int | str, ...]
    sample: bool = False
    """Whether the first index was written as a sample's, `x^{(i)}`."""

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.base,)


@dataclass(frozen=True)
class Negate(Node):
    """A minus before one operand."""

    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Binary(Node):
    """`+ - * / ^`, `∘` (elementwise), `@` (matrix product). `*` is whichever product the shapes allow."""

    op: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Call(Node):
    """A function of its arguments; also `|x|` (abs), `‖x‖` (norm), `x^T` (transpose), `√x` (sqrt), `e^x` (exp)."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True)
class Sum(Node):
    """A sum over one index; without limits it runs over the whole axis."""

    index: str
    body: Node
    lower: int = 1
    upper: int | str | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.body,)


@dataclass(frozen=True)
class Array(Node):
    """`[a, b]`: a vector of formulas; with rows as items, a matrix."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Tuple(Node):
    """`(d, 1)`: a shape; only as a whole answer."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


def walk(tree: Node) -> Iterator[Node]:
    """Give every node, each before its operands."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def size_and_depth(tree: Node) -> tuple[int, int]:
    """Return the number of nodes, and how many of them are nested in each other."""
    count = deepest = 0
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in node.children)
    return count, deepest


def product_kind(left: Kind | None, right: Kind | None) -> Kind | None:
    """Return what a matrix product is: a row times a column is a scalar, a column times a row a matrix."""
    if left == "scalar":
        return right
    if right == "scalar":
        return left
    if left is None or right is None:
        return None
    if left == "row":
        return "scalar" if right == "column" else "row"
    return "column" if right == "column" else "matrix"


def elementwise_kind(left: Kind | None, right: Kind | None) -> Kind | None:
    """Return what a sum or an elementwise product is, where the shapes fit."""
    if left == right or right == "scalar":
        return left
    if left == "scalar":
        return right
    if left is None or right is None:
        return None
    return left if right == "matrix" else right


def is_constant(node: Node) -> bool:
    """Return whether no name occurs in it."""
    return not any(isinstance(part, Name | Entry) for part in walk(node))


def is_leaf(node: Node) -> bool:
    """Return whether it is a name, an entry of a named vector, or a constant such as `1/2`."""
    if isinstance(node, Entry):
        return isinstance(node.base, Name)
    return isinstance(node, Name) or is_constant(node)


def is_elementary(tree: Node) -> bool:
    """Return whether it is one operation of names and constants; a dot or matrix product counts as one."""
    if isinstance(tree, Sum):
        body = tree.body
        return is_leaf(body) or (isinstance(body, Binary) and body.op == "*" and all(map(is_leaf, body.children)))
    if isinstance(tree, Binary) and tree.op in ("@", "*"):
        return all(is_leaf(_untransposed(part)) for part in tree.children) and not is_constant(tree)
    if isinstance(tree, Negate | Binary | Call | Array):
        return all(map(is_leaf, tree.children)) and not is_constant(tree)
    return False


def _untransposed(node: Node) -> Node:
    return node.arguments[0] if isinstance(node, Call) and node.function == "transpose" else node

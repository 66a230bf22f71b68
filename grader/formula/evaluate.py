"""The value of a tree at given values: shapes are checked on the way, and complex numbers stay complex."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.formula.functions import FUNCTIONS, signs
from grader.formula.messages import FormulaError
from grader.formula.scope import Scope
from grader.formula.tree import Array, Binary, Call, Constant, Entry, Name, Negate, Node, Number, Sum, Tuple
from grader.formula.values import (
    ShapeError,
    Value,
    elementwise,
    entry,
    fits_elementwise,
    fits_matrix,
    from_array,
    matrix_product,
    spread,
    stack,
    to_array,
    total,
    union,
)


def _power(a: Any, b: Any) -> Any:
    return np.power(a, b)


_ELEMENTWISE: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "+": (np.add, "added"),
    "-": (np.subtract, "subtracted"),
    "∘": (np.multiply, "multiplied entry by entry"),
    "/": (np.divide, "divided"),
}


class Evaluation:
    """One walk over a tree."""

    def __init__(
        self, text: str, scope: Scope, values: Mapping[str, Any], kinks: dict[tuple[int, int], np.ndarray] | None = None
    ) -> None:
        self.text = text
        self.scope = scope
        self.given = values
        self.values: dict[str, Value] = {}
        self.kinks = kinks
        self.products: dict[int, str] = {}
        """id of a product written with `*` → the product that its shapes allow."""
        self.visit: dict[type, Callable[[Any], Value]] = {
            Number: self.number,
            Constant: self.constant,
            Name: self.name,
            Entry: self.entry,
            Negate: self.negate,
            Binary: self.binary,
            Call: self.call,
            Sum: self.sum,
            Array: self.array,
            Tuple: self.array,
        }

    def run(self, tree: Node, axes: tuple[str, ...], sizes: Mapping[str, int] | None) -> np.ndarray:
        """Return the value of a whole formula; where sizes are given, axes it does not depend on are filled up."""
        with np.errstate(all="ignore"):
            value = self.value(tree)
            if sizes and value.labels and len(value.labels) < len(axes):
                data = spread(value, axes, 0 if value.kind == "scalar" else 2)
                wanted = tuple(sizes.get(axis, have) for axis, have in zip(axes, data.shape, strict=False))
                try:
                    data = np.broadcast_to(data, wanted + data.shape[len(axes) :])
                except ValueError as error:
                    raise FormulaError(f"the axes {axes} cannot be as long as {wanted}: {error}", self.text) from None
                value = Value(data, value.kind, axes)
            return to_array(value, axes)

    def value(self, node: Node) -> Value:
        return self.visit[type(node)](node)

    def shown(self, node: Node) -> str:
        return self.text[node.span[0] : node.span[1]]

    def error(self, node: Node, message: str, hint: str = "") -> FormulaError:
        return FormulaError(message, self.text, node.span[0] + 1, node.span[1] - node.span[0], hint)

    def number(self, node: Number) -> Value:
        return Value(np.float64(node.text), "scalar")

    def constant(self, node: Constant) -> Value:
        return Value(np.float64(np.pi), "scalar")

    def name(self, node: Name) -> Value:
        value = self.values.get(node.name)
        if value is None:
            array = self.given.get(node.name)
            if array is None:
                array = self.scope.dims.get(node.name)
            if array is None:
                raise self.error(node, f"no value is known for '{node.name}'")
            try:
                value = self.values[node.name] = from_array(array)
            except ShapeError as error:
                raise self.error(node, f"{node.name}: {error.message}") from None
        return value

    def negate(self, node: Negate) -> Value:
        value = self.value(node.operand)
        return Value(-value.data, value.kind, value.labels)

    def entry(self, node: Entry) -> Value:
        base = self.value(node.base)
        shown = node.base.name if isinstance(node.base, Name) else _short(self.shown(node.base))
        try:
            return entry(base, node.indices, shown)
        except ShapeError as error:
            raise self.error(node, error.message, error.hint) from None

    def binary(self, node: Binary) -> Value:
        a = self.value(node.left)
        b = self.value(node.right)
        op = node.op
        try:
            if op == "@":
                return matrix_product(a, b)
            if op == "*":
                return self.star(node, a, b)
            if op == "^":
                return self.power(node, a, b)
            operation, verb = _ELEMENTWISE[op]
            return elementwise(operation, a, b, verb)
        except ShapeError as error:
            left, right = self.shown(node.left), self.shown(node.right)
            raise self.error(node, f"'{_short(left)}' and '{_short(right)}': {error.message}", error.hint) from None

    def star(self, node: Binary, a: Value, b: Value) -> Value:
        """Take the one product that the shapes allow."""
        if a.kind == "scalar" or b.kind == "scalar":
            return elementwise(np.multiply, a, b, "multiplied")
        same = fits_elementwise(a, b) and {a.kind, b.kind} != {"row", "column"}
        matrix = fits_matrix(a, b)
        if same and matrix and a.data.shape[-2:] != (1, 1):
            message = f"both are {a.described()}, so '*' can mean two products"
            raise ShapeError(message, "write A∘B for entry by entry, or A @ B for the matrix product")
        if not same and not matrix and 1 not in (a.data.shape[-2:], b.data.shape[-2:]):
            raise ShapeError(f"{a.described()} and {b.described()} fit neither entry by entry nor as matrices")
        self.products[id(node)] = "∘" if same else "@"
        if same:
            return elementwise(np.multiply, a, b, "multiplied")
        return matrix_product(a, b)

    def power(self, node: Binary, a: Value, b: Value) -> Value:
        if a.kind == "matrix" and b.kind == "scalar" and a.data.shape[-1] == a.data.shape[-2] != 1:
            base, power = self.shown(node.left), self.shown(node.right)
            whole = not b.labels and float(np.real(b.data)).is_integer()
            if whole and np.real(b.data) < 0:
                message = f"a power of {a.described()} can mean its inverse or one over each entry"
                raise ShapeError(message, f"inverses are not part of this language; for each entry write 1/{base}")
            if whole:
                message = f"a power of {a.described()} can mean two things"
                raise ShapeError(
                    message,
                    f"write {base}∘{base} for entry by entry, or {base} @ {base} for the matrix product"
                    if power == "2"
                    else "write the product out, with ∘ or @",
                )
        return elementwise(_power, a, b, "raised to a power")

    def sum(self, node: Sum) -> Value:
        upper = self.limit(node)
        value = self.value(node.body)
        try:
            if node.index in value.labels:
                return total(value, node.index, node.lower, upper)
        except ShapeError as error:
            raise self.error(node, error.message, error.hint) from None
        if upper is None:
            message = f"nothing in this sum depends on {node.index}, and it does not say how often to add"
            raise self.error(node, message, f"write Σ_{{{node.index}=1}}^{{n}} … with a number or a declared size")
        times = np.float64(max(0, upper - node.lower + 1))
        return Value(value.data * times, value.kind, value.labels)

    def limit(self, node: Sum) -> int | None:
        """Return the upper limit as a number; a letter that is no declared size only means "to the end"."""
        if not isinstance(node.upper, str):
            return node.upper
        size = self.given.get(node.upper, self.scope.dims.get(node.upper))
        if size is None or np.ndim(size) != 0:
            return None
        number = float(np.real(size))
        if not number.is_integer() or abs(number) > 1e6:
            raise self.error(node, f"the sum runs to {node.upper} = {number:g}, which is no whole number")
        return int(number)

    def call(self, node: Call) -> Value:
        values = [self.value(argument) for argument in node.arguments]
        own = self.scope.functions.get(node.function)
        try:
            if own is not None:
                return _apply(own, node.function, values)
            row = FUNCTIONS[node.function]
            if self.kinks is not None and row.kink:
                for argument, sides in enumerate(signs(node.function, values)):
                    self.kinks[node.span[0] + 1, argument] = sides
            return row.apply(*values)
        except ShapeError as error:
            raise self.error(node, error.message, error.hint) from None

    def array(self, node: Array | Tuple) -> Value:
        rows = node.items and isinstance(node.items[0], Array)
        entries = [item for row in node.items for item in row.children] if rows else list(node.items)
        values = []
        for item in entries:
            value = self.value(item)
            if value.kind != "scalar":
                raise self.error(item, f"an entry of a list is a scalar, and this is {value.described()}")
            values.append(value)
        try:
            data, labels = stack(values)
        except ShapeError as error:
            raise self.error(node, error.message, error.hint) from None
        if not rows:
            return Value(data[..., None], "column", labels)
        return Value(np.reshape(data, (*data.shape[:-1], len(node.items), -1)), "matrix", labels)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _apply(function: Callable[..., Any], name: str, values: list[Value]) -> Value:
    """Call a function of the reference with plain arrays, entry by entry along labelled axes."""
    labels = union(values)
    if not labels:
        return _called(function, name, [to_array(value)[()] for value in values], values)
    if len(values) == 1 and values[0].kind == "scalar":
        # The textbook writes o_k = g(z_k) also where g is a softmax, so g sees all of z.
        data = values[0].data
        result = _called(function, name, [data if data.ndim == 1 else data.ravel()], values).data
        flat = np.reshape(result, -1)
        if flat.size == data.size:
            if data.ndim > 1 and not np.allclose(
                flat[:1], np.ravel(_called(function, name, [data.ravel()[:1]], values).data)
            ):
                raise ShapeError(
                    f"{name} mixes the entries of its argument, which has {data.ndim} indices", f"write {name}(z)_k"
                )
            return Value(np.reshape(flat, data.shape), "scalar", labels)
        raise ShapeError(f"{name} of {data.size} entries gives {flat.size}")
    parts = [
        np.broadcast_to(
            s := spread(v, labels, 0 if v.kind == "scalar" else 2), _sizes(values, labels) + s.shape[len(labels) :]
        )
        for v in values
    ]
    results = []
    for at in np.ndindex(*_sizes(values, labels)):
        slices = [Value(part[at], value.kind) for part, value in zip(parts, values, strict=True)]
        results.append(_called(function, name, [to_array(one)[()] for one in slices], slices))
    data = np.stack([result.data for result in results])
    return Value(np.reshape(data, _sizes(values, labels) + data.shape[1:]), results[0].kind, labels)


def _sizes(values: list[Value], labels: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(next(v.data.shape[v.labels.index(label)] for v in values if label in v.labels) for label in labels)


def _called(function: Callable[..., Any], name: str, arguments: list[Any], values: list[Value]) -> Value:
    try:
        result = from_array(function(*arguments))
    except (TypeError, ValueError, IndexError) as error:
        given = " and ".join(value.described() for value in values)
        raise ShapeError(f"{name} cannot be applied to {given} ({error})") from None
    if values[0].kind == "row" and result.kind == "matrix" and result.data.shape[0] == 1:
        return Value(result.data, "row")
    return result

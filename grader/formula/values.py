"""Values with shapes: scalars, columns, rows and matrices, each also along labelled axes (the indices of `w_kj`).

The data of a value has one axis for each label, then nothing (a scalar) or two axes (all others: a column is n × 1).
Nothing is broadcast except a scalar with anything, and values along their labels.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from grader.formula.tree import Kind, elementwise_kind, product_kind

MAX_ENTRIES = 1_000_000
"""Twenty nested sums over four entries each would need a terabyte."""


class ShapeError(Exception):
    """Two operands whose shapes do not fit; the evaluator says where."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Value:
    """One value; never changed after it was made."""

    __slots__ = ("data", "kind", "labels")

    def __init__(self, data: Any, kind: Kind, labels: tuple[str, ...] = ()) -> None:
        self.data = data
        self.kind = kind
        self.labels = labels

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape its writer sees: `(n,)` for a column, `(1, n)` for a row."""
        if self.kind == "scalar":
            return ()
        return tuple(self.data.shape[-2:-1] if self.kind == "column" else self.data.shape[-2:])

    def described(self) -> str:
        """What it is, in words and with its shape."""
        if self.kind == "scalar":
            return "a scalar"
        return f"a {'vector' if self.kind == 'column' else self.kind} of shape {self.shape}"


def from_array(array: Any) -> Value:
    """Return the value of a number, a vector (a column) or a matrix; whole numbers become float64."""
    data = np.asarray(array)
    if data.dtype != np.float64 and data.dtype != np.complex128:
        data = data.astype(np.complex128 if data.dtype.kind == "c" else np.float64)
    if data.ndim == 0:
        return Value(data[()], "scalar")
    if data.ndim == 1:
        return Value(data[:, None], "column")
    if data.ndim == 2:
        return Value(data, "matrix")
    raise ShapeError(f"an array with {data.ndim} axes is neither a scalar nor a vector nor a matrix")


def to_array(value: Value, axes: tuple[str, ...] = ()) -> np.ndarray:
    """Return the array that a caller sees: labelled axes in the order of `axes`, then the rest."""
    data = value.data
    if value.labels:
        order = [value.labels.index(label) for label in axes if label in value.labels]
        data = data.transpose(*order, *range(len(order), data.ndim))
    if value.kind == "column":
        data = data[..., 0]
    elif value.kind == "row" and value.labels:
        data = data[..., 0, :]
    return np.asarray(data)


def spread(value: Value, labels: tuple[str, ...], core: int) -> Any:
    """Return the data with an axis for each of `labels`, of size 1 where it has none, and `core` axes behind them."""
    data = value.data
    own = value.labels
    if own == labels and (core == 0 or value.kind != "scalar"):
        return data
    order = [own.index(label) for label in labels if label in own]
    rest = data.shape[len(own) :]
    if order:
        data = data.transpose(*order, *range(len(own), data.ndim))
    sizes = tuple(value.data.shape[own.index(label)] if label in own else 1 for label in labels)
    return np.reshape(data, sizes + (rest or (1,) * core))


def union(values: tuple[Value, ...] | list[Value]) -> tuple[str, ...]:
    """Return all labels of the values, after checking that each label runs over axes of one size."""
    labels: tuple[str, ...] = ()
    sizes: dict[str, int] = {}
    for value in values:
        for label, size in zip(value.labels, value.data.shape if value.labels else (), strict=False):
            if label not in sizes:
                sizes[label] = size
                labels += (label,)
            elif sizes[label] != size:
                raise ShapeError(
                    f"the index {label} runs over {sizes[label]} entries on one side and {size} on the other"
                )
    if prod(sizes.values()) > MAX_ENTRIES:
        raise ShapeError(f"the indices {', '.join(labels)} together run over more than {MAX_ENTRIES} entries")
    return labels


def elementwise(operation: Callable[[Any, Any], Any], a: Value, b: Value, verb: str) -> Value:
    """Apply an operation entry by entry; the shapes must be equal unless one is a scalar."""
    if a.kind == "scalar" and b.kind == "scalar":
        kind: Kind = "scalar"
    elif a.kind == "scalar" or b.kind == "scalar" or fits_elementwise(a, b):
        kind = elementwise_kind(a.kind, b.kind) or "matrix"
    else:
        hint = ""
        if {a.kind, b.kind} == {"row", "column"}:
            hint = "one of them is transposed: take ^T away, or write it on both sides"
        raise ShapeError(f"{a.described()} and {b.described()} cannot be {verb}", hint)
    if not a.labels and not b.labels:
        return Value(operation(a.data, b.data), kind)
    labels = union([a, b])
    core = 0 if kind == "scalar" else 2
    return Value(operation(spread(a, labels, core), spread(b, labels, core)), kind, labels)


def fits_elementwise(a: Value, b: Value) -> bool:
    """Return whether two values that are no scalars have the same rows and columns."""
    return bool(a.data.shape[-2:] == b.data.shape[-2:])


def fits_matrix(a: Value, b: Value) -> bool:
    """Return whether the matrix product of two values that are no scalars is defined."""
    return bool(a.data.shape[-1] == b.data.shape[-2])


def matrix_product(a: Value, b: Value) -> Value:
    """Return the matrix product; a scalar, or a value of one entry, multiplies anything."""
    if a.kind == "scalar" or b.kind == "scalar":
        return elementwise(np.multiply, a, b, "multiplied")
    if not fits_matrix(a, b):
        for one, other in ((a, b), (b, a)):
            if one.data.shape[-2:] == (1, 1):
                number = Value(one.data[..., 0, 0], "scalar", one.labels)
                return elementwise(np.multiply, number, other, "multiplied")
        raise ShapeError(f"{a.described()} and {b.described()} have no matrix product", _product_hint(a, b))
    kind = product_kind(a.kind, b.kind) or "matrix"
    labels: tuple[str, ...] = ()
    if a.labels or b.labels:
        labels = union([a, b])
        data = np.matmul(spread(a, labels, 2), spread(b, labels, 2))
    else:
        data = a.data @ b.data
    if kind == "scalar":
        data = data[..., 0, 0]
    return Value(data, kind, labels)


def _product_hint(a: Value, b: Value) -> str:
    if a.kind == "column" and b.kind == "column":
        if a.shape == b.shape:
            return "write a^T b for a scalar, a b^T for a matrix, or a∘b entry by entry"
        return "write a b^T for the matrix of all products of their entries"
    if a.data.shape[-2] == b.data.shape[-2] and a.kind != "row":
        return "transpose the left one: A^T B"
    if a.data.shape[-1] == b.data.shape[-1] and b.kind != "column":
        return "transpose the right one: A B^T"
    if a.kind == "column" and b.kind == "matrix" and b.data.shape[-1] == a.data.shape[-2]:
        return "write the matrix first: W x"
    return ""


def transpose(value: Value) -> Value:
    """Swap rows and columns; a scalar stays as it is. Nothing is conjugated: the complex step needs z itself."""
    if value.kind == "scalar":
        return value
    kinds: dict[Kind, Kind] = {"column": "row", "row": "column"}
    return Value(np.swapaxes(value.data, -1, -2), kinds.get(value.kind, "matrix"), value.labels)


def entry(value: Value, indices: tuple[int | str, ...], shown: str) -> Value:
    """Return the entries meant: numbers count from 1, letters become labels; a matrix with one index gives its row."""
    data = value.data
    labels = list(value.labels)
    if value.kind == "scalar":
        raise ShapeError(f"{shown} is a scalar: it has no entries")
    if value.kind == "column":
        data = data[..., 0]
    elif value.kind == "row":
        data = data[..., 0, :]
    rank = 2 if value.kind == "matrix" else 1
    if len(indices) > rank:
        raise ShapeError(f"{shown} is {value.described()}: it has no entry with {len(indices)} indices")
    axis = len(labels)
    for index in indices:
        if isinstance(index, int):
            size = data.shape[axis]
            if index > size:
                what = "entries" if rank == 1 else "columns" if axis == data.ndim - 1 else "rows"
                raise ShapeError(f"{shown} has {size} {what}, so there is none with number {index}")
            data = data[(slice(None),) * axis + (index - 1,)]
        elif index in labels:
            # The same letter again, as in w_kk: only where both count alike.
            other = labels.index(index)
            if data.shape[other] != data.shape[axis]:
                raise ShapeError(
                    f"the index {index} of {shown} runs over {data.shape[other]} and over {data.shape[axis]} entries"
                )
            data = np.moveaxis(np.diagonal(data, axis1=other, axis2=axis), -1, other)
        else:
            labels.append(index)
            axis += 1
    if len(indices) < rank:
        return Value(data[..., None], "column", tuple(labels))
    return Value(data, "scalar", tuple(labels))


def total(value: Value, label: str, lower: int, upper: int | None) -> Value:
    """Sum over a labelled axis, or over a part of it."""
    axis = value.labels.index(label)
    size = value.data.shape[axis]
    if upper is not None and upper > size:
        raise ShapeError(f"the sum over {label} runs to {upper}, but there are {size} entries")
    data = value.data
    if lower != 1 or (upper is not None and upper != size):
        data = data[(slice(None),) * axis + (slice(lower - 1, upper),)]
    return Value(data.sum(axis=axis), value.kind, value.labels[:axis] + value.labels[axis + 1 :])


def stack(items: list[Value]) -> Any:
    """Return the data of scalars side by side, behind their common labels, and those labels."""
    labels = union(items)
    if not labels:
        return np.array([item.data for item in items]), labels
    parts = [spread(item, labels, 0) for item in items]
    return np.stack(np.broadcast_arrays(*parts), axis=-1), labels

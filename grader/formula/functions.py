"""The table of functions. Each works on arrays of any shape; those that decide on a sign decide on the real part.

A graph that an author wrote is differentiated by complex step, so abs(z) is z with the sign of its real part, and no
norm conjugates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.formula.letters import key
from grader.formula.tree import Kind
from grader.formula.values import ShapeError, Value, elementwise, matrix_product, transpose


@dataclass(frozen=True)
class Function:
    """One row of the table."""

    name: str
    apply: Callable[..., Value]
    """From values to a value."""
    meaning: str
    """One line for the page of documentation."""
    arguments: tuple[int, int | None] = (1, 1)
    """The fewest and the most arguments."""
    also: tuple[str, ...] = ()
    """Other names for it."""
    kind: Kind | None = None
    """What it gives; None: the kind of its argument."""
    kink: bool = False
    """Whether it bends where its argument changes sign, so that both sides must be tried."""
    elementwise: bool = True


def _each(operation: Callable[[Any], Any]) -> Callable[[Value], Value]:
    def apply(z: Value) -> Value:
        return Value(operation(z.data), z.kind, z.labels)

    return apply


def _abs(z: Any) -> Any:
    return np.abs(z) if not np.iscomplexobj(z) else z * np.sign(np.real(z))


def _sigmoid(z: Any) -> Any:
    small = np.exp(-_abs(z))  # never overflows, and keeps its digits where the result is tiny
    return np.where(np.real(z) >= 0, 1.0, small) / (1.0 + small)


def _sigmoid_slope(z: Any) -> Any:
    return _sigmoid(z) * _sigmoid(-z)


def _relu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, 0.0)


def _elu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, np.expm1(np.where(np.real(z) > 0, 0.0, z)))


def _elu_slope(z: Any) -> Any:
    return np.where(np.real(z) > 0, 1.0, np.exp(np.where(np.real(z) > 0, 0.0, z)))


def _step(z: Any) -> Any:
    return np.where(np.real(z) > 0, 1.0, 0.0)


def _sign(z: Any) -> Any:
    return np.sign(np.real(z))


def _larger(a: Any, b: Any) -> Any:
    return np.where(np.real(a) >= np.real(b), a, b)


def _smaller(a: Any, b: Any) -> Any:
    return np.where(np.real(a) <= np.real(b), a, b)


def _core(z: Value, name: str) -> Any:
    """Return the data with all entries on its last axis; a lone scalar is no vector to go along."""
    if z.kind == "scalar":
        if z.labels:
            raise ShapeError(
                f"{name}(…) of single entries does not say over which index", "write Σ_k (…), or the whole vector"
            )
        return np.reshape(z.data, (1,))
    return np.reshape(z.data, (*z.data.shape[: len(z.labels)], -1))


def _extreme(name: str, pair: Callable[[Any, Any], Any], pick: Callable[..., Any]) -> Callable[..., Value]:
    def apply(*values: Value) -> Value:
        if len(values) == 1:
            data = _core(values[0], name)
            at = pick(np.real(data), axis=-1)
            return Value(np.take_along_axis(data, np.expand_dims(at, -1), -1)[..., 0], "scalar", values[0].labels)
        best = values[0]
        for value in values[1:]:
            best = elementwise(pair, best, value, "compared")
        return best

    return apply


def _sum(z: Value) -> Value:
    return Value(_core(z, "sum").sum(axis=-1), "scalar", z.labels)


def _mean(z: Value) -> Value:
    return Value(_core(z, "mean").mean(axis=-1), "scalar", z.labels)


def _norm(z: Value) -> Value:
    if z.kind == "scalar":
        return Value(_abs(z.data), "scalar", z.labels)
    return Value(np.sqrt((z.data * z.data).sum(axis=(-2, -1))), "scalar", z.labels)


def _softmax(z: Value) -> Value:
    data = z.data
    axis = -2 if z.kind == "column" else -1
    if z.kind == "scalar" and len(z.labels) != 1:
        if z.labels:
            raise ShapeError(f"softmax over which of the indices {' and '.join(z.labels)}?", "write softmax(z)_k")
        raise ShapeError(
            "softmax of a scalar is always 1", "write softmax(z) of the whole vector, or softmax(z)_k for an entry"
        )
    powers = np.exp(data - np.real(data).max(axis=axis, keepdims=True))
    return Value(powers / powers.sum(axis=axis, keepdims=True), z.kind, z.labels)


def _where(condition: Value, a: Value, b: Value) -> Value:
    # What is not chosen may be infinite: it is replaced before it is added, not multiplied by 0.
    chosen = elementwise(lambda c, x: np.where(np.real(c) != 0, x, 0.0), condition, a, "chosen by each other")
    other = elementwise(lambda c, x: np.where(np.real(c) == 0, x, 0.0), condition, b, "chosen by each other")
    return elementwise(np.add, chosen, other, "chosen from")


def _diag(z: Value) -> Value:
    if z.kind == "scalar":
        raise ShapeError("diag of a scalar: it needs a vector or a matrix")
    if z.kind == "matrix":
        return Value(np.diagonal(z.data, axis1=-2, axis2=-1)[..., None], "column", z.labels)
    column = z.data if z.kind == "column" else np.swapaxes(z.data, -1, -2)
    return Value(column * np.eye(column.shape[-2]), "matrix", z.labels)


def _vector(z: Value, name: str) -> Value:
    if z.kind == "scalar":
        return z
    if z.kind == "matrix":
        raise ShapeError(f"{name} takes vectors, and this is {z.described()}")
    return z if z.kind == "column" else transpose(z)


def _outer(a: Value, b: Value) -> Value:
    return matrix_product(_vector(a, "outer"), transpose(_vector(b, "outer")))


def _multiply(a: Value, b: Value) -> Value:
    return elementwise(np.multiply, a, b, "multiplied entry by entry")


def _dot(a: Value, b: Value) -> Value:
    if "matrix" in (a.kind, b.kind):
        return matrix_product(a, b)
    return matrix_product(transpose(_vector(a, "dot")), _vector(b, "dot"))


def _eye(n: Value) -> Value:
    size = np.real(n.data) if n.kind == "scalar" and not n.labels else 0.5
    if size != np.floor(size) or not 1 <= size <= 500:
        raise ShapeError("eye(n) needs a whole number from 1 to 500")
    return Value(np.eye(int(size)), "matrix")


_TABLE = (
    Function("exp", _each(np.exp), "the exponential function, also written e^z"),
    Function("ln", _each(np.log), "the natural logarithm", also=("log",)),
    Function("sqrt", _each(np.sqrt), "the square root, also written √z"),
    Function("sin", _each(np.sin), "sine, of radians"),
    Function("cos", _each(np.cos), "cosine, of radians"),
    Function("tan", _each(np.tan), "tangent, of radians"),
    Function("sinh", _each(np.sinh), "hyperbolic sine"),
    Function("cosh", _each(np.cosh), "hyperbolic cosine"),
    Function("tanh", _each(np.tanh), "hyperbolic tangent"),
    Function("tanh'", _each(lambda z: 1.0 / np.cosh(z) ** 2), "its derivative"),
    Function("sigmoid", _each(_sigmoid), "1/(1 + e^(−z))", also=("sigma", "logistic")),
    Function("sigmoid'", _each(_sigmoid_slope), "its derivative", also=("sigma'", "logistic'")),
    Function("relu", _each(_relu), "z where z > 0, else 0", kink=True),
    Function("relu'", _each(_step), "its derivative; 0 at 0", kink=True),
    Function("elu", _each(_elu), "z where z > 0, else e^z − 1", kink=True),
    Function("elu'", _each(_elu_slope), "its derivative; 1 at 0", kink=True),
    Function("step", _each(_step), "1 where z > 0, else 0", also=("heaviside",), kink=True),
    Function("sign", _each(_sign), "−1, 0 or 1", also=("sgn",), kink=True),
    Function("abs", _each(_abs), "the absolute value of each entry, also written |z|", kink=True),
    Function("softmax", _softmax, "e^z scaled to sum 1; of a matrix, each row", elementwise=False),
    Function(
        "max",
        _extreme("max", _larger, np.argmax),
        "the largest entry of one argument, or the larger ones of several",
        (1, None),
        ("maximum",),
        kink=True,
        elementwise=False,
    ),
    Function(
        "min",
        _extreme("min", _smaller, np.argmin),
        "the smallest entry of one argument, or the smaller ones of several",
        (1, None),
        ("minimum",),
        kink=True,
        elementwise=False,
    ),
    Function("where", _where, "a where the condition c holds, else b", (3, 3), elementwise=False),
    Function("sum", _sum, "the sum of all entries", kind="scalar", elementwise=False),
    Function("mean", _mean, "the mean of all entries", kind="scalar", elementwise=False),
    Function("norm", _norm, "the Euclidean norm, also written ‖z‖", kind="scalar", elementwise=False),
    Function(
        "diag", _diag, "the matrix with this vector on its diagonal, or the diagonal of a matrix", elementwise=False
    ),
    Function("transpose", transpose, "rows for columns, also written z^T", elementwise=False),
    Function("multiply", _multiply, "the product entry by entry, also written a∘b", (2, 2), elementwise=False),
    Function("outer", _outer, "the matrix a b^T", (2, 2), kind="matrix", elementwise=False),
    Function(
        "dot", _dot, "the scalar a^T b; with a matrix, the matrix product", (2, 2), ("matmul",), elementwise=False
    ),
    Function("eye", _eye, "the identity matrix of n rows", kind="matrix", elementwise=False),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in _TABLE}
"""The table by name."""

_KEYS: dict[str, str] = {key(word).lower(): row.name for row in _TABLE for word in (row.name, *row.also)}


FUNCTION_NAMES: tuple[str, ...] = tuple(word for row in _TABLE for word in (row.name, *row.also))
"""All names in the table, for finding what a mistyped one was meant to be."""


def find_function(short: str) -> str | None:
    """Return the name in the table of a function in any spelling: `ReLU`, `σ`, `log`."""
    return _KEYS.get(short) or _KEYS.get(short.lower())


def signs(name: str, values: list[Value]) -> list[np.ndarray]:
    """Return for each argument on which side of its kink a function was evaluated: −1, 0 or 1 for each entry."""
    if name not in ("max", "min"):
        return [np.asarray(np.sign(np.real(values[0].data)), dtype=np.int8)]
    if len(values) == 1:
        data = np.real(values[0].data)
        return [np.asarray(np.sign(2 * (data == (data.max() if name == "max" else data.min())) - 1), dtype=np.int8)]
    best = FUNCTIONS[name].apply(*values)
    sides = [elementwise(np.subtract, value, best, "compared").data for value in values]
    # 1 where an argument is the one that counts, −1 where another is.
    return [np.where(np.real(side) == 0, 1, -1).astype(np.int8) for side in sides]

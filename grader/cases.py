"""Cases: sets of givens. The question's own data, and drawn ones, seeded so that a regrade says the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from grader.equality import Array
from grader.errors import did_you_mean
from grader.numbers import NumberError, read_numbers

Shape = tuple[str, ...]
KINDS = ("normal", "uniform", "integers", "one_hot", "choice", "positive", "negative", "nonzero")
MOST_NUMBERS = 10_000_000
_OPTIONS = ("shape", "scale", "offset", "dtype")
_INTERVAL = re.compile(r"[(\[]\s*([^,]+),\s*([^,]+)[)\]]")
_RANGE = re.compile(r"integers?\s+(\S+)\s*\.\.\s*(\S+)")


class SampleError(ValueError):
    """A sampler that cannot be used; the message is for the author."""


@dataclass(frozen=True)
class Case:
    """One set of givens."""

    given: Mapping[str, Any]
    name: str = "given"
    weight: Fraction = Fraction(1)
    hidden: bool = False
    rtol: float | None = None
    seed: str = ""
    """What the numbers were drawn from; empty for the question's own data."""
    dims: Mapping[str, int] = field(default_factory=dict)
    single: bool = False
    """Whether floating-point arguments are given in single precision."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Quantities that are passed as arguments: nothing that is computed from them may assume other values."""


@dataclass(frozen=True)
class Sampler:
    """How one given is drawn. `shape` holds sizes as texts: numbers, names of dims, or formulas of them."""

    kind: str
    arguments: tuple[str, ...] = ()
    shape: Shape | None = None
    """None: the shape of the given that it stands for, else a scalar."""
    scale: float = 1.0
    offset: float = 0.0
    dtype: str = ""

    @classmethod
    def read(cls, data: Any) -> Sampler:
        """Read `{normal: [m, d], scale: 0.5}`, `{integers: [0, k], shape: [n], dtype: uint8}`, `(0, 1)`, `positive`, ….

        Errors: SampleError.
        """
        if isinstance(data, str):
            return cls._from_text(data.strip())
        if not isinstance(data, dict):
            raise SampleError("a sampler is a mapping such as {normal: [d]}, or a text such as '(0, 1)'")
        kinds = [key for key in data if key in KINDS]
        for key in data:
            if key not in KINDS and key not in _OPTIONS:
                hint = did_you_mean(key, [*KINDS, *_OPTIONS])
                raise SampleError(f"a sampler has no field '{key}'" + (f"; {hint}" if hint else ""))
        if len(kinds) != 1:
            raise SampleError(f"a sampler names one of {', '.join(KINDS)}; this names {' and '.join(kinds) or 'none'}")
        kind = kinds[0]
        raw = data[kind]
        arguments = tuple(str(x) for x in (raw if isinstance(raw, list) else [] if raw is None else [raw]))
        shape = data.get("shape")
        sizes = None if shape is None else tuple(str(s) for s in (shape if isinstance(shape, list) else [shape]))
        if kind in {"normal", "one_hot", "positive", "negative", "nonzero"}:
            arguments, sizes = (), arguments if raw is not None else sizes
        elif kind in {"uniform", "integers"} and len(arguments) != 2:
            raise SampleError(f"{kind} takes two bounds, as in {{{kind}: [0, 1]}}")
        elif kind == "choice" and not arguments:
            raise SampleError("choice takes the values to choose from")
        dtype = str(data.get("dtype", ""))
        try:
            np.dtype(dtype or "float64")
            scale, offset = float(data.get("scale", 1)), float(data.get("offset", 0))
        except (TypeError, ValueError) as error:
            raise SampleError(str(error)) from None
        return cls(kind, arguments, sizes, scale, offset, dtype)

    @classmethod
    def _from_text(cls, text: str) -> Sampler:
        if found := _INTERVAL.fullmatch(text):
            return cls("uniform", (found[1].strip(), found[2].strip()))
        if found := _RANGE.fullmatch(text):
            return cls("integers", (found[1], found[2] + " + 1"))
        if text in {"positive", "negative", "nonzero", "normal"}:
            return cls(text)
        raise SampleError(f"'{text}' is none of '(0, 1)', 'positive', 'negative', 'nonzero', 'integer 2..9'")

    @property
    def integral(self) -> bool:
        """Whether whole numbers are drawn, such as labels or one-hot targets used as an index."""
        return self.kind == "integers" or (bool(self.dtype) and np.issubdtype(np.dtype(self.dtype), np.integer))

    @property
    def words(self) -> set[str]:
        """The names that it may take sizes from."""
        return {word for text in (*(self.shape or ()), *self.arguments) for word in re.findall(r"[A-Za-z_]\w*", text)}

    def check(self, dims: Mapping[str, int]) -> None:
        """Settle sizes and bounds without drawing.

        Errors: SampleError, for a size or a bound that is none at these dims.
        """
        sizes(self.shape or (), dims)
        for text in self.arguments:
            number(text, dims)

    def draw(
        self, rng: np.random.Generator, dims: Mapping[str, int], like: Any = None, magnitudes: bool = False
    ) -> Any:
        """Return one draw.

        `magnitudes` draws what would be normal log-uniformly in [¼, 3] with random signs: far from 0 and never large, as
        formulas are compared.
        """
        shape = sizes(self.shape, dims) if self.shape is not None else np.shape(like) if like is not None else ()
        value: Array
        if self.kind == "uniform":
            low, high = (number(a, dims) for a in self.arguments)
            if not -1e300 < low <= high < 1e300:
                raise SampleError(f"uniform from {low:g} to {high:g}: the bounds are finite, the lower one first")
            value = rng.uniform(low, high, shape)
        elif self.kind == "integers":
            low, high = (number(a, dims) for a in self.arguments)
            if not -(2**62) < low < high < 2**62:
                raise SampleError(f"integers from {low:g} to below {high:g}: there are none")
            value = rng.integers(int(low), int(high), shape)
        elif self.kind == "one_hot":
            if not shape:
                raise SampleError("one_hot needs a shape, as in {one_hot: [n, k]}")
            value = np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]
        elif self.kind == "choice":
            value = rng.choice(np.array([number(a, dims) for a in self.arguments]), shape)
        elif self.kind == "normal" and not magnitudes:
            value = rng.standard_normal(shape)
        else:
            value = np.exp(rng.uniform(np.log(0.25), np.log(3.0), shape))
            if self.kind in {"normal", "nonzero"}:
                value = value * rng.choice([-1.0, 1.0], shape)
            elif self.kind == "negative":
                value = -value
        if self.scale != 1 or self.offset != 0:
            value = value * self.scale + self.offset
        if self.dtype:
            value = np.asarray(value).astype(self.dtype)
        return np.asarray(value)


def sizes(shape: Shape, dims: Mapping[str, int]) -> tuple[int, ...]:
    """Return a shape's sizes.

    Errors: SampleError, also where they are more numbers than anybody wants to send to a student's code.
    """
    found = tuple(size(text, dims) for text in shape)
    if math.prod(found) > MOST_NUMBERS:
        raise SampleError(f"the shape {found} has {math.prod(found):,} numbers; at most {MOST_NUMBERS:,} are drawn")
    return found


def size(text: str, dims: Mapping[str, int]) -> int:
    """Return a size written as a number, a dim's name or a formula of dims.

    Errors: SampleError.
    """
    value = number(text, dims)
    if not (0 <= value <= 100_000 and value == int(value)):
        raise SampleError(f"the size '{text}' is {value:g}; a size is a whole number from 0 to 100000")
    return int(value)


def number(text: str, dims: Mapping[str, int]) -> float:
    """Return a number, a dim's value or a formula of dims; an unknown name is a SampleError."""
    text = text.strip()
    if text in dims:
        return float(dims[text])
    try:
        return float(text)
    except ValueError:
        pass
    from grader.formula import FormulaError, Scope, parse

    try:
        scope = Scope(ranks=dict.fromkeys(dims, 0))
        return float(np.real(parse(text, scope).evaluate(dict(dims))))
    except FormulaError as error:
        hint = did_you_mean(text, dims)
        raise SampleError(
            f"'{text}' is no number and no dim: {error.message}" + (f"; {hint}" if hint else "")
        ) from None


def random(*seed: str | int) -> np.random.Generator:
    """Return a generator seeded by names: the same on every machine and in every run."""
    import hashlib

    digest = hashlib.sha256("/".join(str(s) for s in seed).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def draw(
    rng: np.random.Generator,
    names: Iterable[str],
    given: Mapping[str, Any],
    samplers: Mapping[str, Sampler],
    dims: Mapping[str, int],
    magnitudes: bool = False,
    free: bool = False,
) -> dict[str, Any]:
    """Return a value for each of `names`: drawn where there is a sampler, else as it is given.

    With `free`, a name that is neither is an unknown scalar, and every given is replaced by a draw of its shape.

    Errors: SampleError.
    """
    out: dict[str, Any] = {}
    for name in names:
        like = given.get(name)
        if name in dims:
            out[name] = dims[name]
        elif name in samplers:
            try:
                out[name] = samplers[name].draw(rng, dims, like, magnitudes)
            except SampleError as error:
                raise SampleError(f"{name}: {error}") from None
        elif free:
            out[name] = Sampler("normal").draw(rng, dims, like, magnitudes=True)
        elif like is not None:
            out[name] = like
    return out


def read_given(data: Any, integral: bool = False) -> Any:
    """Return a given as the reference sees it: float64 of its shape, or int64 where whole numbers are meant.

    Errors: NumberError.
    """
    values = read_numbers(data).values
    if not np.isfinite(values).all():
        raise NumberError("a given must be finite")
    if integral:
        if not np.equal(values, np.round(values)).all():
            raise NumberError("whole numbers are expected, because the sampler draws integers")
        return values.astype(np.int64)
    return values

"""From what a student's function gave back to plain arrays, or to the fact that it is something else."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import wire
from .faults import Fault

# Held here, so that a student who replaces np.asarray breaks nothing but their own code.
_asarray, _ascontiguous, _may_share, _shares = np.asarray, np.ascontiguousarray, np.may_share_memory, np.shares_memory
_ndarray, _generic, _PLAIN = np.ndarray, np.generic, {code: np.dtype(name) for code, name in wire.DTYPES.items()}


def slots(result: Any, form: str, names: list[str], inner: list[Any]) -> list[tuple[str, Any]]:
    """Take the expected slots out of a result, and out of what they hold in their turn."""
    if form == "nothing":
        return []
    if inner and form == "tuple":
        names = [name or _holding(*asked[:2]) for name, asked in zip(names, inner, strict=True)]
    found = _outer(result, form, names)
    if not inner:
        return found
    out = []
    for place, ((name, value), asked) in enumerate(zip(found, inner, strict=True), 1):
        try:
            out += [(name, value)] if asked[0] == "value" else slots(value, *asked)
        except Fault as fault:
            if form == "tuple":
                fault.facts.setdefault("place", str(place))
            raise
    return out


def _holding(form: str, names: list[str]) -> str:
    """Say what a slot without a name of its own holds."""
    return f"({', '.join(names)})" if form == "tuple" else f"a dict with {', '.join(names)}"


def _outer(result: Any, form: str, names: list[str]) -> list[tuple[str, Any]]:
    if result is None:
        raise Fault("not_implemented", why="none")
    if form == "value":
        return [("", result)]
    if form == "tuple":
        return _tuple(result, names)
    if form == "keys" and isinstance(result, Mapping):
        for name in names:
            if name not in result:
                raise Fault("missing_key", what=name, there=_listed(result), type=_kind(result))
        return [(name, result[name]) for name in names]
    found = []
    for name in names:
        if not hasattr(result, name):
            if form == "keys" and isinstance(result, list | tuple | _ndarray | _generic | int | float | str):
                raise Fault("wrong_type", type=_kind(result), expected="keys", names=", ".join(names))
            there = _listed(vars(result)) if hasattr(result, "__dict__") else ""
            raise Fault("missing_key", what=name, there=there, type=_kind(result))
        found.append((name, getattr(result, name)))
    return found


def _tuple(result: Any, names: list[str]) -> list[tuple[str, Any]]:
    if not isinstance(result, tuple | list | _ndarray) or (isinstance(result, _ndarray) and result.ndim == 0):
        raise Fault("wrong_type", type=_kind(result), expected="tuple", names=", ".join(names))
    if len(result) != len(names):
        many = f"{_kind(result)} of {len(result)}"
        raise Fault("wrong_type", type=many, expected="tuple", names=", ".join(names))
    missing = [name for name, value in zip(names, result, strict=True) if value is None]
    if missing:
        all_missing = len(missing) == len(names)
        raise Fault("not_implemented", why="none", names="" if all_missing else ", ".join(missing))
    return list(zip(names, result, strict=True))


def plain(value: Any, name: str) -> np.ndarray[Any, Any]:
    """Return a value as an array of one of the four dtypes; a plain one, whatever class it came as."""
    if value is None:
        raise Fault("not_implemented", why="none", names=name)
    if isinstance(value, tuple) and any(isinstance(one, _ndarray) and one.ndim for one in value):
        raise Fault("wrong_type", type=f"a tuple of {len(value)}", expected="array", names=name)
    if not isinstance(value, _ndarray | _generic | bool | int | float | list | tuple) and not _array_like(value):
        raise Fault("wrong_type", type=_kind(value), expected="array", names=name)
    try:
        array = _asarray(value)
    except (ValueError, TypeError):
        raise Fault("wrong_type", type=f"{_kind(value)} of unequal parts", expected="array", names=name) from None
    kind = array.dtype.kind
    if kind == "O" and all(hasattr(type(one), "__float__") for one in array.flat):
        # Lists of Decimals, Fractions, or someone's own scalars.
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            array = array.astype(float)
        kind = array.dtype.kind
    if kind == "O":
        parts = "of None" if array.size and all(one is None for one in array.flat) else "of mixed things"
        raise Fault("wrong_type", type=f"{_kind(value)} {parts}", expected="array", names=name)
    if kind not in "fiub" or array.ndim > wire.MAX_DIMS:
        what = {"c": "complex numbers", "U": "text", "S": "text"}.get(kind, f"{array.dtype}")
        raise Fault("wrong_type", type=f"{_kind(value)} of {what}", expected="array", names=name)
    return sendable(array, name)


def sendable(array: np.ndarray[Any, Any], name: str) -> np.ndarray[Any, Any]:
    """Return a contiguous copy, or the array itself, in one of the four dtypes."""
    # A broadcast view of one number can pretend to any size; a copy of it would be that size.
    if array.size * 8 > wire.MAX_BYTES:
        raise Fault("too_large", names=name, shape=str(array.shape)[:100])
    kind, size = array.dtype.kind, array.dtype.itemsize
    code = {"b": 4, "i": 3, "u": 3}.get(kind, 2 if size <= 4 else 1)
    return _ascontiguous(_asarray(array), dtype=_PLAIN[code]).reshape(array.shape)


def after(array: np.ndarray[Any, Any], name: str) -> np.ndarray[Any, Any]:
    """Return an argument as it is after a call; one that became something else than numbers, as an empty array."""
    return sendable(array if array.dtype.kind in "fiub" else np.empty(0, bool), name)


def _array_like(value: Any) -> bool:
    """Whether an object of someone's own class says that it is an array or a number: autograd's Tensors do."""
    return not isinstance(value, type | str | bytes | Mapping | set) and (
        hasattr(value, "__array__") or hasattr(value, "__float__")
    )


def shared(values: list[tuple[str, Any]], inputs: Mapping[str, Any]) -> list[str]:
    """Return the inputs with which a returned array shares memory."""
    found = []
    for name, value in inputs.items():
        for path, array in wire.arrays_in(value, name):
            if any(isinstance(one, _ndarray) and _overlap(one, array) for _, one in values):
                found.append(path)
    return found


def _overlap(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    try:
        return bool(_may_share(a, b)) and bool(_shares(a, b, max_work=10_000))  # type: ignore[arg-type]
    except Exception:  # too hard to say exactly: the bounds overlap
        return True


def _kind(value: Any) -> str:
    name = str(type(value).__name__)[:60]
    known = {"ndarray": "an array", "dict": "a dict", "list": "a list", "tuple": "a tuple", "str": "text",
             "function": "a function", "int": "a number", "float": "a number", "type": "a class"}  # fmt: skip
    if isinstance(value, _generic):
        return "a number"
    return known.get(name, f"an object of type {name}")


def _listed(mapping: Mapping[Any, Any]) -> str:
    return ", ".join(str(key)[:40] for key in list(mapping)[:12])

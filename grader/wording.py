"""Numbers, shapes and lists as sentences show them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np


def number(value: Any) -> str:
    """Return a number with five significant digits: 0.73378, −1.5, 2, 1.2e-7."""
    value = float(value if isinstance(value, float) else np.real(value))
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    text = f"{value + 0.0:.5g}"  # + 0.0 makes a plain zero of −0
    return text.replace("-", "−") if "e" not in text else text.replace("e-0", "e-").replace("e+0", "e")


def array(value: Any, most: int = 12) -> str:
    """Return a scalar, vector or matrix on one line; a large one by its shape."""
    value = np.asarray(value)
    if value.ndim == 0:
        return number(value)
    if value.size > most or value.ndim > 2:
        return f"array of shape {shape(value.shape)}"
    return _nested(np.real(value).tolist())


def _nested(value: Any) -> str:
    return "[" + ", ".join(_nested(item) for item in value) + "]" if isinstance(value, list) else number(value)


def shape(value: Iterable[int]) -> str:
    """Return a shape as NumPy prints it; that of a scalar in words."""
    sizes = tuple(int(n) for n in value)
    return str(sizes) if sizes else "() (one number)"


def place(index: Iterable[int]) -> str:
    """Return an entry's place, counted from 1 as on paper: [2, 3]."""
    return "[" + ", ".join(str(int(i) + 1) for i in index) + "]"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    texts = list(items)
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}" if texts else ""

"""Numbers as people type them: `-0.73`, `.5`, `1e-3`, `1/13`, `1/sqrt(13)`, nested lists, rows of text → arrays.

A decimal keeps the place of its last digit, so that its rounding can be judged; an expression is exact.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from grader.equality import Typed, measure

DECIMAL = re.compile(r"[+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-−]?\d+)?")
_ROW_BREAK = re.compile(r"[;\n]")
_BRACKETS = re.compile(r"^\[.*\]$", re.DOTALL)
_SPACES = " \u00a0\u2007\u2009\u202f"
MOST = 100_000
"""Entries that one answer may have."""


class NumberError(ValueError):
    """A text is no number, or a list no array; the message says which and what to write."""


def read_numbers(data: Any) -> Typed:
    """Return what was typed as an array: a text, a list of texts, nested lists, or rows of text.

    Errors: NumberError, with the first entry that cannot be read or the first row that is too long or too short.
    """
    if data is None:
        raise NumberError("nothing stands here")
    if isinstance(data, dict):
        raise NumberError("a mapping stands where numbers are expected")
    if isinstance(data, str):
        data = _split(data)
    rows: list[tuple[float, float, int]] = []
    shape = _collect(data, rows, ())
    values, places, digits = zip(*rows, strict=True) if rows else ((), (), ())
    return Typed(
        np.array(values, dtype=float).reshape(shape),
        np.array(places, dtype=float).reshape(shape),
        np.array(digits, dtype=int).reshape(shape),
    )


def read_number(text: str) -> tuple[float, float, int]:
    """Return (value, size of the last place typed, significant digits) of one number's text.

    Errors: NumberError.
    """
    cleaned = text.strip(_SPACES).replace("−", "-").removeprefix("$").removesuffix("$").strip(_SPACES)
    if DECIMAL.fullmatch(cleaned):
        place, digits = measure(cleaned)
        return float(cleaned), place, digits
    lowered = cleaned.casefold()
    if lowered in {"nan", ".nan", "inf", "-inf", "+inf", ".inf", "-.inf", "infinity", "-infinity", "∞", "-∞"}:
        return (float("nan") if "nan" in lowered else float("inf")), 0.0, 0
    if re.fullmatch(r"[+-]?\d+,\d+", cleaned):
        raise NumberError(f"'{_short(text)}' has a comma: write the decimal point as '.', {cleaned.replace(',', '.')}")
    from grader.formula import FormulaError, parse_number

    try:
        value = parse_number(cleaned).evaluate({})
    except FormulaError as error:
        raise NumberError(f"'{_short(text)}' is not a number: {error.message}") from None
    if np.shape(value) != ():
        raise NumberError(f"'{_short(text)}' is not one number")
    return float(np.real(value)), 0.0, 0


def _collect(data: Any, out: list[tuple[float, float, int]], path: tuple[int, ...]) -> tuple[int, ...]:
    where = f"entry {_place(path)}: " if path else ""
    if isinstance(data, str):
        if len(out) >= MOST:
            raise NumberError(f"more than {MOST} numbers")
        if path and _BRACKETS.match(data.strip()):
            raise NumberError(f"{where}a bracket is quoted; write the list without quotes")
        try:
            out.append(read_number(data))
        except NumberError as error:
            raise NumberError(f"{where}{error}") from None
        return ()
    if data is None:
        raise NumberError(f"{where}it is empty")
    if isinstance(data, dict):
        raise NumberError(f"{where}a mapping stands where a number is expected")
    if len(path) >= 8:
        raise NumberError("lists are nested more than 8 deep")
    shapes = [_collect(item, out, (*path, i)) for i, item in enumerate(data)]
    for i, shape in enumerate(shapes):
        if shape != shapes[0]:
            a, b = _size(shapes[0]), _size(shape)
            raise NumberError(
                f"the rows have different lengths: entry {_place((*path, 0))} has {a}, entry {_place((*path, i))} {b}"
            )
    return (len(data), *(shapes[0] if shapes else ()))


def _split(text: str) -> Any:
    """Turn rows of text into nested lists: newlines or `;` between rows, spaces or commas between numbers."""
    body = text.strip().strip("$").strip()
    if body.startswith(("\\begin", "\\left")):
        body = re.sub(r"\\(?:begin|end)\{[a-z]*matrix\}|\\left|\\right|[()\[\]]", " ", body)
        body = body.replace("\\\\", ";").replace("&", " ").strip().rstrip(";")
        rows = [_cells(row) for row in _ROW_BREAK.split(body) if row.strip()]
        return rows[0] if len(rows) == 1 else [r[0] for r in rows] if all(len(r) == 1 for r in rows) else rows
    if body.startswith("[") and body.endswith("]"):
        return _nested(body)
    transposed = re.fullmatch(r"\(([^()]*)\)(?:\^?[TᵀT⊤])?", body, re.DOTALL)
    if transposed and ("," in body or " " in body.strip("() ")) and not re.search(r"[*/+^]", body):
        body = transposed[1]
        return _cells(body)
    if "\n" not in body and ";" not in body:
        cells = _cells(body)
        # `1 / 13` is one number with spaces in it; `1 2 3` is a row.
        return cells if len(cells) > 1 and all(DECIMAL.fullmatch(c.replace("−", "-")) for c in cells) else body
    rows = [_cells(row) for row in _ROW_BREAK.split(body) if row.strip()]
    return rows if len(rows) > 1 else rows[0]


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("[").removesuffix("]").strip().strip(",")
    return [
        c
        for c in re.split(
            r"[,\s]+" if not re.search(r"[a-z(/*]", row) else r"\s*,\s*|\s+(?![*/+\-])(?<![*/+\-]\s)", row
        )
        if c
    ]


def _nested(body: str) -> Any:
    """Read `[[1, 2], [3, 4]]`, `[1 2; 3 4]` and NumPy's printed `[[1. 2.]\\n [3. 4.]]`."""
    depth, start, items = 0, 1, []
    inner = body[1:-1]
    if "[" not in inner:
        rows = [_cells(row) for row in inner.split(";")]
        return rows if len(rows) > 1 else rows[0]
    for i, character in enumerate(body):
        if character == "[":
            depth += 1
            if depth == 2:
                start = i
        elif character == "]":
            depth -= 1
            if depth == 1:
                items.append(_nested(body[start : i + 1]))
        if depth < 0 or depth > 8:
            raise NumberError("the brackets do not match")
    if depth:
        raise NumberError("the brackets do not match")
    return items


def _place(path: tuple[int, ...]) -> str:
    return "[" + ", ".join(str(i + 1) for i in path) + "]"


def _size(shape: tuple[int, ...]) -> str:
    return str(shape[0]) if shape else "no list"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"

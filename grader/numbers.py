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
_DECIMAL_COMMA = re.compile(r"[+\-−]?\d+,\d+")
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
    if isinstance(data, str):
        if path and not data.strip():
            raise NumberError(f"{_entry(path)}it is empty")
        if len(out) >= MOST:
            raise NumberError(f"more than {MOST} numbers")
        if path and _BRACKETS.match(data.strip()):
            raise NumberError(f"{_entry(path)}a bracket is quoted; write the list without quotes")
        try:
            out.append(read_number(data))
        except NumberError as error:
            raise NumberError(f"{_entry(path)}{error}") from None
        return ()
    if data is None:
        raise NumberError(f"{_entry(path)}it is empty")
    if isinstance(data, dict):
        raise NumberError(f"{_entry(path)}a mapping stands where a number is expected")
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
    if body.startswith("[") and _closing(body) == len(body) - 1:
        return _nested(body)
    transposed = re.fullmatch(r"\(([^()]*)\)(?:\^?[TᵀT⊤])?", body, re.DOTALL)
    if transposed and (
        "," in transposed[1] or (" " in transposed[1].strip() and not re.search(r"[*/+^]", transposed[1]))
    ):
        return _cells(transposed[1])
    if "\n" not in body and ";" not in body:
        if len(_commas(body)) > 1:
            return body if _DECIMAL_COMMA.fullmatch(body) else _row(body)
        cells = _cells(body)
        # `1 / 13` is one number with spaces in it; `1 2 3` is a row.
        return cells if len(cells) > 1 and all(DECIMAL.fullmatch(c.replace("−", "-")) for c in cells) else body
    rows = [_row(row) for row in _ROW_BREAK.split(body) if row.strip()]
    return rows if len(rows) > 1 else rows[0] if rows else body


def _row(row: str) -> list[str]:
    # `0,5 0,25` may be two numbers or four: it is read as neither, and the sentence says how to write them.
    words = row.split()
    return words if all(_DECIMAL_COMMA.fullmatch(word) for word in words) else _cells(row)


def _cells(row: str) -> list[str]:
    """Split a row at its commas, and at spaces that do not stand around an operator: `1 -2` is two, `1 - 2` one."""
    row = row.strip().removeprefix("[").removesuffix("]")
    out: list[str] = []
    for piece in _commas(row):
        out += _words(piece) or [""]
    return out if out != [""] else []


def _commas(row: str) -> list[str]:
    """Split at commas outside of brackets; one at the end says nothing."""
    depth, pieces = 0, [""]
    for character in row.strip().removesuffix(","):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _words(piece: str) -> list[str]:
    """Split at spaces outside of brackets, but not before or after an operator that has a space behind it."""
    out: list[str] = []
    depth, joined = 0, True
    words = piece.split()
    for index, word in enumerate(words):
        follows = index + 1 < len(words)
        binary = word[0] in "*/^·×÷" or (word in {"+", "-", "−"} and follows)
        if joined or depth > 0 or binary:
            out[-1:] = [f"{out[-1]} {word}"] if out else [word]
        else:
            out.append(word)
        depth += sum((c in "([{") - (c in ")]}") for c in word)
        joined = word[-1] in "*/^·×÷+-−"
    return out


def _nested(body: str) -> Any:
    """Read `[[1, 2], [3, 4]]`, `[1 2; 3 4]` and NumPy's printed `[[1. 2.]\\n [3. 4.]]`."""
    depth, start, items = 0, 1, []
    inner = body[1:-1]
    between = ""
    if "[" not in inner:
        rows = [_cells(row) for row in inner.split(";")]
        return rows if len(rows) > 1 else rows[0]
    for i, character in enumerate(body):
        depth += (character == "[") - (character == "]")
        if depth > 8:
            raise NumberError("lists are nested more than 8 deep")
        if character == "[" and depth == 2:
            start = i
        elif character == "]" and depth == 1:
            items.append(_nested(body[start : i + 1]))
        elif depth == 1 and i:
            between += character
    if between.strip(", \n;"):
        raise NumberError(f"'{_short(between.strip(', ;'))}' stands beside a list; every row is a list of its own")
    return items


def _closing(body: str) -> int:
    """Return where the bracket that the text begins with is closed."""
    depth = 0
    for i, character in enumerate(body):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return i
    raise NumberError("the brackets do not match")


def _entry(path: tuple[int, ...]) -> str:
    return f"entry {_place(path)}: " if path else ""


def _place(path: tuple[int, ...]) -> str:
    return "[" + ", ".join(str(i + 1) for i in path) + "]"


def _size(shape: tuple[int, ...]) -> str:
    return str(shape[0]) if shape else "no list"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"

"""From a notebook only what a module would define: top-level imports, functions, classes and plain constants.

Hardly any real notebook runs as a whole: magics, helper modules of the course, data that is not there.
"""

from __future__ import annotations

import ast
import json
from typing import Any


def parse(source: bytes) -> tuple[list[tuple[int, str, ast.Module]], list[str]]:
    """Return (number of the cell, its text, what is taken of it) for each code cell, and notes on what was left out."""
    document = json.loads(source.decode("utf-8-sig"))
    cells = document.get("cells")
    if cells is None:  # version 3 of the format
        cells = [cell for sheet in document["worksheets"] for cell in sheet["cells"]]
    taken, notes = [], []
    number = 0
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        number += 1
        text = _text(cell)
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            where = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            notes.append(f"cell {number}{where} is not Python 3 and was skipped")
            continue
        wanted = [node for node in tree.body if _is_taken(node)]
        if wanted:
            taken.append((number, text, ast.Module(wanted, [])))
    return taken, notes


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(str(part) for part in source)
    # A magic becomes an empty line: the numbers of the others stay.
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?") else line
                     for line in text.split("\n"))  # fmt: skip


def _is_taken(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Try):  # an import with its plan B
        parts = [*node.body, *node.orelse, *(one for handler in node.handlers for one in handler.body)]
        return all(_is_taken(part) or isinstance(part, ast.Pass) for part in parts)
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(target, ast.Name | ast.Tuple) for target in targets) and _is_constant(node.value)
    return False


def _is_constant(node: ast.expr) -> bool:
    """Whether nothing is looked up or called: `1e-3`, `[2, -3]`, `10 * 28 ** 2`, and arrays of such."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(_is_constant(one) for one in node.elts)
    if isinstance(node, ast.Dict):
        return all(one is not None and _is_constant(one) for one in [*node.keys, *node.values])
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_constant(node.left) and _is_constant(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        plain = node.func.value.id in ("np", "numpy") and node.func.attr in ("array", "asarray", "float64", "float32")
        return plain and all(_is_constant(one) for one in node.args) and all(_is_kind(k) for k in node.keywords)
    return False


def _is_kind(keyword: ast.keyword) -> bool:
    return _is_constant(keyword.value) or isinstance(keyword.value, ast.Name | ast.Attribute)

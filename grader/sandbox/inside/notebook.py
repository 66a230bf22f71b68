"""From a notebook only what a module would define: top-level imports, functions, classes and plain values.

Hardly any real notebook runs as a whole: magics, helper modules of the course, data that is not there.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = re.compile(r"\s*(?:[%!?]|[\w.]+\?{1,2}\s*$|[\w\s,.]+=\s*[%!])")
_NOT_PYTHON = re.compile(
    r"\s*%%(?:!|bash|sh|script|html|HTML|javascript|js|latex|markdown|svg|perl|ruby|cmd|system|sx|sql)\b"
)
# What makes a value and runs nothing of the student's.
_MODULES = {"np", "numpy", "math", "functools", "collections", "itertools"}
_BUILDERS = {
    "dict", "list", "set", "tuple", "frozenset", "int", "float", "bool", "str", "complex", "range", "len", "sum", "min",
    "max", "abs", "zip", "sorted", "partial", "defaultdict", "OrderedDict", "namedtuple", "deque", "Counter", "vectorize",
    "staticmethod", "classmethod", "property",
}  # fmt: skip


class Cell(NamedTuple):
    """A cell of code, or what is taken of it."""

    number: int
    text: str
    taken: list[ast.stmt]
    left: list[ast.stmt]


def parse(source: bytes) -> tuple[list[Cell], list[str]]:
    """Return the cells that are Python, and notes on those that are not."""
    document = json.loads(source.decode("utf-8-sig"))
    cells = document.get("cells")
    if cells is None:  # version 3 of the format
        cells = [cell for sheet in document["worksheets"] for cell in sheet["cells"]]
    found, notes = [], []
    number = 0
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        number += 1
        lines = cell.get("source", cell.get("input", ""))
        text = lines if isinstance(lines, str) else "".join(str(line) for line in lines)
        if _NOT_PYTHON.match(text):
            continue
        try:
            text, tree = _without_magics(text)
        except (SyntaxError, ValueError) as error:
            where = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            notes.append(f"cell {number}{where} is not Python 3 and was skipped")
            continue
        taken = [node for node in tree.body if _is_taken(node)]
        found.append(Cell(number, text, taken, [node for node in tree.body if node not in taken]))
    return found, notes


def _without_magics(text: str) -> tuple[str, ast.Module]:
    """Return a cell's text and tree, with a `pass` for each magic.

    Only where Python stumbles: `% (i, loss)` may go on with the line before it, and `# is it?` is no call for help.
    """
    lines = text.split("\n")
    for _ in range(len(lines) + 1):
        try:
            return "\n".join(lines), ast.parse("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines) and _MAGIC.match(lines[at])):
                raise
            indent, goes_on = lines[at][: len(lines[at]) - len(lines[at].lstrip())], True
            while goes_on and at < len(lines):
                goes_on = lines[at].rstrip().endswith("\\")
                lines[at] = indent + "pass"
                at += 1
    raise SyntaxError("nothing but magics")


def bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement sets."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.alias):
            yield one.asname or one.name.partition(".")[0]


def _is_taken(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Try):  # an import with its plan B
        parts = [*node.body, *node.orelse, *(one for handler in node.handlers for one in handler.body)]
        return all(_is_taken(part) or isinstance(part, ast.Pass) for part in parts)
    return isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _is_plain(node.value)


def _is_plain(node: ast.AST) -> bool:
    """Whether nothing of the student's own runs: `1e-3`, `10 * 28 ** 2`, `lambda z: …`, `np.exp`, `np.vectorize(f)`."""
    if isinstance(node, ast.Lambda):
        return True
    if isinstance(node, ast.Call) and not _is_builder(node.func):
        return False
    return all(_is_plain(one) for one in ast.iter_child_nodes(node))


def _is_builder(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _BUILDERS
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _MODULES

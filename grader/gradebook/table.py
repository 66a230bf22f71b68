"""The class as a table: a row for each student, a column for each part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from grader.gradebook.classwork import Graded


def to_csv(graded: Iterable[Graded], parts: Sequence[str]) -> str:
    """Return the gradebook as CSV, sorted by student; `parts` are the addresses in the assignment's order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", "points", "possible", "percent", "status", "late", *parts])
    for row in sorted(graded, key=lambda g: g.student):
        points = {f"{q['id']}.{p['id']}": p for q in row.report["questions"] for p in q["parts"]}
        possible = row.report["possible"]
        share = 100 * row.report["points"] / possible if possible else ""
        percent = f"{share:.2f}" if share != "" else ""
        cells = [_cell(points.get(address)) for address in parts]
        writer.writerow([_safe(row.student), row.report["points"], possible, percent, row.status, "", *cells])
    return out.getvalue()


def _cell(part: dict[str, Any] | None) -> Any:
    if part is None or part["outcome"] in {"needs_review", "grader_error"}:
        return ""
    return part["points"]


def _safe(text: str) -> str:
    """Keep a name that begins like a formula from being one in a spreadsheet."""
    if not text.startswith(("=", "+", "-", "@")):
        return text
    quoted = text.replace('"', '""')  # else a quote in it would end the text, and what follows would be a formula
    return f'="{quoted}"'

"""docs/coverage.md: every question of the five homework sheets, with the parts that stand for it.

`python tests/test_coverage.py` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

from grader.assignment import Assignment
from grader.course import assignments
from grader.document import read_yaml
from grader.reading import read_assignment
from grader.report import text

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"

SHEETS: dict[str, tuple[str, list[str]]] = {
    "hw1": (
        "001_c5bd86a78a2fba40.txt",
        [
            *(f"Artificial neurons, Q{i}" for i in range(1, 21)),
            *(f"Neural networks, Q{i}" for i in range(1, 9)),
            *(f"Computation graphs, Q{i}" for i in range(1, 15)),
        ],
    ),
    "hw2": ("002_add18ad65a4408c2.txt", ["problem 1", "problem 2"]),
    "hw3": ("000_e24879bb86b3ed06.txt", [f"problem 1 ({c})" for c in "abcdef"] + [f"problem 2 ({c})" for c in "abc"]),
    "hw4": ("003_704196e034712f90.txt", [f"question 1 ({c})" for c in "abc"] + [f"question 2 ({c})" for c in "ab"]),
    "hw5": ("004_d2b8fa108b45d192.txt", ["problem 1"]),
}
"""The questions of each sheet, in its own numbering."""


def _assignments() -> dict[str, Assignment]:
    found = assignments(ROOT)
    return {id: read_assignment(read_yaml(found[id].read_text(encoding="utf-8"), found[id].name)) for id in SHEETS}


def _parts(assignment: Assignment, sheet: str, question: str) -> list[str]:
    """Return `q1.u (number)` for every part of the questions whose source is this question of the sheet."""
    place = f"{sheet}, {question}"
    return [
        f"{found.id}.{part.id} ({getattr(part, 'kind', 'number')})"
        for found in assignment.questions
        if found.source == place or found.source.startswith((place + " ", place + ","))
        for part in found.parts
    ]


def page() -> str:
    """Return the whole page."""
    lines = [
        "# Coverage",
        "",
        "Every question of the five homework sheets, with the parts that stand for it. Generated from the assignments by",
        "`python tests/test_coverage.py`; a test holds that it is fresh and that no row is empty.",
    ]
    for id, assignment in _assignments().items():
        sheet, questions = SHEETS[id]
        count = sum(len(question.parts) for question in assignment.questions)
        lines += ["", f"## {id}: {assignment.title}", "", f"{count} parts, {text(assignment.points)} points; sheet {sheet}.", ""]
        lines += ["| question of the sheet | parts |", "|-|-|"]
        lines += [f"| {question} | {', '.join(_parts(assignment, sheet, question))} |" for question in questions]
    return "\n".join(lines) + "\n"


def test_every_question_of_every_sheet_has_parts() -> None:
    found = _assignments()
    empty = [f"{id}: {q}" for id, (sheet, questions) in SHEETS.items() for q in questions if not _parts(found[id], sheet, q)]
    assert empty == []


def test_every_part_stands_for_a_question_of_a_sheet() -> None:
    for id, assignment in _assignments().items():
        sheet, questions = SHEETS[id]
        placed = {part for question in questions for part in _parts(assignment, sheet, question)}
        assert len(placed) == sum(len(question.parts) for question in assignment.questions), id


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""A report as Gradescope's `results.json`: a test for each part, its feedback as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.render.markdown import feedback, plain
from grader.render.outcomes import SIGNS, WORDS
from grader.report import Outcome, PartResult, Report, shown


def results(report: Report) -> dict[str, Any]:
    """Return what Gradescope reads, as its documentation of autograders gives it under "Output format"."""
    tests = [
        _test(part, f"{number}.{index}", f"{question.id}.{part.id}")
        for number, question in enumerate(report.questions, 1)
        for index, part in enumerate(question.parts, 1)
    ]
    said = [f"{report.assignment}: {report.title}"]
    if report.provisional:
        said.append("These points are provisional: some parts are still open.")
    return {
        "score": shown(report.points),
        "output": "\n\n".join([*said, *report.notes]),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"made_with": report.made_with, "isolation": report.isolation, "provisional": report.provisional},
        "tests": tests,
    }


def _test(part: PartResult, number: str, name: str) -> Mapping[str, Any]:
    right = part.outcome in (Outcome.CORRECT, Outcome.FOLLOW_THROUGH)
    read = part.read_as or part.yours
    head = f"{SIGNS[part.outcome]} {WORDS[part.outcome]}" + (f": {plain(read)}" if read else "")
    test: dict[str, Any] = {
        "name": name,
        "number": number,
        "status": "passed" if right else "failed",
        "output": "\n\n".join([head, "\n".join(feedback(part))]).strip(),
        "output_format": "md",
        "tags": [part.kind],
        "visibility": "visible",
    }
    # A part that waits for a person has no score yet: neither zero nor full.
    return test if part.open else test | {"score": shown(part.points), "max_score": shown(part.possible)}

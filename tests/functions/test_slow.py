"""A right answer that takes its time: right within the limit, and told where it went over where it is not."""

from __future__ import annotations

from pathlib import Path

from grader.binding import open_key
from grader.grading import Grader
from grader.report import PartResult
from grader.submission import Submission

ASSIGNMENT = """
title: Slow
limits: {{seconds: {seconds}}}
questions:
  - id: q
    define: {{y: 2 * x}}
    given: {{x: [1, 2]}}
    parts: [{{id: f, kind: function, points: 2, call: f(x), returns: y, cases: [given, given]}}]
"""
SLOW = b"import time\n\n\ndef f(x):\n    time.sleep(1.2)\n    return 2 * x\n"


def graded(tmp_path: Path, seconds: float) -> PartResult:
    path = tmp_path / "assignments" / "slow.yaml"
    path.parent.mkdir()
    path.write_text(ASSIGNMENT.format(seconds=seconds), encoding="utf-8")
    with Grader(open_key(path)) as grader:
        report = grader.grade(Submission("slow.py", "slow", files=(("slow.py", SLOW),)))
    return report.questions[0].parts[0]


def test_within_the_limit_it_is_right(tmp_path: Path) -> None:
    found = graded(tmp_path, 10)
    assert (found.outcome, found.points) == ("correct", 2)


def test_over_the_limit_it_is_told_so_and_not_run_again(tmp_path: Path) -> None:
    found = graded(tmp_path, 0.5)
    assert (found.outcome, found.points) == ("incorrect", 0)
    assert found.feedback[0].startswith("your f had not finished after 0.5 s")
    assert any("not run: your f had run out of time in a case before this one" in said for said in found.feedback)

"""A class of 200 with every attack once: it ends by itself, has a row for each, and leaves everything as it was."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.arena import Arena
from tests.attacks.corpus import ATTACKS

ASSIGNMENT = """
title: A linear map
limits: {seconds: 0.5}
questions:
  - id: q1
    reference: secret
    given: {x: [[1, -2], [3, 4]]}
    sample: {x: {normal: [2, 2]}}
    parts: [{id: f, kind: function, points: 1, cases: [given, {count: 2, hidden: true}]}]
"""
STUDENTS = 200
RIGHT = "student_right"


@pytest.fixture(scope="module")
def class_of_attacks(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], list[dict[str, str]], int]:
    """Grade the class once; return the effects seen from outside, the gradebook's rows, and the exit code."""
    folder = tmp_path_factory.mktemp("class")
    with Arena(folder / "ground") as arena:
        (arena.course / "assignments").mkdir()
        (arena.course / "assignments" / "hw.yaml").write_text(ASSIGNMENT, encoding="utf-8")
        weights = next(
            line for line in (arena.course / "reference" / "secret.py").read_text().splitlines() if line.startswith("W = ")
        )
        sources = {f"attack_{attack.name}": arena.prelude() + attack.source for attack in ATTACKS}
        sources[RIGHT] = f"import numpy as np\n{weights}\ndef f(x): return W @ x\n"
        for number in range(STUDENTS - len(sources)):
            sources[f"student_{number:03d}"] = "def f(x): return x\n"
        for name, source in sources.items():
            (folder / "hw" / name).mkdir(parents=True)
            (folder / "hw" / name / "hw.py").write_text(source, encoding="utf-8")
        arena.begin()
        arena.as_now()
        command = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "--assignment", "hw"]
        done = subprocess.run(
            [*command, "--course", str(arena.course), "--jobs", "2", "--output", str(folder / "results"), str(folder / "hw")],
            capture_output=True, text=True, timeout=400, cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        arena.settle()
        reports = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "results" / "reports").glob("*.json"))
        effects = arena.effects(False, reports + done.stdout + done.stderr, 0.0, 1.0)
        rows = list(csv.DictReader((folder / "results" / "gradebook.csv").open(encoding="utf-8")))
    return effects, rows, done.returncode


def test_every_student_has_a_row(class_of_attacks: tuple[set[str], list[dict[str, str]], int]) -> None:
    _, rows, code = class_of_attacks
    assert code == 0
    assert len(rows) == STUDENTS
    assert {row["status"] for row in rows} == {"graded"}


def test_nobody_but_the_right_one_has_points(class_of_attacks: tuple[set[str], list[dict[str, str]], int]) -> None:
    _, rows, _ = class_of_attacks
    assert [row["student"] for row in rows if float(row["points"])] == [RIGHT]


def test_nothing_of_it_is_seen_outside(class_of_attacks: tuple[set[str], list[dict[str, str]], int]) -> None:
    effects, _, _ = class_of_attacks
    # An attack's own message may say RESOURCE when it was refused; what it took is asked for attack by attack elsewhere.
    assert effects - {"resource"} == set()

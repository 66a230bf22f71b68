"""The trial course, and a way to grade a module in it: one key and one sandbox for all tests."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.binding import open_key
from grader.grading import Grader
from grader.report import PartResult
from grader.submission import open_submission

COURSE = Path(__file__).parent / "course"

Grade = Callable[..., PartResult]


def written(folder: Path, files: str | bytes | Mapping[str, str | bytes], name: str = "trial.py") -> Path:
    """Write a submission into a folder."""
    for path, content in ({name: files} if isinstance(files, str | bytes) else files).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(textwrap.dedent(content).encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    with Grader(open_key(COURSE / "assignments" / "trial.yaml")) as opened:
        yield opened


@pytest.fixture
def grade(grader: Grader, tmp_path: Path) -> Grade:
    """Return a function that grades files and gives the result of one part, `epoch.softmax`."""

    def run(address: str, files: str | bytes | Mapping[str, str | bytes], name: str = "trial.py") -> PartResult:
        folder = written(tmp_path / "work", files, name)
        report = grader.grade(open_submission([folder], "trial", grader.parts))
        found = {f"{q.id}.{p.id}": p for q, p in report.parts()}[address]
        assert not found.traceback, found.traceback
        grade.notes = report.notes  # type: ignore[attr-defined]
        return found

    grade = run
    return run

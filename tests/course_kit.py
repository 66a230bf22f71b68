"""A course in a folder of its own, written in a few lines: what most tests of grading begin with."""

from __future__ import annotations

import textwrap
from pathlib import Path

from grader.binding import open_key
from grader.errors import AuthorError
from grader.grading import Grader
from grader.key import Key
from grader.report import PartResult, Report
from grader.submission import open_submission

ROOT = Path(__file__).resolve().parent.parent


class Course:
    """A folder with `assignments/` and `reference/`; `grade` takes an answer file's text, or the files by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "assignments").mkdir(parents=True)
        (folder / "reference").mkdir()

    def reference(self, name: str, code: str) -> Path:
        path = self.folder / "reference" / f"{name}.py"
        path.write_text(textwrap.dedent(code), encoding="utf-8")
        return path

    def assignment(self, text: str, id: str = "hw") -> Path:
        path = self.folder / "assignments" / f"{id}.yaml"
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def question(self, body: str, top: str = "") -> Key:
        """Open an assignment of one question `q1`, whose fields are `body`."""
        lines = textwrap.dedent(body).strip("\n").splitlines()
        return self.key(
            "title: A test\n"
            + textwrap.dedent(top)
            + "questions:\n  - id: q1\n"
            + "\n".join("    " + x for x in lines)
            + "\n"
        )

    def key(self, text: str | None = None, id: str = "hw") -> Key:
        if text is not None:
            self.assignment(text, id)
        return open_key(self.folder / "assignments" / f"{id}.yaml")

    def problems(self, text: str) -> list[str]:
        """Return what is wrong with an assignment: a line for each problem, without place, excerpt and hint."""
        try:
            self.key(text)
        except AuthorError as error:
            return [problem.message for problem in error.problems]
        return []

    def submission(self, files: str | dict[str, str | bytes], name: str = "ada") -> Path:
        folder = self.folder / "submissions" / name
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in ({"hw.yaml": files} if isinstance(files, str) else files).items():
            data = content if isinstance(content, bytes) else textwrap.dedent(content).encode()
            (folder / path).write_bytes(data)
        return folder

    def grade(self, key: Key, files: str | dict[str, str | bytes], isolation: str = "auto") -> Report:
        folder = self.submission(files)
        with Grader(key, isolation) as grader:
            report = grader.grade(open_submission([folder], key.id, grader.parts))
        for path in folder.iterdir():
            path.unlink()
        return report

    def mark(self, key: Key, **answers: str) -> dict[str, PartResult]:
        """Grade answers to parts of q1, each as it would be typed, and return the results by part."""
        return parts(self.grade(key, "q1:\n" + "".join(f"  {part}: {value}\n" for part, value in answers.items())))


def parts(report: Report) -> dict[str, PartResult]:
    """Return a report's results by part's id."""
    return {part.id: part for _, part in report.parts()}


def said(part: PartResult) -> str:
    """Return a part's feedback as one text."""
    return "\n".join(part.feedback)

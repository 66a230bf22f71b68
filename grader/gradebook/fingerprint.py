"""What a submission's marks depend on, as one short text: where it is the same, the marks are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import grader
from grader.errors import StudentError
from grader.files import gather
from grader.grading import Reviews
from grader.key import Key


def of_key(key: Key, isolation: str) -> str:
    """Return the fingerprint of an assignment: its text, the course's references, this grader and how code is kept apart."""
    references = sorted(key.folders[1].rglob("*.py")) if len(key.folders) > 1 else []
    files = [(path.name.encode(), path.read_bytes()) for path in references]
    return _digest([grader.__version__.encode(), isolation.encode(), key.document.text.encode(), *sum(files, ())])


def of_submission(paths: Iterable[Path], student: str, basis: str, reviews: Reviews) -> str:
    """Return the fingerprint of a submission for an assignment's fingerprint: every byte that is read, and a TA's marks."""
    try:
        contents, problems = gather(paths)
    except StudentError as error:
        contents, problems = [], list(error.problems)
    marks = sorted(
        f"{place}: {sorted(r.points.items())} {r.comment}" for place, r in reviews.items() if place[0] == student
    )
    said = [str(problem) for problem in problems]
    named = [piece for name, content in contents for piece in (name.encode("utf-8", "backslashreplace"), content)]
    return _digest([basis.encode(), *(text.encode("utf-8", "backslashreplace") for text in (*marks, *said)), *named])


def _digest(pieces: Iterable[bytes]) -> str:
    out = hashlib.sha256()
    for piece in pieces:
        out.update(
            len(piece).to_bytes(8, "little") + piece
        )  # lengths, so that no two lists of pieces run together alike
    return out.hexdigest()

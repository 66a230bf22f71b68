"""Opening an assignment: its text is read, its references loaded, each of its questions bound."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.binder import Binder
from grader.course import display, load_reference
from grader.document import read_yaml
from grader.errors import AuthorError, Problem
from grader.key import Key
from grader.reading import position, read_leniently


def open_key(path: Path) -> Key:
    """Return the key of the assignment in `path`; its course is the folder around `assignments/`.

    Errors: AuthorError with every problem found.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AuthorError(Problem(f"{display(path)} cannot be read: {error.strerror}")) from error
    except UnicodeDecodeError as error:
        raise AuthorError(Problem(f"{display(path)} is not UTF-8 text (byte {error.start})")) from error
    document = read_yaml(text, display(path))
    assignment, problems = read_leniently(document)
    if assignment is None:
        raise AuthorError(problems)
    misread = len(problems)
    questions = {}
    references = _references(path)
    reference = cache(lambda name: load_reference(references, name))
    for index, question in enumerate(assignment.questions):
        if question is None:
            continue
        binder = Binder(document, assignment, question, ("questions", index), path.stem)
        questions[question.id] = binder.bind(reference)
        problems += binder.problems
    errors = [p for p in problems if p.severity == "error"]
    if misread:
        raise AuthorError(sorted(errors, key=position))
    if errors:
        raise AuthorError(errors)
    return Key(path.stem, assignment, document, questions, (path.resolve().parent, references))


def _references(path: Path) -> Path:
    for folder in path.resolve().parents:
        if (folder / "reference").is_dir():
            return folder / "reference"
    return path.resolve().parent / "reference"

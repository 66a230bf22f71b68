"""Whose submissions there are in a folder: one file or folder a student, or several files with one stem."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grader.files import ANSWERS, CODE, ending

_IGNORED = {"__pycache__", "__MACOSX"}


@dataclass(frozen=True)
class Entry:
    """One student's submission, not yet read."""

    student: str
    paths: tuple[Path, ...]


def discover(folder: Path) -> list[Entry]:
    """Return the submissions in a folder, sorted by student. What is neither a folder nor a submission file is left alone."""
    found: dict[str, list[Path]] = {}
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        path = folder / name
        if name.startswith(".") or name in _IGNORED:
            continue
        if path.is_dir() and not path.is_symlink() and ending(name) not in CODE:
            if (path / "gradebook.db").is_file() and (path / "reports").is_dir():
                continue  # results that lie among the submissions are nobody's work
            found.setdefault(_legible(name), []).append(path)
        elif ending(name) in (*ANSWERS, *CODE, ".zip"):
            found.setdefault(_legible(path.stem), []).append(path)
    return [Entry(student, tuple(paths)) for student, paths in sorted(found.items())]


def _legible(name: str) -> str:
    """Return a file's name as any table and any terminal can hold it, and no two alike."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)

"""The files of a submission: from a folder, an archive or by name, with care.

Files come from strangers: only regular files of bounded size are read, a link, a pipe or a device is a sentence. An archive is
read in memory, and nothing of it ever lies on a disk.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path, PurePath, PurePosixPath

from grader.errors import Problem, StudentError

MOST_BYTES = 1 << 20
MOST_PACKED = 16 << 20
"""Of an archive, and of a notebook with the pictures in it."""
MOST_TOGETHER = 64 << 20
"""Of all that is read, unpacked, of one submission."""
MOST_FILES = 200
_PICTURE = 1 << 16
"""Bytes from which on a text in a notebook is taken for a picture."""
ANSWERS = (".yaml", ".yml", ".json")
CODE = (".py", ".ipynb")
_JUNK = {"report.json", "__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", ".venv", "venv", "node_modules"}


def ending(name: str | PurePath) -> str:
    """Return a file's ending in small letters: `HW5.PY` is a module like any other."""
    return PurePath(name).suffix.lower()


def gather(paths: Iterable[Path]) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """Return every file of a submission that is read, by its relative path, and what cannot be read.

    Errors: StudentError, where a path is no submission.
    """
    basket = _Basket()
    for path in paths:
        basket.gather(path)
    return basket.contents, basket.problems


def read_file(path: Path) -> bytes:
    """Return the bytes of a regular file; of a notebook without its pictures.

    Errors: StudentError for a link, a folder, a pipe, a device, a file that is too large or cannot be read.
    """
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise StudentError(Problem(f"{path}: there is no such file")) from None
    except OSError as error:
        what = "it is a link to another file" if path.is_symlink() else (error.strerror or str(error)).lower()
        raise StudentError(Problem(f"{path}: cannot be read: {what}")) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no regular file"
            raise StudentError(Problem(f"{path}: cannot be read: it is {kind}"))
        most = _most(ending(path))
        content = b""
        if found.st_size <= most:
            with os.fdopen(os.dup(handle), "rb") as file:
                content = _without_pictures(ending(path), file.read(most))
        if found.st_size > most or (ending(path) != ".zip" and len(content) > MOST_BYTES):
            raise StudentError(
                Problem(f"{path}: has {max(found.st_size, len(content)) >> 10} KiB; {_limit(ending(path))}")
            )
        return content
    finally:
        os.close(handle)


def _most(suffix: str) -> int:
    return MOST_PACKED if suffix in {".ipynb", ".zip"} else MOST_BYTES


def _limit(suffix: str) -> str:
    if suffix == ".ipynb":
        return f"without its pictures, at most {MOST_BYTES >> 10} KiB are read: clear the outputs and save it again"
    return f"at most {_most(suffix) >> 10} KiB are read"


def _without_pictures(suffix: str, content: bytes) -> bytes:
    """Return a notebook without its longest texts, where it is large: no line and hardly a cell of code has that length."""
    if suffix != ".ipynb" or len(content) <= MOST_BYTES:
        return content
    kept, at = bytearray(), 0
    # The last quote may be missing: a text without an end, tried again from each of its quotes, would take for ever.
    for match in re.finditer(rb'"(?:[^"\\]++|\\.)*+"?', content, re.DOTALL):
        if len(kept) + match.start() - at > MOST_BYTES:
            return content
        if match.end() - match.start() >= _PICTURE:
            kept += content[at : match.start()] + b'""'
            at = match.end()
    return bytes(kept) + content[at:]


class _Basket:
    """What was read so far, and what could not be."""

    def __init__(self) -> None:
        self.contents: list[tuple[str, bytes]] = []
        self.problems: list[Problem] = []
        self.room = MOST_TOGETHER

    def gather(self, path: Path) -> None:
        """Read a file, a folder or an archive."""
        if path.is_dir() and not path.is_symlink():
            for found in sorted(_walk(path)):
                if self.full(path):
                    return
                if ending(found) == ".zip":
                    self.unpack(found)
                else:
                    self.read(found, found.relative_to(path).as_posix())
        elif ending(path) == ".zip":
            self.unpack(path)
        elif ending(path) not in (*ANSWERS, *CODE):
            if not path.exists():
                raise StudentError(Problem(f"{path}: there is no such file"))
            kinds = ", ".join((*ANSWERS, *CODE, ".zip"))
            raise StudentError(Problem(f"{path}: a submission is a folder or one of {kinds}"))
        else:
            self.read(path, path.name)

    def full(self, where: Path) -> bool:
        """Say, once a folder or an archive holds more than is read, that it does."""
        if len(self.contents) < MOST_FILES and self.room > 0:
            return False
        what = f"{MOST_FILES} files" if self.room > 0 else f"{MOST_TOGETHER >> 20} MiB"
        self.problems.append(Problem(f"{where}: more than {what}; the rest is not read", severity="warning"))
        return True

    def read(self, path: Path, name: str) -> None:
        """Read one file."""
        try:
            content = read_file(path)
        except StudentError as error:
            self.problems += error.problems
            return
        self.room -= len(content)
        self.contents.append((_named(name), content))

    def unpack(self, path: Path) -> None:
        """Read an archive in memory: nothing is unpacked to disk, so no name in it can lead anywhere."""
        import io
        import zipfile

        try:
            archive = zipfile.ZipFile(io.BytesIO(read_file(path)))
            for info in archive.infolist():
                name = PurePosixPath(info.filename)
                if info.is_dir() or _is_junk(name) or ending(name) not in (*ANSWERS, *CODE):
                    continue
                if self.full(path):
                    return
                if stat.S_ISLNK(info.external_attr >> 16):
                    self.problems.append(Problem(f"{path}: {name} cannot be read: it is a link to another file"))
                    continue
                with archive.open(info) as file:
                    content = file.read(_most(ending(name)) + 1)
                self.room -= len(content)
                content = _without_pictures(ending(name), content)
                if len(content) > MOST_BYTES:
                    self.problems.append(Problem(f"{path}: {name} is larger than {MOST_BYTES >> 10} KiB"))
                    continue
                safe = PurePosixPath(*[p for p in name.parts if p not in {"..", "/"}])
                self.contents.append((_named(str(safe)), content))
        except StudentError as error:
            self.problems += error.problems
        except Exception as error:  # a damaged archive raises what zipfile, zlib, lzma and struct each have for it
            self.problems.append(Problem(f"{path}: is no archive that can be read: {error}"))


def _named(name: str) -> str:
    """Return the name under which a file is read: its ending in small letters."""
    return name[: len(name) - len(ending(name))] + ending(name)


def _is_junk(name: PurePosixPath) -> bool:
    return any(part in _JUNK or (part.startswith(".") and part != "..") for part in name.parts)


def _walk(folder: Path) -> list[Path]:
    out: list[Path] = []
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if f not in _JUNK and not f.startswith("."))
        # A folder with a module's name is what some archivers make of a file; say so rather than miss it.
        out += [Path(root) / f for f in folders if ending(f) in CODE]
        wanted = (
            f for f in files if ending(f) in (*ANSWERS, *CODE, ".zip") and not f.startswith(".") and f not in _JUNK
        )
        out += [Path(root) / f for f in wanted]
        if len(out) > 2 * MOST_FILES:
            break
    return out

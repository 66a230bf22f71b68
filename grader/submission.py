"""A submission's files → a response for each part, with the place where it was written.

Files come from strangers: only regular files of bounded size are read, a link, a pipe or a device is a sentence. One answer
that cannot be read does not stop the rest.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from grader.document import Document, printable, read_json, read_yaml
from grader.errors import Location, Problem, StudentError, did_you_mean
from grader.rescue import rescue

MOST_BYTES = 1 << 20
MOST_PACKED = 16 << 20
"""Of an archive, and of a notebook with the pictures in it."""
MOST_FILES = 200
_PICTURE = 1 << 16
"""Bytes from which on a text in a notebook is taken for a picture."""
ANSWERS = (".yaml", ".yml", ".json")
CODE = (".py", ".ipynb")
_CONSTANT = (
    r"^(?P<name>[A-Za-z]\w*)[ ]*=[ ]*(?P<value>[rR]?(?:\"\"\"(?:[^\\]|\\.){0,4000}?\"\"\"|'\'\'(?:[^\\]|\\.){0,4000}?'\'\'"
    r"|\"(?:[^\"\\\n]|\\.){0,4000}\"|'(?:[^'\\\n]|\\.){0,4000}'))[ ]*(?:#[^\n]*)?$"
)
"""A text constant of a module, compiled where there is code."""
_JUNK = {"report.json", "__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", ".venv", "venv", "node_modules"}


@dataclass(frozen=True)
class Response:
    """What a student answered to one part."""

    value: Any
    """Plain data of texts; None where the key stands without a value."""
    place: str = ""
    location: Location | None = None
    source: str = ""
    """The line it stands in."""


@dataclass
class Submission:
    """One student's files, read."""

    name: str
    student: str
    responses: dict[tuple[str, str], Response] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    """The code that came with it: relative path and bytes."""
    problems: list[Problem] = field(default_factory=list)
    """What could not be read or was not asked for; the rest is graded."""

    def defines(self, name: str) -> str:
        """Return the path of the code file that defines a function, class or constant of that name; else nothing."""
        pattern = re.compile(
            rb"^(?:async\s+)?(?:def|class)\s+%b\b|^%b\s*(?::[^=\n]+)?=[^=]" % ((name.encode(),) * 2), re.MULTILINE
        )
        # A cell is a list of lines, or one text in which a line ends with \n.
        quoted = re.compile(
            rb'(?:"|\\n)\s*(?:async\s+)?(?:def|class)\s+%b\b|(?:"|\\n)%b\s*=[^=]' % ((name.encode(),) * 2)
        )
        for path, content in self.files:
            if (quoted if path.endswith(".ipynb") else pattern).search(content):
                return path
        return ""


def open_submission(
    paths: Iterable[Path], assignment: str, parts: Mapping[str, Iterable[str]], student: str = ""
) -> Submission:
    """Read a submission of one or several files, folders or archives.

    `parts` has the ids of each question's parts.

    Errors: StudentError, where nothing at all can be read.
    """
    paths = list(paths)
    contents: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in paths:
        _gather(path, contents, problems)
    first = paths[0]
    out = Submission(printable(first.name or str(first)), student or printable(first.stem), problems=problems)
    code = []
    answers = [(n, c) for n, c in contents if n.endswith(ANSWERS)]
    named = [(n, c) for n, c in answers if PurePosixPath(n).stem == assignment]
    for name, content in contents:
        if name.endswith(CODE):
            code.append((name, content))
    for name, content in answers:
        if len(answers) > 1 and named and (name, content) not in named and len(contents) > len(paths):
            continue  # A folder may hold other data; the file with the assignment's name is the answer.
        _read_answers(out, name, content, parts, student)
    out.files = tuple(code)
    _read_constants(out, parts)
    if not answers and not code:
        if not problems:
            problems.append(Problem(f"{first}: no answers (.yaml, .json) and no code (.py, .ipynb) in it"))
        raise StudentError(problems)
    return out


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
        most = _most(path.suffix)
        content = b""
        if found.st_size <= most:
            with os.fdopen(os.dup(handle), "rb") as file:
                content = _without_pictures(path.suffix, file.read(most))
        if found.st_size > most or (path.suffix != ".zip" and len(content) > MOST_BYTES):
            raise StudentError(
                Problem(f"{path}: has {max(found.st_size, len(content)) >> 10} KiB; {_limit(path.suffix)}")
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


def _gather(path: Path, out: list[tuple[str, bytes]], problems: list[Problem]) -> None:
    if path.is_dir() and not path.is_symlink():
        for found in sorted(_walk(path)):
            relative = found.relative_to(path).as_posix()
            if len(out) >= MOST_FILES:
                problems.append(
                    Problem(f"{path}: more than {MOST_FILES} files; the rest is not read", severity="warning")
                )
                return
            if found.suffix == ".zip":
                _gather_zip(found, out, problems)
                continue
            try:
                out.append((relative, read_file(found)))
            except StudentError as error:
                problems += error.problems
    elif path.suffix == ".zip":
        _gather_zip(path, out, problems)
    elif path.suffix not in (*ANSWERS, *CODE):
        if not path.exists():
            raise StudentError(Problem(f"{path}: there is no such file"))
        kinds = ", ".join((*ANSWERS, *CODE, ".zip"))
        raise StudentError(Problem(f"{path}: a submission is a folder or one of {kinds}"))
    else:
        try:
            out.append((path.name, read_file(path)))
        except StudentError as error:
            problems += error.problems


def _walk(folder: Path) -> list[Path]:
    out: list[Path] = []
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if f not in _JUNK and not f.startswith("."))
        # A folder with a module's name is what some archivers make of a file; say so rather than miss it.
        out += [Path(root) / f for f in folders if f.endswith(CODE)]
        wanted = (
            f for f in files if f.endswith((*ANSWERS, *CODE, ".zip")) and not f.startswith(".") and f not in _JUNK
        )
        out += [Path(root) / f for f in wanted]
        if len(out) > 2 * MOST_FILES:
            break
    return out


def _gather_zip(path: Path, out: list[tuple[str, bytes]], problems: list[Problem]) -> None:
    """Read an archive in memory: nothing is unpacked to disk, so no name in it can lead anywhere."""
    import io
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(read_file(path)))
        for info in archive.infolist():
            name = PurePosixPath(info.filename)
            if (
                info.is_dir()
                or any(p in _JUNK or (p.startswith(".") and p != "..") for p in name.parts)
                or name.suffix not in (*ANSWERS, *CODE)
            ):
                continue
            if len(out) >= MOST_FILES:
                problems.append(
                    Problem(f"{path}: more than {MOST_FILES} files; the rest is not read", severity="warning")
                )
                return
            if stat.S_ISLNK(info.external_attr >> 16):
                problems.append(Problem(f"{path}: {name} cannot be read: it is a link to another file"))
                continue
            with archive.open(info) as file:
                content = _without_pictures(name.suffix, file.read(_most(name.suffix) + 1))
            if len(content) > MOST_BYTES:
                problems.append(Problem(f"{path}: {name} is larger than {MOST_BYTES >> 10} KiB"))
                continue
            safe = PurePosixPath(*[p for p in name.parts if p not in {"..", "/"}])
            out.append((str(safe), content))
    except StudentError as error:
        problems += error.problems
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        problems.append(Problem(f"{path}: is no archive that can be read: {error}"))


def _read_answers(out: Submission, name: str, content: bytes, parts: Mapping[str, Iterable[str]], student: str) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows editors write 16-bit text or the local code page; the answers are ASCII in both.
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if wide else "cp1252", errors="replace")
    document = read_json(text, name) if name.endswith(".json") else read_yaml(text, name)
    if document.data is None and document.problems and not name.endswith(".json"):
        document = rescue(document, text, name)
    out.problems += document.problems
    data = document.data
    if data is None:
        return
    if not isinstance(data, dict):
        out.problems.append(document.problem("answers are a mapping: 'q1:' and below it 'u: …'", document.locate(())))
        return
    if isinstance(data.get("student"), str) and not student:
        out.student = data["student"].strip() or out.student
    known = {question: set(ids) for question, ids in parts.items()}
    for question, answers in data.items():
        if question in {"student", "assignment"} and question not in known:
            continue
        if question not in known:
            _read_flat(out, document, question, answers, known)
            continue
        if answers is None:
            continue
        if not isinstance(answers, dict):
            if len(known[question]) == 1:
                _put(out, document, (question, next(iter(known[question]))), (question,), answers)
                continue
            message = f"below '{question}:' the parts are missing, such as '  {min(known[question])}: …'"
            out.problems.append(document.problem(message, document.locate((question,))))
            continue
        for part, value in answers.items():
            if part not in known[question]:
                location = document.locate_key((question, part))
                hint = did_you_mean(part, known[question]) or f"its parts: {', '.join(sorted(known[question]))}"
                message = f"{question} has no part '{part}'; this answer is not graded"
                out.problems.append(document.problem(message, location, hint, "warning"))
                continue
            _put(out, document, (question, part), (question, part), value)


def _read_constants(out: Submission, parts: Mapping[str, Iterable[str]]) -> None:
    """Take answers in words from a module's text constants, `dw_expr = "(o_k - t_k) h_j"`; nothing is run for it."""
    import ast

    for path, content in out.files:
        if not path.endswith(".py"):
            continue
        text = content.decode("utf-8-sig", errors="replace")
        found = {m["name"]: m for m in re.finditer(_CONSTANT, text, re.MULTILINE | re.DOTALL)}
        for question, ids in parts.items():
            for id in ids:
                match = found.get(f"{question}_{id}") or found.get(id)
                if match and (question, id) not in out.responses:
                    line = text.count("\n", 0, match.start()) + 1
                    try:
                        value = ast.literal_eval(match["value"])
                    except (SyntaxError, ValueError):
                        continue
                    out.responses[question, id] = Response(value, f"{path}:{line}", Location(path, line))


def _read_flat(out: Submission, document: Document, name: str, value: Any, known: Mapping[str, set[str]]) -> None:
    """Take `u: …` at the top, or `q1_u: …`, or `q1.u: …`, where just one part can be meant."""
    owners = [(q, p) for q, ids in known.items() for p in ids if name in {p, f"{q}_{p}", f"{q}.{p}"}]
    if len(owners) == 1:
        _put(out, document, owners[0], (name,), value)
        return
    hint = did_you_mean(name, known) or f"its questions: {', '.join(known)}"
    message = f"there is no question '{name}'; what is below it is not graded"
    out.problems.append(document.problem(message, document.locate_key((name,)), hint, "warning"))


def _put(out: Submission, document: Document, part: tuple[str, str], path: tuple[str, ...], value: Any) -> None:
    location = document.locate_key(path)
    if part in out.responses and out.responses[part].value is not None:
        if value not in (None, out.responses[part].value):
            message = f"{'.'.join(part)} is answered twice; the answer in {out.responses[part].place} is graded"
            out.problems.append(document.problem(message, location, severity="warning"))
        return
    out.responses[part] = Response(value, f"{location.file}:{location.line}", location, document.line(location))

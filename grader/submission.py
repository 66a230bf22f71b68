"""A submission's files → a response for each part, with the place where it was written.

One answer that cannot be read does not stop the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from grader.document import Document, printable, read_json, read_yaml
from grader.errors import Location, Problem, StudentError, did_you_mean
from grader.files import ANSWERS, CODE, gather
from grader.rescue import rescue

_CONSTANT = (
    r"^(?P<name>[A-Za-z]\w*)[ ]*=[ ]*(?P<value>[rR]?(?:\"\"\"(?:[^\\]|\\.){0,4000}?\"\"\"|'\'\'(?:[^\\]|\\.){0,4000}?'\'\'"
    r"|\"(?:[^\"\\\n]|\\.){0,4000}\"|'(?:[^'\\\n]|\\.){0,4000}'))[ ]*(?:#[^\n]*)?$"
)
"""A text constant of a module, compiled where there is code."""


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
    _texts: dict[str, str] = field(default_factory=dict, repr=False)

    def defines(self, name: str) -> str:
        """Return the path of the code file that defines a function, class or constant of that name; else nothing."""
        pattern = re.compile(
            rf"^(?:async\s+)?(?:def|class)\s+{name}\b|^{name}\s*(?::[^=\n]+)?=[^=]", re.MULTILINE | re.ASCII
        )
        return next((path for path, _ in self.files if pattern.search(self.code(path))), "")

    def code(self, path: str) -> str:
        """Return the Python text of one of the files; of a notebook that of its code cells, one below the other."""
        if path not in self._texts:
            text = dict(self.files)[path].decode("utf-8-sig", errors="replace")
            self._texts[path] = _cells(text) if path.endswith(".ipynb") else text
        return self._texts[path]


def open_submission(
    paths: Iterable[Path], assignment: str, parts: Mapping[str, Iterable[str]], student: str = ""
) -> Submission:
    """Read a submission of one or several files, folders or archives.

    `parts` has the ids of each question's parts.

    Errors: StudentError, where nothing at all can be read.
    """
    paths = list(paths)
    contents, problems = gather(paths)
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


def _read_answers(out: Submission, name: str, content: bytes, parts: Mapping[str, Iterable[str]], student: str) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows editors write 16-bit text or the local code page; the answers are ASCII in both.
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if wide else "cp1252", errors="replace")
    name = printable(name)
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


def _cells(text: str) -> str:
    """Return the code of a notebook; nothing where it is none. What is wrong with it is said where it is run."""
    try:
        notebook = json.loads(text)
        cells = notebook.get("cells") or [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        found = [cell.get("source", cell.get("input", "")) for cell in cells if cell["cell_type"] == "code"]
        return "\n".join(source if isinstance(source, str) else "".join(source) for source in found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""


def _read_constants(out: Submission, parts: Mapping[str, Iterable[str]]) -> None:
    """Take answers from a module's constants, `dw_expr = "(o_k - t_k) h_j"` or `u = [0.71, 2]`; nothing is run for it.

    So a number keeps its digits, and is forgiven the same rounding as in a file of answers.
    """
    for path, _ in out.files:
        text = out.code(path)
        texts = {m["name"]: m for m in re.finditer(_CONSTANT, text, re.MULTILINE | re.DOTALL)}
        for question, ids in parts.items():
            for id in ids:
                found = next((c for n in (f"{question}_{id}", id) if (c := _constant(text, n, texts.get(n)))), None)
                if found and (question, id) not in out.responses:
                    start, value = found
                    line = text.count("\n", 0, start) + 1
                    # A line of a notebook's cells is no line of its file.
                    place = printable(path) if path.endswith(".ipynb") else f"{printable(path)}:{line}"
                    out.responses[question, id] = Response(value, place, Location(path, line))


def _constant(text: str, name: str, match: re.Match[str] | None) -> tuple[int, Any] | None:
    """Return where a module writes out a text (`match`) or numbers for a name, and what; None where it does more."""
    import ast

    try:
        if match:
            return match.start(), ast.literal_eval(match["value"])
        start = re.search(rf"^{name}[ ]*=[ ]*", text, re.MULTILINE)
        again = rf"\b(?:def|class)\s+{name}\b|\b{name}\b\s*(?:\[[^\]\n]*\]\s*)*[-+*/@]?=(?!=)"
        if not start or len(re.findall(again, _outside(text))) != 1:
            return None
        source = _statement(text[start.end() : start.end() + 4000])
        return start.start(), _numbers(ast.parse(source, mode="eval").body, source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _outside(text: str) -> str:
    """Return a module's lines without the bodies of its functions and classes, whose names are their own."""
    lines, inside = [], False
    for line in text.splitlines():
        if line[:1] not in ("", " ", "\t", ")", "#"):
            lines.append(line)
            inside = line.startswith(("def ", "class ", "async "))
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _statement(text: str) -> str:
    """Return the text up to the end of its line, or of the line in which its brackets are closed."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in "\n#":
            return text[:index].strip()
    return text.strip()


def _numbers(tree: Any, source: str) -> Any:
    """Return numbers and texts as they are written, in lists; ValueError where there is anything else."""
    import ast

    if isinstance(tree, ast.List | ast.Tuple):
        return [_numbers(item, source) for item in tree.elts]
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute) and not tree.keywords:
        if tree.func.attr in {"array", "asarray"} and len(tree.args) == 1:
            return _numbers(tree.args[0], source)
        raise ValueError("a call")
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return tree.value
    plain = (ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    for node in ast.walk(tree):
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        if not number and not isinstance(node, plain):
            raise ValueError("no number")
    return ast.get_source_segment(source, tree)


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

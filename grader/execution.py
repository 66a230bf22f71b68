"""What is asked of a submission's code, and the replies: every call of every part in one exchange with the sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal, cast

import numpy as np

from grader.assignment import FunctionPart, Limits, NumberPart
from grader.calling import CallForm, call_form, returned
from grader.cases import Case
from grader.drawing import Convention, conventions_of
from grader.errors import AuthorError, Problem
from grader.key import Key, PartKey, QuestionKey
from grader.sandbox import Call, Code, Reply, Returns, Sandbox, Step
from grader.sandbox import Limits as SandboxLimits
from grader.submission import Submission


@dataclass
class Asked:
    """The calls for one part, and what came of them."""

    question: QuestionKey
    part: PartKey
    main: str
    """The file that is loaded for it."""
    name: str
    """What the student's function is called."""
    cases: list[Case]
    calls: list[Call]
    conventions: tuple[Convention, ...] = ()
    replies: list[Reply] = field(default_factory=list)


@dataclass
class Plan:
    """The calls that a submission's code is asked for."""

    codes: dict[str, Code] = field(default_factory=dict)
    """Main file → what is loaded."""
    asked: dict[str, Asked] = field(default_factory=dict)
    """Part's address → its calls, in the order of the assignment."""
    errors: dict[str, Exception] = field(default_factory=dict)
    """Parts whose calls we could not even make: our fault."""


@dataclass
class Run:
    """The replies of a submission's code, by part."""

    asked: dict[str, Asked] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    isolation: str = ""


class Runner:
    """Runs plans in one sandbox, which lives as long as the class is graded."""

    def __init__(self, isolation: str, limits: Limits, forbidden: Sequence[Path]) -> None:
        """`forbidden` is the course: no student's process may be able to read it."""
        self.sandbox = Sandbox(isolation, forbidden)  # type: ignore[arg-type]
        self.limits = SandboxLimits(seconds=limits.seconds, memory_mb=limits.memory_mb, output_kb=limits.output_kb)

    def run(self, plan: Plan) -> Run:
        """Return what came back; a fault of the student's code is a reply, never an exception."""
        out = Run(plan.asked, plan.errors, plan.codes)
        notes: dict[str, None] = {}
        for main, code in plan.codes.items():
            parts = [asked for asked in plan.asked.values() if asked.main == main]
            done = self.sandbox.run(code, [call for asked in parts for call in asked.calls], self.limits)
            out.isolation = done.level
            notes.update(dict.fromkeys(done.loaded.notes))
            replies = iter(done.replies)
            for asked in parts:
                asked.replies = [next(replies) for _ in asked.calls]
        out.notes = tuple(notes)
        return out

    def again(self, code: Code, calls: Sequence[Call]) -> Sequence[Reply]:
        """Return the replies to some more calls, made in a process of their own."""
        return self.sandbox.run(code, calls, self.limits).replies

    def close(self) -> None:
        """End the sandbox's processes."""
        self.sandbox.close()


def plan(key: Key, submission: Submission) -> Plan:
    """Return the calls for every part that code can answer, in the order of the graph: no input holds a later answer.

    Errors: AuthorError, where a case cannot be drawn: nobody can be graded by it.
    """
    out = Plan()
    problems: dict[Problem, None] = {}
    default = _main(key, submission)
    for question, part in key.parts():
        answered = submission.responses.get((question.id, part.part.id))
        asked: Asked | None
        try:
            if isinstance(part.part, FunctionPart):
                asked = _ask_function(key, question, part, submission, default)
            elif isinstance(part.part, NumberPart) and part.quantity and (answered is None or answered.value is None):
                asked = _ask_number(key, question, part, submission)
            else:
                continue
        except AuthorError as error:
            problems |= dict.fromkeys(error.problems)
            continue
        except Exception as error:
            out.errors[part.address] = error
            continue
        if asked is not None:
            out.asked[part.address] = asked
            if asked.main not in out.codes:
                kind: Literal["module", "notebook"] = "notebook" if asked.main.endswith(".ipynb") else "module"
                out.codes[asked.main] = Code(submission.files, asked.main, kind)
    if problems:
        raise AuthorError(problems)
    return out


def _main(key: Key, submission: Submission) -> str:
    """Return the file that is most likely meant: by name, else by how many of the asked functions it defines."""
    named = [path for path, _ in submission.files if PurePosixPath(path).stem == key.id]
    if named:  # the one that lies highest: a copy in `backup/` comes before it in the alphabet
        return min(named, key=lambda path: len(PurePosixPath(path).parts))
    wanted = [name for q, p in key.parts() for name in _function_names(q, p)]
    score = {path: sum(submission.defines(name) == path for name in wanted) for path, _ in submission.files}
    return max(score, key=lambda path: score[path])


def _function_names(question: QuestionKey, part: PartKey) -> list[str]:
    spec = part.part
    name = spec.id
    if isinstance(spec, FunctionPart) and spec.call:
        form = call_form(question, part)
        name = next((step.name for step in form.chain if step.kind == "name"), name)
    return [f"{question.id}_{name}", name]


def _ask_number(key: Key, question: QuestionKey, part: PartKey, submission: Submission) -> Asked | None:
    for name in _function_names(question, part):
        main = submission.defines(name)
        if not main:
            continue
        wanted = signature(submission.code(main), name)
        steps = [Step.lookup(name)]
        inputs: dict[str, Any] = {}
        if wanted is not None:
            pool = set(question.graph.parents(part.quantity)) | set(question.values)
            own = tuple(p for p in wanted if p in pool)
            # Parameters of other names are met in order: the quantity's own parents stand in for them.
            args = own if len(own) == len(wanted) else tuple(question.graph.parents(part.quantity))
            steps.append(Step.call(*args))
            inputs = {p: passed(question.truth[p]) for p in args}
        call = Call(part.address, tuple(steps), inputs, Returns.value(), key.assignment.limits.seconds)
        return Asked(question, part, main, name, [question.case], [call])
    return None


def _ask_function(key: Key, question: QuestionKey, part: PartKey, submission: Submission, default: str) -> Asked:
    spec = cast(FunctionPart, part.part)
    form = call_form(question, part)
    names = _function_names(question, part)
    main = _named(spec.file, submission) or _defining(names, submission, default) or default
    steps = list(form.chain)
    if names[0] != names[1] and submission.defines(names[0]) == main:
        steps = [Step.lookup(names[0]) if step == Step.lookup(names[1]) else step for step in steps]
        names = names[:1]
    seconds = (spec.limits or key.assignment.limits).seconds
    conventions = conventions_of(key, question, part)
    cases = list(conventions[0].cases)
    returns = returned(part)
    calls = [
        Call(f"{part.address}#{number}", tuple(steps), inputs_of(question, form, case), returns, seconds)
        for number, case in enumerate(cases, 1)
    ]
    return Asked(question, part, main, names[-1], cases, calls, conventions)


def _named(file: str | None, submission: Submission) -> str:
    """Return the file that the author names, wherever it lies in the submission."""
    wanted = PurePosixPath(file or "").parts
    found = [p for p, _ in submission.files if wanted and PurePosixPath(p).parts[-len(wanted) :] == wanted]
    return found[0] if found else ""


def _defining(names: Sequence[str], submission: Submission, default: str) -> str:
    """Return the file that defines the function; the file of the assignment's name, if it is one of several."""
    for name in names:
        if submission.defines(name):
            only = Submission(
                submission.name, submission.student, files=tuple(f for f in submission.files if f[0] == default)
            )
            return default if only.defines(name) else submission.defines(name)
    return ""


def inputs_of(question: QuestionKey, form: CallForm, case: Case) -> dict[str, Any]:
    """Return what a student's function is called with in a case."""
    world = question.world(case)
    return form.inputs(lambda name: passed(world[name], case.single))


def passed(value: Any, single: bool = False) -> Any:
    """Return an input as students expect it: scalars as Python's own numbers, arrays as arrays."""
    if isinstance(value, Mapping):
        return {key: passed(one, single) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(passed(one, single) for one in value)
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        return array.item()
    return array.astype(np.float32) if single and array.dtype == np.float64 else array


def signature(source: str, name: str) -> list[str] | None:
    """Return the parameters without a default of a function, read from its text; None where it is no function.

    The text is scanned, not parsed: a student's file must not be able to exhaust the grader.
    """
    found = re.search(rf"^(?:async\s+)?def\s+{name}\s*\(", source, re.MULTILINE)
    if not found:
        return None
    depth, piece, pieces = 1, "", []
    for character in source[found.end() : found.end() + 4000]:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            break
        if character == "," and depth == 1:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    names = []
    for text in (*pieces, piece):
        head = text.split(":")[0].strip()
        if head and "=" not in text and not head.startswith("*") and head != "/":
            names.append(head)
    return names

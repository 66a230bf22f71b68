"""Function parts, and number parts that a student's function answers: what to call, and what the replies amount to."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, cast

import numpy as np

from grader.assignment import CaseSpec, FunctionPart, Limits, NumberPart
from grader.cases import Case, SampleError, Sampler, draw, random, read_given, size
from grader.equality import Array, Typed
from grader.errors import AuthorError, Problem
from grader.key import Key, PartKey, QuestionKey, quantities_of
from grader.observation import Observation, Sample
from grader.report import Outcome, Remark
from grader.sandbox import Call, Code, Failure, Reply, Returns, Sandbox, Step
from grader.sandbox import Limits as SandboxLimits
from grader.submission import Submission
from grader.wording import array

NOT_THERE = {"not_found", "not_implemented"}
"""Failures that mean: there is no answer yet."""


@dataclass
class Run:
    """The replies of a submission's code, by part."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    cases: dict[str, list[Case]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """For each part, what the student's function is called."""
    errors: dict[str, Exception] = field(default_factory=dict)
    """Parts whose calls we could not even make; our fault or the author's."""
    notes: tuple[str, ...] = ()
    isolation: str = ""


@dataclass
class Plan:
    """The calls that a submission's code is asked for."""

    codes: dict[str, Code] = field(default_factory=dict)
    """Main file → what is loaded."""
    calls: dict[str, list[tuple[str, Call]]] = field(default_factory=dict)
    """Main file → (part's address, call), in order."""
    cases: dict[str, list[Case]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)


class Runner:
    """Runs plans in one sandbox, which lives as long as the class is graded."""

    def __init__(self, isolation: str, forbidden: Sequence[Path]) -> None:
        """`forbidden` is the course: no student's process may be able to read it."""
        self.sandbox = Sandbox(isolation, forbidden)  # type: ignore[arg-type]

    def run(self, plan: Plan, limits: Limits) -> Run:
        """Return what came back; a fault of the student's code is a reply, never an exception."""
        out = Run(cases=plan.cases, names=plan.names, errors=plan.errors)
        notes: dict[str, None] = {}
        for main, code in plan.codes.items():
            calls = plan.calls[main]
            done = self.sandbox.run(
                code,
                [call for _, call in calls],
                SandboxLimits(seconds=limits.seconds, memory_mb=limits.memory_mb, output_kb=limits.output_kb),
            )
            out.isolation = done.level
            notes.update(dict.fromkeys(done.loaded.notes))
            for (address, _), reply in zip(calls, done.replies, strict=True):
                out.replies.setdefault(address, []).append(reply)
        out.notes = tuple(notes)
        return out

    def close(self) -> None:
        """End the sandbox's processes."""
        self.sandbox.close()


def plan(key: Key, submission: Submission) -> Plan:
    """Return the calls for every part that code can answer, in the order of the graph: no input holds a later answer."""
    out = Plan()
    default = _main(key, submission)
    for question, part in key.parts():
        answered = submission.responses.get((question.id, part.part.id))
        try:
            if isinstance(part.part, FunctionPart):
                _plan_function(out, key, question, part, submission, default)
            elif isinstance(part.part, NumberPart) and part.quantity and (answered is None or answered.value is None):
                _plan_number(out, key, question, part, submission)
        except Exception as error:
            out.errors[part.address] = error
    return out


def _main(key: Key, submission: Submission) -> str:
    """Return the file that is most likely meant: by name, else by how many of the asked functions it defines."""
    for path, _ in submission.files:
        if PurePosixPath(path).stem == key.id:
            return path
    wanted = [name for q, p in key.parts() for name in _function_names(q, p)]
    score = {path: sum(submission.defines(name) == path for name in wanted) for path, _ in submission.files}
    return max(score, key=lambda path: score[path])


def _function_names(question: QuestionKey, part: PartKey) -> list[str]:
    spec = part.part
    name = spec.id
    if isinstance(spec, FunctionPart) and spec.call:
        name = spec.call.partition("(")[0].partition(".")[0].strip()
    return [f"{question.id}_{name}", name]


def _add(out: Plan, part: PartKey, main: str, submission: Submission, call: Call) -> None:
    if main not in out.codes:
        out.codes[main] = Code(submission.files, main, "notebook" if main.endswith(".ipynb") else "module")
    out.calls.setdefault(main, []).append((part.address, call))


def _plan_number(out: Plan, key: Key, question: QuestionKey, part: PartKey, submission: Submission) -> None:
    for name in _function_names(question, part):
        main = submission.defines(name)
        if not main:
            continue
        source = dict(submission.files)[main]
        wanted = signature(source, name)
        steps = [Step.lookup(name)]
        inputs: dict[str, Any] = {}
        if wanted is not None:
            pool = set(question.graph.parents(part.quantity)) | set(question.values)
            own = tuple(p for p in wanted if p in pool)
            # Parameters of other names are met in order: the quantity's own parents stand in for them.
            args = own if len(own) == len(wanted) else tuple(question.graph.parents(part.quantity))
            steps.append(Step.call(*args))
            inputs = {p: _plain(question.truth[p]) for p in args}
        call = Call(part.address, tuple(steps), inputs, Returns.value(), key.assignment.limits.seconds)
        out.cases[part.address] = [question.case]
        out.names[part.address] = name
        _add(out, part, main, submission, call)
        return


def _plan_function(
    out: Plan, key: Key, question: QuestionKey, part: PartKey, submission: Submission, default: str
) -> None:
    spec = cast(FunctionPart, part.part)
    form = call_form(question, part)
    names = _function_names(question, part)
    main = next((path for path, _ in submission.files if spec.file and PurePosixPath(path).name == spec.file), "")
    main = main or next((found for name in names if (found := submission.defines(name))), "") or default
    steps = list(form.chain)
    if submission.defines(names[0]) == main and names[0] != names[1]:
        steps[0] = Step.lookup(names[0])
    seconds = (spec.limits or key.assignment.limits).seconds
    out.cases[part.address] = cases_of(key, question, part)
    out.names[part.address] = steps[0].name
    for index, case in enumerate(out.cases[part.address]):
        world = question.world(case)
        inputs = {name: _cast(world[name], case) for name in form.names} | dict(form.literals)
        call = Call(f"{part.address}#{index + 1}", tuple(steps), inputs, _returns(spec, part), seconds)
        _add(out, part, main, submission, call)


@dataclass(frozen=True)
class CallForm:
    """How a student's function is called, read from `call:`."""

    chain: tuple[Step, ...]
    names: tuple[str, ...]
    """Givens and quantities among the arguments."""
    literals: Mapping[str, Any]
    """Arguments that are written out, under names of our own."""


def call_form(question: QuestionKey, part: PartKey) -> CallForm:
    """Return how the function of a part is called.

    Errors: AuthorError, where `call:` is no call.
    """
    spec = cast(FunctionPart, part.part)
    if not spec.call:
        parents = question.graph.parents(part.quantity)
        return CallForm((Step.lookup(spec.id), Step.call(*parents)), parents, {})
    try:
        tree = ast.parse(spec.call.strip(), mode="eval").body
        names: dict[str, None] = {}
        literals: dict[str, Any] = {}
        steps = _steps(tree, names, literals)
    except (SyntaxError, ValueError) as error:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        hint = "write it as the course does: step(x, w, lr=lr), Net(w).loss(x, y)"
        raise AuthorError(Problem(f"'{spec.call}' is no call: {said}", part.location, hint=hint)) from None
    return CallForm(tuple(steps), tuple(names), literals)


def _steps(tree: ast.expr, names: dict[str, None], literals: dict[str, Any]) -> list[Step]:
    if isinstance(tree, ast.Name):
        return [Step.lookup(tree.id)]
    if isinstance(tree, ast.Attribute):
        return [*_steps(tree.value, names, literals), Step.attribute(tree.attr)]
    if isinstance(tree, ast.Call):
        steps = _steps(tree.func, names, literals)
        args = [_argument(a, names, literals) for a in tree.args]
        keywords = {str(k.arg): _argument(k.value, names, literals) for k in tree.keywords if k.arg}
        return [*steps, Step.call(*args, **keywords)]
    raise ValueError("a name, an attribute or a call is expected")


def _argument(tree: ast.expr, names: dict[str, None], literals: dict[str, Any]) -> str:
    if isinstance(tree, ast.Name):
        names[tree.id] = None
        return tree.id
    try:
        value = ast.literal_eval(tree)
    except ValueError:
        raise ValueError(f"'{ast.unparse(tree)}' is neither a name nor a number, a text or a list of them") from None
    name = f"literal {len(literals) + 1}"
    literals[name] = value
    return name


def _returns(spec: FunctionPart, part: PartKey) -> Returns:
    if spec.returns is None:
        return Returns.nothing() if spec.changes else Returns.value()
    return _returned(spec.returns)


def _returned(spec: Any) -> Returns:
    if isinstance(spec, str):
        return Returns.value()
    keyed = isinstance(spec, dict)
    items = list(spec.items()) if keyed else [(item if isinstance(item, str) else "", item) for item in spec]
    inner = tuple(_returned(item) for _, item in items)
    flat = all(one.form == "value" for one in inner)
    return Returns("keys" if keyed else "tuple", tuple(name for name, _ in items), () if flat else inner)


def expected_names(part: PartKey) -> list[str]:
    """Return the quantities of a reply's values, in their order."""
    spec = cast(FunctionPart, part.part)
    if spec.returns is None:
        return [] if spec.changes else [part.quantity]
    return quantities_of(spec.returns)


def cases_of(key: Key, question: QuestionKey, part: PartKey) -> list[Case]:
    """Return the cases of a function part, drawn once and kept."""
    kept = question.streams.setdefault("cases", {})
    if part.address in kept:
        return cast(list[Case], kept[part.address])
    spec = cast(FunctionPart, part.part)
    form = call_form(question, part)
    needed = [n for n in form.names if n not in question.graph.quantities]
    needed += question.graph.inputs([*form.names, *expected_names(part), *spec.changes.values()])
    needed = list(dict.fromkeys(needed))
    out: list[Case] = []
    for index, item in enumerate(spec.cases):
        if isinstance(item, str):
            out.append(question.case)
            continue
        for number in range(item.count):
            out.append(_draw(key, question, part, item, needed, index, number))
    kept[part.address] = out
    return out


def _draw(
    key: Key, question: QuestionKey, part: PartKey, spec: CaseSpec, needed: Sequence[str], index: int, number: int
) -> Case:
    extra = spec.model_extra or {}
    label = spec.name or f"case {index + 1}"
    seed = f"{key.id}/{part.address}/{spec.seed if spec.seed is not None else index}/{number}"
    samplers = dict(question.samplers)
    given = dict(question.given)
    try:
        dims = {
            n: size(str(extra[n]), {}) if n in extra and not isinstance(extra[n], dict) else d
            for n, d in question.dims.items()
        }
        for name, item in extra.items():
            if isinstance(item, dict):
                samplers[name] = Sampler.read(item)
            elif name not in dims:
                integral = name in samplers and samplers[name].integral
                samplers.pop(name, None)
                given[name] = read_given(item, integral)
        values = draw(random(seed), needed, given, samplers, dims)
    except (SampleError, ValueError) as error:
        raise AuthorError(
            Problem(f"the case '{label}' of {part.address} cannot be drawn: {error}", part.location)
        ) from None
    single = spec.dtype == "float32"
    if single:
        values = {
            n: _single(v).astype(np.float64) if np.asarray(v).dtype == np.float64 else v for n, v in values.items()
        }
    name = f"{label} {number + 1}" if spec.count > 1 else label
    return Case({**dims, **values}, name, spec.points, spec.hidden, spec.rtol, seed, dims, single)


def _single(value: Any) -> Array:
    return np.asarray(value, dtype=np.float32)


def _cast(value: Any, case: Case) -> Any:
    if case.single and np.asarray(value).dtype == np.float64 and np.ndim(value):
        return _single(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return an input as students expect it: scalars as Python's own numbers, arrays as arrays."""
    if isinstance(value, tuple | dict):
        return value
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array


def signature(source: bytes, name: str) -> list[str] | None:
    """Return the parameters without a default of a function, read from its text; None where it is no function.

    The text is scanned, not parsed: a student's file must not be able to exhaust the grader.
    """
    found = re.search(rb'^\s*"?\s*(?:async\s+)?def\s+%b\s*\(' % name.encode(), source, re.MULTILINE)
    if not found:
        return None
    depth, piece, pieces = 1, "", []
    for character in source[found.end() : found.end() + 4000].decode("utf-8", "replace"):
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


def observe_number(question: QuestionKey, part: PartKey, run: Run) -> Observation:
    """Return what a student's function gave for a number part."""
    reply = run.replies[part.address][0]
    if reply.failure:
        return _failed(reply.failure)
    sample = Sample(question.case, {part.quantity: Typed.exact(reply.values[0])})
    return Observation(samples=(sample,), yours=f"{run.names[part.address]}() = {array(reply.values[0])}")


def _failed(failure: Failure) -> Observation:
    outcome = Outcome.UNANSWERED if failure.kind in NOT_THERE else Outcome.INCORRECT
    return Observation(outcome=outcome, remarks=(Remark.open(failure.sentence),))


def observe_function(question: QuestionKey, part: PartKey, run: Run) -> Observation:
    """Return what a student's function gave, case by case."""
    if part.address not in run.replies:
        return Observation(outcome=Outcome.UNANSWERED)
    replies, cases = run.replies[part.address], run.cases[part.address]
    if all(r.failure and r.failure.kind in {*NOT_THERE, "load_failed"} for r in replies):
        failure = replies[0].failure
        assert failure is not None
        return _failed(failure)
    form = call_form(question, part)
    samples = tuple(_sample(question, part, form, c, r) for c, r in zip(cases, replies, strict=True))
    name = run.names[part.address]
    return Observation(samples=samples, by="cases", yours=f"{name}()")


def _sample(question: QuestionKey, part: PartKey, form: CallForm, case: Case, reply: Reply) -> Sample:
    spec = cast(FunctionPart, part.part)
    if reply.failure:
        return Sample(case, failure=reply.failure.sentence, kind=reply.failure.kind)
    values = {name: _typed(v) for name, v in zip(expected_names(part), reply.values, strict=True)}
    world = question.world(case)
    remarks = []
    for argument in form.names:
        before = np.asarray(_cast(world[argument], case))
        if argument not in reply.after:
            continue
        after = reply.after[argument]
        same = after.shape == before.shape and np.array_equal(after, before, equal_nan=True)
        if argument in spec.changes:
            values[spec.changes[argument]] = _typed(after)
            wanted = np.asarray(world[spec.changes[argument]])
            if same and not np.allclose(wanted, before, rtol=1e-9):
                remarks.append(
                    f"{argument} was not changed: `{argument} = {argument} - …` makes a new array, `{argument} -= …` changes it"
                )
        elif not same:
            remarks.append(
                f"your function changes its argument {argument}, which belongs to the caller; work on a copy, {argument}.copy()"
            )
    return Sample(case, values, remarks=tuple(remarks))


def _typed(value: Array) -> Typed:
    values = np.asarray(value)
    wide = values if values.dtype == np.float32 else values.astype(float)
    return Typed(wide, np.zeros(values.shape), np.zeros(values.shape, dtype=int))

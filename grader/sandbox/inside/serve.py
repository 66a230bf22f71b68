"""One submission in its child: load it once, then answer the grader's calls one by one.

The grader sends the inputs of a call only after the reply before it, so what is still to come is not here to be read.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import json
import os
import random
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import values, watch, wire
from .channel import Channel, Frame
from .faults import Described, Fault, describe, running_line
from .load import Submission

SEED = 20_240_229
_MAX_NAMES = 250
_CALLABLES = (types.FunctionType, types.MethodType, type)


class Child:
    """The state of one submission: its module, its output, and the channel."""

    def __init__(self) -> None:
        self._channel: Channel
        self._output = watch.Output()
        self._module: types.ModuleType | None = None
        self._submission: Submission | None = None
        self._limit = 64 << 10
        self._sequence = 0
        self._called: Any = None
        self._set_timer: Callable[..., object] | None = getattr(signal, "setitimer", None)
        self._exit = os._exit

    def run(self, channel: Channel) -> None:
        """Serve until the grader closes the channel."""
        self._channel = channel
        if self._set_timer is not None:
            signal.signal(signal.SIGALRM, self._too_late)
        while (frame := self._channel.read()) is not None:
            self._sequence = frame.sequence
            answer = self._load if self._submission is None else self._answer
            self._channel.write(answer(frame))

    def prepare(self) -> None:
        """Do all that can be done before the fork: every page that a child writes to is copied for it first."""
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = self._output  # type: ignore[assignment,misc]
        nobody = watch.NoInput()
        sys.stdin = sys.__stdin__ = nobody  # type: ignore[assignment,misc]
        builtins.input = nobody
        for name in ("exit", "quit"):  # which the site module would bring, and we run without it
            setattr(builtins, name, sys.exit)
        warnings.simplefilter("ignore")
        sys.argv = [""]
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._begin(0.0)
        # A rehearsal: the parser, the arrays and the frames set themselves up at their first use.
        plain = values.plain(np.ones((2, 2)), "")
        wire.frame(0, wire.OK, [wire.array_item(wire.VALUE, plain), self._printed()])
        compile(ast.parse("import numpy as np\nclass A:\n  def f(x): return x"), "", "exec")
        wire.take(iter(list(wire.split(b"".join(bytes(b) for i in wire.put({"x": plain}) for b in i), 2))))
        # A student's own module may have any of our modules' names.
        for name in [name for name in sys.modules if name == "inside" or name.startswith("inside.")]:
            del sys.modules[name]

    def _too_late(self, number: int, frame: types.FrameType | None) -> None:
        """Say where it was, and end. An exception instead could be caught, and a loop goes on."""
        texts = self._submission.texts if self._submission else {}
        self._channel.write(self._fault(running_line(frame, texts)))
        self._exit(0)

    def _timer(self, seconds: float) -> None:
        if self._set_timer is not None:
            self._set_timer(signal.ITIMER_REAL, seconds)

    # Loading.

    def _load(self, frame: Frame) -> bytes:
        asked = wire.take(wire.split(frame.body, frame.items))
        self._limit = asked["output_kb"] << 10
        submission = self._submission = Submission(asked["files"], asked["main"], asked["kind"])
        self._begin(asked["seconds"])
        try:
            self._module = submission.load()
            items = list(self._names(self._module))
        except BaseException as error:
            described = describe(error, submission.texts, loading=True)
            self._timer(0)
            return self._fault(described)
        self._timer(0)
        items += [wire.text_item(wire.NOTE, note) for note in submission.notes[:50]]
        items += [wire.text_item(wire.NOTE, f"stand-in {name}") for name in sorted(submission.standing_in)[:50]]
        return wire.frame(self._sequence, wire.OK, [*items, self._printed()])

    def _names(self, module: types.ModuleType) -> Iterator[list[Any]]:
        """Yield what the module itself defines; of what it imports, only what comes from the student's own files."""
        count = 0
        own = set(self._submission.texts) if self._submission else set()
        for name, value in list(vars(module).items()):
            if not isinstance(name, str) or name.startswith("__") or count >= _MAX_NAMES:
                continue
            if isinstance(value, types.FunctionType):
                if value.__code__.co_filename in own:
                    yield wire.text_item(wire.FUNCTION, _parameters(value), name[:200])
                    count += 1
            elif isinstance(value, type):
                if value.__module__ not in sys.stdlib_module_names and value.__module__.partition(".")[0] != "numpy":
                    yield wire.text_item(wire.CLASS, "", name[:200])
                    count += 1
            elif isinstance(value, np.ndarray | np.generic | int | float | str | list | tuple | dict):
                yield wire.text_item(wire.CONSTANT, "", name[:200])
                count += 1
            elif callable(value) and isinstance(getattr(value, "__wrapped__", None), types.FunctionType):
                yield wire.text_item(wire.FUNCTION, _parameters(value), name[:200])
                count += 1

    # Calling.

    def _answer(self, frame: Frame) -> bytes:
        submission = self._submission
        assert submission is not None
        asked = wire.take(wire.split(frame.body, frame.items))
        self._begin(asked["seconds"])
        try:
            chain = [tuple(step.split("\x1f")) for step in asked["chain"].split("\x1e")]
            lent = [name for given, value in asked["inputs"].items() for name, _ in wire.arrays_in(value, given)]
            result = self._follow(chain, asked["inputs"])
            items = self._results(result, json.loads(asked["returns"]), asked["inputs"], lent)
            data = wire.frame(self._sequence, wire.OK, [*items, self._printed()])
        except BaseException as error:
            # A name that a notebook's cell failed to set: what failed there is the cause.
            cause = submission.left_out.get(error.name or "") if type(error) is NameError else None
            described = describe(cause or error, submission.texts, loading=False)
            self._timer(0)
            return self._fault(described)
        self._timer(0)
        return data

    def _follow(self, chain: list[tuple[str, ...]], inputs: dict[str, Any]) -> Any:
        value: Any = self._module
        said = ""
        kept: dict[str, tuple[Any, str]] = {}

        def lent(name: str) -> Any:
            return kept[name][0] if name in kept else inputs[name]

        for kind, name, *names in chain:
            if kind == "call":
                args = [lent(n) for n in names if "\x1d" not in n]
                keywords = {k: lent(n) for k, _, n in (one.partition("\x1d") for one in names) if n}
                self._called, value = value, _called(value, said, args, keywords)
            elif kind == "recall":
                value, said = kept[name]
            elif kind == "item":
                value = _entry(value, json.loads(name), said)
            elif kind == "keep":
                parts = [value] if len(names) == 1 else _unpacked(value, names)
                kept.update({n: (part, said) for n, part in zip(names, parts, strict=True)})
            elif kind == "set_item":
                value[json.loads(name)] = lent(names[0])
            elif kind == "set_attribute":
                setattr(value, name, lent(names[0]))
            else:
                said = f"{said}.{name}" if said else name
                if not hasattr(value, name):
                    if value is self._module and self._submission and name in self._submission.left_out:
                        raise self._submission.left_out[name]
                    raise Fault("not_found", what=name, of=said.rpartition(".")[0])
                value = getattr(value, name)
            if kind in ("keep", "set_item", "set_attribute"):
                result, value, said = value, self._module, ""
        return result if kind in ("keep", "set_item", "set_attribute") else value

    def _results(self, result: Any, returns: list[Any], inputs: dict[str, Any], lent: list[str]) -> list[list[Any]]:
        if returns[0] == "nothing" and result is None and _is_empty(self._called):
            raise Fault("not_implemented", why="empty")
        found = values.slots(result, *returns)
        arrays = [(name, values.plain(value, name)) for name, value in found]
        after = {n: a for name, value in inputs.items() for n, a in wire.arrays_in(value, name)}
        # An entry that was taken out of a dict, or is no array any more, is sent as an empty one: that is a change too.
        gone = np.empty(0, bool)
        plain = [(name, values.after(after.get(name, gone), name)) for name in lent]
        if sum(array.nbytes for _, array in arrays + plain) > wire.MAX_BYTES:
            raise Fault("too_large")
        items = [wire.array_item(wire.VALUE, array, name) for name, array in arrays]
        items += [wire.array_item(wire.AFTER, array, name) for name, array in plain]
        return items + [wire.text_item(wire.SHARES, "", name) for name in values.shared(found, inputs)]

    def _begin(self, seconds: float) -> None:
        # From one fixed state each time: a reply does not depend on which calls came before it.
        random.seed(SEED)
        np.random.seed(SEED % 2**32)
        self._output.start(self._limit)
        self._timer(seconds)

    def _printed(self) -> list[Any]:
        return wire.text_item(wire.OUTPUT, self._output.text()[: wire.MAX_TEXT])

    def _fault(self, fault: Described) -> bytes:
        items = [wire.text_item(wire.DETAIL, text[:1000], name) for name, text in fault.facts.items()]
        return wire.frame(self._sequence, fault.status, [*items, self._printed()], fault.line)


def _entry(value: Any, key: Any, said: str) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        there = ", ".join(str(one)[:40] for one in list(value)[:12]) if isinstance(value, dict) else ""
        raise Fault("missing_key", what=str(key), there=there, type=f"{type(value).__name__}"[:60]) from None


def _unpacked(value: Any, names: list[str]) -> list[Any]:
    return [part for _, part in values.slots(value, "tuple", names, [])]


def _called(function: Any, name: str, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not callable(function):
        raise Fault("wrong_type", type=f"{type(function).__name__}"[:60], expected="function", what=name)
    try:
        return function(*args, **keywords)
    except TypeError as error:
        # Only where the call itself did not fit: no frame of the student's was entered.
        traceback = error.__traceback__
        own = traceback is not None and traceback.tb_next is not None
        if not own and isinstance(function, _CALLABLES) and "argument" in str(error):
            facts = {"message": str(error), "parameters": _parameters(function), "what": name}
            raise Fault("wrong_arguments", **facts) from None
        raise


def _nothing() -> None:
    pass


def _is_empty(function: Any) -> bool:
    """Whether a function's body is `pass`, a docstring or a bare `return`."""
    code = getattr(function, "__code__", None)
    return isinstance(code, types.CodeType) and code.co_code[::2] == _nothing.__code__.co_code[::2]


def _parameters(function: Any) -> str:
    if type(function) is types.FunctionType and not hasattr(function, "__wrapped__"):
        code = function.__code__  # inspect takes its time
        count = code.co_argcount + code.co_kwonlyargcount
        names, more = list(code.co_varnames[:count]), list(code.co_varnames[count : count + 2])
        if code.co_flags & inspect.CO_VARARGS:
            names.insert(code.co_argcount, "*" + more.pop(0))
        if code.co_flags & inspect.CO_VARKEYWORDS:
            names.append("**" + more.pop(0))
        return ", ".join(names)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ""
    star: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return ", ".join(star.get(one.kind, "") + one.name for one in parameters)

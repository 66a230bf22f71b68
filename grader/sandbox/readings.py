"""What a checked frame says: a reply to the call it was asked for, or what the module defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.sandbox.calls import Call, Loaded, Reply
from grader.sandbox.inside import wire
from grader.sandbox.replies import Answer, Violation
from grader.sandbox.words import Words, clean

if TYPE_CHECKING:
    from grader.sandbox.calls import Array

_MAX_NAMES = 256


def read_loaded(answer: Answer, words: Words, seconds: float) -> Loaded:
    """Return what the module defines; raise Violation for what is no such answer."""
    if answer.arrays or answer.status in (wire.READY, wire.REFUSED):
        raise Violation("not an answer to loading")
    output = _text(answer, wire.OUTPUT)
    if answer.status != wire.OK:
        kind = wire.STATUSES[answer.status]
        return Loaded(failure=words.of_load(kind, answer.line, _facts(answer), seconds), output=output)
    names: dict[int, dict[str, str]] = {wire.FUNCTION: {}, wire.CLASS: {}, wire.CONSTANT: {}}
    for role, name, text in answer.texts:
        if role in names and len(names[role]) < _MAX_NAMES:
            names[role][clean(name, 200, lines=False)] = clean(text, 1000, lines=False)
    parameters = {name: tuple(p for p in text.split(", ") if p) for name, text in names[wire.FUNCTION].items()}
    notes = tuple(_note(text) for role, _, text in answer.texts if role == wire.NOTE)[:100]
    return Loaded(parameters, tuple(names[wire.CLASS]), tuple(names[wire.CONSTANT]), notes, None, output)


def read_reply(answer: Answer, call: Call, loaded: Loaded, words: Words, seconds: float) -> Reply:
    """Return the reply to a call; raise Violation for what is no such answer."""
    output = _text(answer, wire.OUTPUT)
    if answer.status in (wire.READY, wire.REFUSED):
        raise Violation("not an answer to a call")
    if answer.status != wire.OK:
        if answer.arrays:
            raise Violation("a failure that brings arrays")
        failure = words.of_call(wire.STATUSES[answer.status], answer.line, _facts(answer), call, loaded)
        return Reply(call.id, failure=failure, output=output, seconds=seconds)
    slots = call.returns.slots
    values = tuple(array for role, _, array in answer.arrays if role == wire.VALUE)
    if len(values) != len(slots) or len(values) > wire.MAX_VALUES:
        raise Violation("another number of values than was asked for")
    lent = [name for given, value in call.inputs.items() for name, _ in wire.arrays_in(value, given)]
    after: dict[str, Array] = {name: array for role, name, array in answer.arrays if role == wire.AFTER}
    # Each lent array exactly once: one that is left out would look unchanged.
    if sorted(after) != sorted(lent) or len(answer.arrays) != len(values) + len(after):
        raise Violation("other arguments than were lent")
    shares = tuple(name for name in lent if any(r == wire.SHARES and n == name for r, n, _ in answer.texts))
    return Reply(call.id, values, slots, {name: after[name] for name in lent}, shares, None, output, seconds)


def _text(answer: Answer, role: int) -> str:
    return clean(next((text for r, _, text in answer.texts if r == role), ""))


def _facts(answer: Answer) -> dict[str, str]:
    return {clean(name, 40, lines=False): text for role, name, text in answer.texts if role == wire.DETAIL}


def _note(text: str) -> str:
    text = clean(text, 300, lines=False)
    package = text.removeprefix("stand-in ")
    if package != text:
        return f"{package} is not installed here; nothing is lost as long as your code does not call it"
    return text

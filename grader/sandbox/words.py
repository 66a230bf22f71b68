"""A whole sentence for each thing that can go wrong with a student's code: the child sends facts, words are ours."""

from __future__ import annotations

import re
import signal
import unicodedata
from collections.abc import Mapping

from grader.errors import did_you_mean
from grader.sandbox.calls import Call, Failure, Loaded
from grader.sandbox.inside import wire

KINDS = (
    *wire.STATUSES.values(),
    "crashed",
    "protocol_violation",
    "not_run",
)
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.)?")


def clean(text: str, limit: int = wire.MAX_TEXT, lines: bool = True) -> str:
    """Return a text that is safe to show: no escapes, controls or marks that turn its direction; bounded."""
    text = _ESCAPES.sub("", text[: 4 * limit]).replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "\n\t" if lines else ""
    shown = "".join(
        c if c in kept else " " if c in "\n\t" else c
        for c in text
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _short(text: str, limit: int = 300) -> str:
    return clean(text, limit, lines=False).strip()


_INSTEAD = 'move it under `if __name__ == "__main__":`'
"""Where what a program does when it is started belongs."""


class Words:
    """Makes the sentences of one submission; knows whether it has several files."""

    def __init__(self, several_files: bool, memory_mb: int, output_kb: int) -> None:
        self._several, self._memory, self._output = several_files, memory_mb, output_kb

    def of_load(self, kind: str, line: int, facts: Mapping[str, str], seconds: float) -> Failure:
        """Return the failure of loading the module."""
        return self._failure(kind, line, facts, "your code", seconds, loading=True)

    def of_call(self, kind: str, line: int, facts: Mapping[str, str], call: Call, loaded: Loaded) -> Failure:
        """Return the failure of a call."""
        if kind == "not_found":
            return Failure(kind, _not_found(facts, call, loaded))
        facts = {**facts, "call": _written(call, facts.get("what", ""))}
        return self._failure(kind, line, facts, f"your {call.function}", call.seconds)

    def _failure(
        self, kind: str, line: int, facts: Mapping[str, str], who: str, seconds: float, loading: bool = False
    ) -> Failure:
        facts = {name: _short(text) for name, text in facts.items()}
        sentence = self._sentence(kind, facts, who, seconds, loading) + self._place(line, facts)
        return Failure(kind, clean(sentence, 1000, lines=False), line or None)

    def _place(self, line: int, facts: Mapping[str, str]) -> str:
        if not line:
            return ""
        file, code = facts.get("file", ""), facts.get("code", "")
        where = f"{file}, line {line}" if file.startswith("cell ") or (self._several and file) else f"line {line}"
        return f" ({where}: `{_short(code, 120)}`)" if code else f" ({where})"

    def _sentence(self, kind: str, facts: dict[str, str], who: str, seconds: float, loading: bool) -> str:
        if kind == "load_failed":
            return _load_failed(facts)
        if kind == "not_implemented":
            return _not_implemented(facts, who)
        if kind == "raised" and facts.get("why") == "file":
            return (
                f"{who} opens {facts.get('what') or 'a file'}; the grader has no such file: work on the arguments only"
            )
        if kind == "wrong_type":
            return _wrong_type(facts, who)
        if kind == "missing_key":
            there = f"; it has {facts['there']}" if facts.get("there") else ", it is empty"
            return f"{who} returns {facts.get('type', 'a result')} without '{facts.get('what', '')}'{there}"
        if kind == "wrong_arguments":
            if facts.get("what"):
                who = f"your {facts['what']}"
            return (
                f"{who} takes ({facts.get('parameters', '')}) and cannot be called as {facts['call']}: "
                f"{facts.get('message', '')}"
            )
        if kind == "raised":
            message = facts.get("message", "")
            return f"{who} stopped with {facts.get('type', 'an exception')}" + (f": {message}" if message else "")
        while_loading = " while it is loaded" if loading else ""
        finished = "finished loading" if loading else "finished"
        signal = f" ({facts['signal']})" if facts.get("signal") else ""
        return {
            "timed_out": f"{who} had not {finished} after {seconds:g} s: does a loop never end?",
            "out_of_memory": f"{who} needs more than {self._memory} MB of memory{while_loading}",
            "exited": f"{who} ends the whole program{while_loading} (exit): {_INSTEAD if loading else 'return a value instead'}",
            "too_large": f"{who} returns more than {wire.MAX_BYTES >> 20} MiB",
            "too_much_output": f"{who} prints more than {self._output} KiB{while_loading}: remove the print calls",
            "import_missing": _import_missing(facts),
            "refused_process": _process(facts),
            "refused_write": _write(facts),
            "refused_network": _network(facts),
            "input_called": f"{who} calls input(){while_loading}; nobody is there to type: use the arguments instead",
            "protocol_violation": f"{who} gave back something that is no answer: leave the grader's own channel alone",
            "crashed": f"{who} crashed the Python interpreter{while_loading}{signal}",
            "not_run": facts.get("why", "not run"),
        }.get(kind, f"{who} failed: {kind}")


def _import_missing(facts: Mapping[str, str]) -> str:
    package = facts.get("package", "it")
    if facts.get("why") == "unknown":
        return f"your code calls {package}, which is not among your files and which this course does not install"
    return f"your code calls {package}, which this course does not install"


def _process(facts: Mapping[str, str]) -> str:
    what = facts.get("what", "")
    if what.startswith("ctypes"):
        return "your code calls the system through ctypes; this course runs plain Python and NumPy"
    thread = "thread" in what or (not what and facts.get("by") in ("threading", "concurrent"))
    return f"your code starts a {'thread' if thread else 'process'}; this course runs code without threads or processes"


def _write(facts: Mapping[str, str]) -> str:
    if facts.get("by") == "tempfile":
        return "your code makes a temporary file; the grader has no place to write"
    return f"your code writes {facts.get('what') or 'a file'}; the grader has no place to write"


def _network(facts: Mapping[str, str]) -> str:
    if facts.get("by") == "asyncio":
        return "your code runs asyncio, which needs sockets; this course runs code without network"
    return "your code uses the network; this course runs code without it"


def _load_failed(facts: Mapping[str, str]) -> str:
    why, message = facts.get("why", ""), facts.get("message", "")
    if why == "python2":
        return f"this is Python 2: this course runs Python 3 ({message})"
    if why == "notebook":
        return f"your notebook cannot be read: save it again in Jupyter ({message})"
    if why == "encoding":
        return f"your file cannot be read as text: save it as UTF-8 ({message})"
    if why == "syntax":
        return f"your file is not valid Python: {message}"
    if why == "file":
        return (
            f"your code opens {facts.get('what') or 'a file'} when it is loaded; the grader has no such file: "
            + _INSTEAD
        )
    return f"your code stopped with {facts.get('type', 'an exception')} when it was loaded" + (
        f": {message}" if message else ""
    )


def _not_implemented(facts: Mapping[str, str], who: str) -> str:
    names = facts.get("names", "")
    if facts.get("why") == "none":
        return f"{who} returns None" + (
            f" for {names}" if names else ": is the return missing, or still to be written?"
        )
    if facts.get("why") == "empty":
        return f"{who} is not written yet: there is nothing in it"
    return f"{who} is not written yet: it raises NotImplementedError"


def _wrong_type(facts: Mapping[str, str], who: str) -> str:
    kind, names = facts.get("type", "something else"), facts.get("names", "")
    expected = facts.get("expected")
    if expected == "function":
        return f"your {facts.get('what', '')} is not a function but a {kind}"
    kind += _nth(facts)
    if expected == "tuple":
        return f"{who} returns {kind}; it must return the tuple ({names})"
    if expected == "keys":
        return f"{who} returns {kind}; it must return a dict with {names}"
    return f"{who} returns {kind}" + (f" for {names}" if names else "") + "; an array of numbers is expected"


def _nth(facts: Mapping[str, str]) -> str:
    place = facts.get("place", "")
    return f" as its {({'1': 'first', '2': 'second', '3': 'third'}).get(place, place + 'th')} value" if place else ""


def _not_found(facts: Mapping[str, str], call: Call, loaded: Loaded) -> str:
    name, owner = _short(facts.get("what", "")), _short(facts.get("of", ""))
    if facts.get("why") == "left_out":
        return (
            f"your code sets '{name}' in {_short(facts.get('cell', ''))} as it runs; "
            "from a notebook only imports, functions, classes and plain values are taken"
        )
    if owner:
        return f"your {owner} has no '{name}'"
    known = (*loaded.functions, *loaded.classes, *loaded.constants)
    sentence = f"your code defines no '{name}'"
    hint = did_you_mean(name, known)
    if hint:
        return clean(f"{sentence}; {hint}", 500, lines=False)
    there = [*loaded.functions, *(f"class {one}" for one in loaded.classes)]
    if not there:
        return f"{sentence}, and no function at all"
    return clean(f"{sentence}; it defines {', '.join(there[:12])}{', …' if len(there) > 12 else ''}", 500, lines=False)


def _written(call: Call, function: str = "") -> str:
    """Write the call as a student would; of several statements the last, of a chain only as far as to `function`."""
    text = done = ""
    for step in call.chain:
        if step.kind == "call":
            there = text == function
            text += "(" + ", ".join([*step.args, *(f"{key}={name}" for key, name in step.keywords)]) + ")"
            done = text
            if there:
                break
        elif step.kind in ("keep", "set_attribute", "set_item"):
            text = ""
        elif step.kind == "item":
            text += f"[{step.name}]"
        else:
            text += ("." if text else "") + step.name
    return done or text


def signal_name(number: int) -> str:
    """Return how a crash is called."""
    known = {11: "segmentation fault", 6: "aborted", 8: "arithmetic error", 7: "bus error", 4: "illegal instruction"}
    try:
        return known.get(number) or signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

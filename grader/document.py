"""YAML and JSON text → plain data, with the line and column of every value.

A document is what its author *typed*: every scalar is text, and an empty one is None. What YAML 1.1 would make of `1e-6` (a
text), `yes` (a boolean) or `012` (ten) never happens, and a number keeps the digits it was typed with. Whoever reads the data
knows what it should be: a schema, a number reader, a formula parser. A repeated key, an anchor, an alias or a tag is a problem
with a place. This is the only room that imports yaml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from grader.errors import Location, Problem, did_you_mean

Path = tuple[str | int, ...]
Data = Any  # dict[str, Data] | list[Data] | str | None

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = {"", "~", "null", "Null", "NULL"}
_TAGS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str", "!"}
_DEPTH = 32
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


@dataclass
class Document:
    """Plain data, and where each piece of it stands."""

    file: str
    text: str
    data: Data = None
    problems: list[Problem] = field(default_factory=list)
    """What cannot be read; the rest of the data is there all the same."""
    keys: dict[Path, Location] = field(default_factory=dict)
    values: dict[Path, Location] = field(default_factory=dict)

    def locate(self, path: Path) -> Location:
        """Return the place of the value at `path`, or of the nearest thing around it that is there."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return Location(self.file)

    def locate_key(self, path: Path) -> Location:
        """Return the place of the key that leads to `path`; of the value, where it has no key."""
        return self.keys.get(path) or self.locate(path)

    def line(self, location: Location) -> str:
        """Return the line of the text that `location` points into, as its author wrote it."""
        lines = self.text.splitlines()
        return lines[location.line - 1] if 0 < location.line <= len(lines) else ""

    def problem(self, message: str, location: Location, hint: str = "", severity: str = "error") -> Problem:
        """Return a problem that shows the author's own line."""
        return Problem(message, location, self.line(location), hint, severity)

    def unknown(self, what: str, name: str, known: list[str], location: Location) -> Problem:
        """Return the problem of a name that is none of `known`, with the nearest of them."""
        hint = did_you_mean(name, known) or (f"known here: {', '.join(known)}" if known else "")
        return self.problem(f"{what} '{name}'", location, hint)


def read_yaml(text: str, file: str) -> Document:
    """Read one YAML document; problems are in the result, never raised."""
    document = Document(file, text)
    # A byte order mark and Windows line ends are the editor's doing, not the author's.
    body = text.removeprefix("\ufeff")
    try:
        events = list(yaml.parse(body, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        document.problems.append(_syntax_problem(document, error))
        return document
    except yaml.reader.ReaderError as error:
        line = body.count("\n", 0, error.position) + 1
        column = error.position - (body.rfind("\n", 0, error.position) + 1) + 1
        character = error.character if isinstance(error.character, int) else ord(str(error.character)[0])
        document.problems.append(
            document.problem(f"the character U+{character:04X} cannot stand in YAML", Location(file, line, column))
        )
        return document
    _Builder(document, _joined(body, events)).build()
    return document


def read_json(text: str, file: str) -> Document:
    """Read one JSON document into the same shape: numbers stay the text they were typed as."""
    document = Document(file, text)

    def pairs(items: list[tuple[str, Data]]) -> dict[str, Data]:
        out: dict[str, Data] = {}
        for key, value in items:
            if key in out:
                document.problems.append(Problem(f"the key '{key}' is given twice in one object", Location(file)))
            out.setdefault(key, value)
        return out

    try:
        data = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=pairs, parse_float=str, parse_int=str, parse_constant=str
        )
        document.data = _plain(data, 0)
    except json.JSONDecodeError as error:
        location = Location(file, error.lineno, error.colno)
        document.problems.append(document.problem(f"this is not JSON: {error.msg.lower()}", location))
    except RecursionError:
        document.problems.append(Problem(f"the JSON is nested more than {_DEPTH} deep", Location(file)))
    return document


def _plain(value: Data, depth: int) -> Data:
    if depth > _DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {printable(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else printable(value)


def printable(text: str) -> str:
    """Return the text as any file and any terminal can hold it.

    Escapes can spell half characters (`"\\ud800"`) and control characters (`"\\e[2J"`), which would act instead of being shown.
    """
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).encode("utf-8", "replace").decode()


def _joined(text: str, events: list[Any]) -> list[Any]:
    """Put together again what YAML cuts at a comma inside round brackets: `{call: step(w, x), points: 2}`.

    YAML reads a value `step(w` there, and a key `x)` that has no value; nobody ever means that.
    """
    out: list[Any] = []
    inside: list[bool] = []
    index = 0
    while index < len(events):
        event = events[index]
        index += 1
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append(isinstance(event, yaml.MappingStartEvent) and bool(event.flow_style))
        elif isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
        elif inside and inside[-1] and _is_plain(event) and (depth := _open_brackets(event.value)) > 0:
            for ahead in range(index, len(events) - 1, 2):
                key, value = events[ahead : ahead + 2]
                if not (_is_plain(key) and _is_plain(value) and value.start_mark.index == value.end_mark.index):
                    break
                depth += _open_brackets(key.value)
                if depth <= 0:
                    whole = text[event.start_mark.index : key.end_mark.index]
                    event = yaml.ScalarEvent(None, None, event.implicit, whole, event.start_mark, key.end_mark)
                    index = ahead + 2
                    break
        out.append(event)
    return out


def _is_plain(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style and event.tag is None and event.anchor is None


def _open_brackets(text: str) -> int:
    return text.count("(") - text.count(")")


class _Builder:
    """Builds plain data from parser events: events, unlike nodes, show anchors and tags before anything is shared."""

    def __init__(self, document: Document, events: list[Any]) -> None:
        self.document = document
        self.events: Iterator[Any] = iter(events)

    def build(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem("a second document starts here; one file holds one document", event)
                    return
                self.document.data = self._value(next(self.events), ())

    def _problem(self, message: str, event: Any, hint: str = "", width: int = 0) -> None:
        location = self._location(event)
        if width:
            location = Location(location.file, location.line, location.column, width)
        self.document.problems.append(self.document.problem(message, location, hint))

    def _location(self, event: Any) -> Location:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return Location(self.document.file, start.line + 1, start.column + 1, max(1, width))

    def _value(self, event: Any, path: Path) -> Data:
        self.document.values[path] = self._location(event)
        if isinstance(event, yaml.AliasEvent):
            self._problem(f"an alias (*{event.anchor}) is not allowed here; write the value out", event)
            return f"*{event.anchor}"
        if event.anchor is not None:
            self._problem(
                f"an anchor (&{event.anchor}) is not allowed here; write the value out",
                event,
                width=len(event.anchor) + 1,
            )
        if event.tag is not None and event.tag not in _TAGS:
            self._problem(f"a tag ({_short_tag(event.tag)}) is not allowed here", event, "put quotes around the text")
        if len(path) > _DEPTH:
            self._problem(f"this is nested more than {_DEPTH} deep", event)
            self._skip(event)
            return None
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style  # the C parser says "", the Python one None
            return None if plain and event.value in _EMPTY else printable(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _skip(self, event: Any) -> None:
        depth = 1 if isinstance(event, yaml.CollectionStartEvent) else 0
        while depth:
            event = next(self.events)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _sequence(self, path: Path) -> list[Data]:
        items: list[Data] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Data]:
        out: dict[str, Data] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._problem("a key must be a plain name", event)
                self._skip(event)
                self._value(next(self.events), (*path, "?"))
                continue
            key = printable(event.value)
            if key == "<<" and not event.style:
                self._problem("a merge key (<<) is not allowed here; write the values out", event)
            if key in out:
                first = self.document.keys[(*path, key)]
                self._problem(f"the key '{key}' is given twice; the first is in line {first.line}", event)
                # Both are read, the first one stays: nothing silently wins.
                mine = {p: v for p, v in self.document.values.items() if p[: len(path) + 1] == (*path, key)}
                self._value(next(self.events), (*path, key))
                self.document.values.update(mine)
                continue
            self.document.keys[(*path, key)] = self._location(event)
            out[key] = None
            out[key] = self._value(next(self.events), (*path, key))
        return out


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _syntax_problem(document: Document, error: yaml.MarkedYAMLError) -> Problem:
    """Turn the parser's words into one sentence that says what to do; the common slips have sentences of their own."""
    mark = error.problem_mark or error.context_mark
    location = Location(document.file, mark.line + 1, mark.column + 1) if mark else Location(document.file)
    line = document.line(location)
    said = (error.problem or "").strip()
    hint = ""
    if "\t" in line[: location.column + 1] or "'\\t'" in said:
        message, hint = "a tab cannot indent YAML", "use spaces"
    elif "unexpected end of stream" in said and "quoted scalar" in (error.context or ""):
        message, hint = "a quote that was opened is not closed", "check the quotes before this place"
    elif "mapping values are not allowed" in said:
        message, hint = "a second ': ' stands in this line", "put quotes around a text that holds ': '"
    elif "cannot start any token" in said:
        # The C parser does not say which character it is, the Python one does.
        message, hint = (
            f"a text cannot begin with '{line[location.column - 1 : location.column]}'",
            "put quotes around it",
        )
    elif "could not find expected ':'" in said:
        message, hint = "this line is no 'key: value'", "is a ':' missing, or the indentation off?"
    elif "expected ',' or ']'" in said or "expected ',' or '}'" in said:
        message, hint = (
            f"a bracket that was opened is not closed: {said}",
            "check the brackets and commas before this place",
        )
    elif "expected <block end>" in said or "did not find expected" in said:
        message, hint = f"the structure breaks here: {said}", "check the indentation and the quotes"
    else:
        message = f"this is not YAML: {said or error.context}"
    return document.problem(message, location, hint)

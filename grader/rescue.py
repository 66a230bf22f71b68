"""A file of answers that is no YAML as a whole: read entry by entry, so that one stray quote does not cost the other answers."""

from __future__ import annotations

import re

from grader.document import Document, read_yaml
from grader.errors import Location, Problem

_ENTRY = re.compile(r"(?P<indent> *)(?P<key>[A-Za-z]\w*|\"[^\"]*\"|'[^']*')[ ]*:(?P<rest>(?:\s.*)?)$")


def rescue(broken: Document, text: str, name: str) -> Document:
    """Read a file that is no YAML as a whole, entry by entry: what can be read is, the rest is taken as it was typed."""
    out = Document(name, text, {})
    lines = text.splitlines()
    question: str | None = None
    index = 0
    while index < len(lines):
        line = lines[index].expandtabs(2)
        entry = _ENTRY.fullmatch(line.rstrip())
        if not entry:
            index += 1
            continue
        key, indent = entry["key"].strip("\"'"), len(entry["indent"])
        end = index + 1
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
            end += 1
        nested = (
            indent == 0
            and not entry["rest"].split("#")[0].strip()
            and any(_ENTRY.match(x.expandtabs(2)) for x in lines[index + 1 : end])
        )
        if nested:
            question = key
            out.data.setdefault(key, {})
            out.keys[(key,)] = Location(name, index + 1, indent + 1, len(key))
            index += 1
            continue
        path = (question, key) if indent and question else (key,)
        body = "\n".join(x.expandtabs(2)[indent:] for x in lines[index:end])
        piece = read_yaml(body, name)
        value = (
            piece.data.get(key)
            if not piece.problems and isinstance(piece.data, dict)
            else _typed(entry["rest"], lines[index + 1 : end])
        )
        holder = out.data.setdefault(question, {}) if len(path) == 2 else out.data
        if isinstance(holder, dict) and key not in holder:
            holder[key] = value
            out.keys[path] = Location(name, index + 1, indent + 1, len(key))
        index = end
    if not out.data:
        return broken
    first = broken.problems[0]
    out.problems.append(
        Problem(first.message, first.location, first.source, first.hint or "the other answers are read", "warning")
    )
    return out


def _typed(rest: str, more: list[str]) -> str:
    return "\n".join([rest.strip(), *(line.strip() for line in more)]).strip()


def _indent(line: str) -> int:
    expanded = line.expandtabs(2)
    return len(expanded) - len(expanded.lstrip(" "))

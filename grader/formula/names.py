"""Which name is meant: a declared one in any of its spellings, an entry of one in index notation, or none.

Declared names win over index reading: `x_1` is the name x1 where that is declared, else entry 1 of x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from grader.errors import nearest
from grader.formula.indices import Indices, NameProblem
from grader.formula.letters import key
from grader.formula.scope import Scope

_INDEX = re.compile(r"[0-9]+|[^\W\d_]'*")
_LONGEST = 60
"""No name is meant by more characters, and looking for one would take long."""

_LETTER = re.compile(r"[^\W\d_]'*")


@dataclass(slots=True)
class Pieces:
    """A name as it was found in a text, before it is known what it means."""

    text: str
    """The letters and digits, with underscores: `w_kj`."""
    shown: str = ""
    """How its writer wrote it."""
    marks: str = ""
    """`bar` or `hat`, where one stands over it."""
    subs: list[str] = field(default_factory=list)
    """Subscripts in braces, or after something that is no letter."""
    sup: str = ""
    """What stands in a superscript with brackets: `x^{(i)}`."""
    primes: int = 0
    star: bool = False
    declared: str = ""
    """The name, where one of its author's spellings was found."""

    @property
    def plain(self) -> bool:
        """Whether it is nothing but letters, digits and underscores."""
        return not (self.subs or self.marks or self.primes or self.sup or self.star or self.declared)


@dataclass(frozen=True, slots=True)
class Reference:
    """A declared name, and which of its entries are meant."""

    name: str
    indices: tuple[int | str, ...] = ()
    sample: bool = False


def find(pieces: Pieces, scope: Scope, indices: Indices) -> Reference | NameProblem | None:
    """Return the declared name or entry that is meant, a problem with its indices, or None where no name fits."""
    if pieces.plain:
        name = scope.keys.get(key(pieces.text)) if pieces.text not in scope.ranks else pieces.text
        if name is not None:
            return Reference(name)
        if "_" not in pieces.text:
            return None
    whole = _whole(pieces, scope)
    if whole is not None:
        return Reference(whole)
    sample = pieces.sup if _LETTER.fullmatch(pieces.sup) else ""
    if sample and (name := _whole(_but(pieces, sup=""), scope)) is not None:
        return _entry(name, "", sample, pieces, scope, indices)
    numbered = "" if sample else pieces.sup
    for base, sub in _splits(pieces):
        name = _whole(_but(base, sup=numbered), scope)
        if name is not None:
            return _entry(name, sub, sample, pieces, scope, indices)
        # w_{1j} is entry j of w1 where that is declared and w is not
        digits = re.match(r"[0-9]+(?=[^\W\d_])", sub)
        if digits:
            name = _whole(_but(base, text=base.text + digits.group(), sup=numbered), scope)
            if name is not None:
                return _entry(name, sub[digits.end() :], sample, pieces, scope, indices)
    return None


def spelled(pieces: Pieces) -> list[str]:
    """Return the keys under which a name in these pieces may be declared; a bar may come before or after a number."""
    if pieces.declared:
        return [key(pieces.declared)] if not (pieces.subs or pieces.sup or pieces.primes) else []
    if pieces.plain:
        return [key(pieces.text)]
    text = pieces.text.rstrip("'")
    primes = "'" * (pieces.primes + len(pieces.text) - len(text))
    root, tail = key(text), "".join(map(key, pieces.subs)) + key(pieces.sup)
    star = "*" if pieces.star else ""
    orders = [root + tail + pieces.marks] + ([root + pieces.marks + tail] if tail and pieces.marks else [])
    return [order + primes + star for order in orders] + ([order + "star" + primes for order in orders] if star else [])


def _whole(pieces: Pieces, scope: Scope) -> str | None:
    if pieces.declared and not (pieces.subs or pieces.sup):
        return pieces.declared
    if pieces.text in scope.ranks and not (pieces.subs or pieces.sup or pieces.marks or pieces.primes or pieces.star):
        return pieces.text
    for short in spelled(pieces):
        if short in scope.keys:
            return scope.keys[short]
    return None


def _but(
    pieces: Pieces,
    text: str | None = None,
    subs: list[str] | None = None,
    sup: str | None = None,
    primes: int | None = None,
) -> Pieces:
    return Pieces(
        pieces.text if text is None else text,
        pieces.shown,
        pieces.marks,
        pieces.subs if subs is None else subs,
        pieces.sup if sup is None else sup,
        pieces.primes if primes is None else primes,
        pieces.star,
        pieces.declared,
    )


def _splits(pieces: Pieces) -> Iterator[tuple[Pieces, str]]:
    """Give the ways to see the last subscript as indices."""
    if pieces.subs:
        yield _but(pieces, subs=pieces.subs[:-1]), pieces.subs[-1]
        return
    text = pieces.text.rstrip("'")
    if "_" not in text:
        return
    root, _, last = text.rpartition("_")
    primes = pieces.primes + len(pieces.text) - len(text)
    if primes:
        # y_k' is entry k' of y where k' is an index; h_j' is entry j of h' where that is declared.
        yield _but(pieces, text=root, primes=0), last + "'" * primes
    yield _but(pieces, text=root, primes=primes), last


def _entry(name: str, sub: str, sample: str, pieces: Pieces, scope: Scope, indices: Indices) -> Reference | NameProblem:
    rank = scope.rank(name)
    shown = pieces.shown
    if rank == 0:
        return NameProblem(f"'{shown}' is not declared, and {name} is a scalar: it has no entries")
    wanted = ([sample] if sample else []) + _letters(sub, rank, bool(sample))
    if not wanted or any(w == "?" for w in wanted):
        return NameProblem(
            f"'{shown}' is not declared, and '{sub}' is no index of {name}", "write an index such as w_kj or w_{1,2}"
        )
    unknown = [w for w in wanted if not w.isdigit() and not indices.known(w)]
    if len(sub) > _LONGEST:
        return NameProblem(f"'{shown}' is not declared here")
    if (len(unknown) == len(sub) > 2 or len(unknown) > 3) and not sample:
        return NameProblem(f"'{shown}' is not declared here", meant(pieces, scope, indices))
    near = nearest(shown, scope.candidates()) if unknown and len(sub) > 1 and not sample else None
    if near is not None and near != name:
        return NameProblem(f"'{shown}' is not declared here", f"did you mean '{near}'?")
    if rank is not None and len(wanted) > rank:
        entries = "one index" if rank == 1 else "two indices"
        return NameProblem(f"'{shown}' has {len(wanted)} indices, but {name} has {entries}")
    for letter in wanted:
        if letter == "0":
            return NameProblem(f"'{shown}' is not declared, and entries count from 1")
        if not letter.isdigit():
            problem = indices.problem(letter, shown)
            if problem is not None:
                return problem
    return Reference(name, tuple(int(w[:9]) if w.isdigit() else w for w in wanted), bool(sample))


def _letters(sub: str, rank: int | None, sample: bool) -> list[str]:
    """Return the indices of a subscript: `kj`, `k,j`, `k'`, `1j`; `12` is 1, 2 for a matrix and 12 for a vector."""
    if not sub:
        return []
    if sub.isdigit() and len(sub) == 2 and rank == 2 and not sample:
        return list(sub)
    found: list[str] = []
    for part in sub.replace(" ", ",").split(","):
        at = 0
        while at < len(part):
            match = _INDEX.match(part, at)
            if match is None:
                return ["?"]
            found.append(match.group())
            at = match.end()
    return found


def meant(pieces: Pieces, scope: Scope, indices: Indices) -> str:
    """Return what to write instead of a name that is not declared; empty where nothing is near."""
    shown = pieces.shown
    candidates = scope.candidates()
    if len(shown) > _LONGEST:
        return ""
    for candidate in candidates:
        if key(candidate).casefold() == key(pieces.text).casefold():
            return f"did you mean '{candidate}'?"
    if "'" in shown and (name := scope.keys.get(key(shown.rstrip("'′’")))) and scope.rank(name) != 0:
        return f"did you mean '{name}^T', the transpose of {name}?"
    product = _product(key(pieces.text) if pieces.text.isascii() else pieces.text, scope)
    if product and not (pieces.subs or pieces.marks or pieces.star):
        return f"did you mean '{product}'?"
    for at in range(1, len(shown)):
        name = scope.keys.get(key(shown[:at]))
        rest = shown[at:]
        if name and len(rest) == scope.rank(name) and all(map(indices.known, rest)):
            return f"did you mean '{name}_{rest}'?"
    near = nearest(pieces.text, candidates)
    if near is None and pieces.text in scope.callables():
        return ""
    if near is not None:
        return f"did you mean '{near}'?"
    names = ", ".join(candidates[:12]) + (", …" if len(candidates) > 12 else "")
    return f"the names here are: {names}" if names else ""


def _product(text: str, scope: Scope) -> str:
    """Return the declared names that a run of letters consists of, with the signs put in: `w1x` → `w1*x`."""
    # The fewest factors win; `best[i]` is how the first i letters split.
    best: list[list[str] | None] = [[]] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            before = best[start]
            if before is None or (best[end] is not None and len(before) + 1 >= len(best[end] or [])):
                continue
            part = text[start:end]
            name = scope.keys.get(key(part)) or ("pi" if key(part) == "pi" else None)
            if part.isdigit() and (start == 0 or not text[start - 1].isdigit()):
                name = name or (part if start == 0 else None)
            if name is not None:
                best[end] = [*before, name]
    factors = best[-1]
    if not factors or len(factors) < 2:
        return ""
    scalars = [scope.ranks.get(factor, 0) == 0 for factor in factors]
    signs = ["*" if a or b else " " for a, b in pairwise(scalars)]
    return "".join(factor + sign for factor, sign in zip(factors, [*signs, ""], strict=True))


def letters_of(sub: str, shown: str, rank: int | None, indices: Indices) -> tuple[int | str, ...] | NameProblem:
    """Return the indices of a subscript behind brackets, `(W x)_k`."""
    wanted = _letters(sub, rank, False)
    if not wanted or "?" in wanted or "0" in wanted:
        return NameProblem(f"'{sub}' is no index", "write an index such as (W x)_k or (W x)_{1}; entries count from 1")
    for letter in wanted:
        if not letter.isdigit() and (problem := indices.problem(letter, shown)) is not None:
            return problem
    return tuple(int(w[:9]) if w.isdigit() else w for w in wanted)

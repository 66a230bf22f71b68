"""What a formula may speak of: declared names, functions, spellings, indices and sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from grader.formula.functions import FUNCTION_NAMES, find_function
from grader.formula.latex import normalise
from grader.formula.letters import key
from grader.formula.tokens import Token, tokenize


@dataclass(frozen=True)
class Scope:
    """The names a formula may use. A name may be written in any spelling with the same key, and in its `spellings`."""

    ranks: Mapping[str, int | None]
    """Every declared name → 0 scalar, 1 vector, 2 matrix, None unknown."""
    functions: Mapping[str, Callable[..., np.ndarray]] = field(default_factory=dict)
    """Functions beyond the table, by name; a derivative is `f'`."""
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Declared name → other ways in which students write it; any characters."""
    indices: tuple[str, ...] = ()
    """The names of the answer's axes, for index notation."""
    dims: Mapping[str, int | None] = field(default_factory=dict)
    """Names of sizes, usable as scalars and as upper limits of sums; None where only the values will tell."""

    scalar_products: bool = False
    """Whether a dot between two vectors is their scalar product, and not the product entry by entry."""

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Key of a spelling → the declared name."""
        found: dict[str, str] = {}
        for name, spellings in self.spellings.items():
            for spelling in spellings:
                if (short := _single(spelling)) is not None:
                    found.setdefault(short, name)
        found.update({key(name): name for name in self.dims})
        found.update({key(name): name for name in self.ranks})
        return found

    @cached_property
    def starred(self) -> bool:
        """Whether some name is spelled with a star, which is a product sign everywhere else."""
        return any("*" in short for short in self.keys)

    @cached_property
    def sequences(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Spellings of several tokens, and the names they stand for; longest first."""
        found = [
            (tuple(t.text for t in normalise(tokenize(spelling))), name)
            for name, spellings in self.spellings.items()
            for spelling in spellings
            if _single(spelling) is None and spelling.strip()
        ]
        return tuple(sorted(found, key=lambda pair: -len(pair[0])))

    @cached_property
    def function_keys(self) -> Mapping[str, str]:
        """Key of a spelling → the name of one of the reference's own functions."""
        return {key(name): name for name in self.functions}

    def function(self, short: str) -> str | None:
        """Return the function of this key: the reference's own first, then the table's in any case of letters."""
        return self.function_keys.get(short) or find_function(short)

    def rank(self, name: str) -> int | None:
        """Return the declared rank; sizes are scalars."""
        return self.ranks.get(name, 0)

    def candidates(self) -> list[str]:
        """Return the names that a mistyped one may have been meant to be."""
        return [*self.ranks, *(d for d in self.dims if d not in self.ranks)]

    def callables(self) -> list[str]:
        """Return the functions that a mistyped one may have been meant to be."""
        return [*self.functions, *FUNCTION_NAMES]


def _single(spelling: str) -> str | None:
    """Return the key of a spelling that is one name, with a star or not; None for a sequence of tokens."""
    tokens = [t for t in normalise(tokenize(spelling)) if t.text not in ("_", "{", "}")]
    if not tokens or tokens[0].kind != "name" or any(t.kind not in ("name", "number", "op") for t in tokens):
        return None
    texts = [t.text for t in tokens]
    star = texts[-1:] == ["*"] and len(texts) > 1
    if star:
        del tokens[-1]
        if tokens[-1].text == "^":
            del tokens[-1]
    if any(t.kind == "op" for t in tokens) or any(t.gap for t in tokens[1:]):
        return None
    return "".join(_part(t) for t in tokens) + ("*" if star else "")


def _part(token: Token) -> str:
    return key(token.text) + token.extra

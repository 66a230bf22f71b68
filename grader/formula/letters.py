"""The alphabet: which characters make up names, and which spellings of a name are one name.

Two spellings are one name when their keys are equal: `σ`, `sigma`; `x_1`, `x1`, `x₁`, `x_{1}`; `ŷ`, `y_hat`, `yhat`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOWER = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma_",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
GREEK: dict[str, str] = {chr(0x3B1 + i): word.rstrip("_") for i, word in enumerate(_LOWER)}
"""Greek letter → the word by which LaTeX and keyboards call it."""
GREEK |= {chr(0x391 + i): word.rstrip("_").capitalize() for i, word in enumerate(_LOWER) if i != 17}
GREEK |= {"ϑ": "theta", "ϕ": "phi", "ϵ": "epsilon", "ϱ": "rho", "ϰ": "kappa", "ϖ": "pi", "µ": "mu", "ℓ": "ell"}

GREEK_LETTER: dict[str, str] = {word: chr(0x3B1 + i) for i, word in enumerate(_LOWER) if word != "sigma_"}
GREEK_LETTER |= {w: chr(0x391 + i) for i, w in enumerate(x.capitalize() for x in _LOWER) if i != 17 and w != "Sigma"}

GREEK_COMMANDS: dict[str, str] = {word: word for word in GREEK_LETTER} | {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varsigma": "sigma",
    "varrho": "rho",
    "ell": "ell",
    "Sigma": "Sigma",
}
"""LaTeX command → the word it stands for."""

MARKS: dict[str, str] = {
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u20d7": "",  # an arrow: x⃗ is x
}
"""A sign over a letter → the word that a name without it ends in: ȳ is ybar."""

SUPERSCRIPTS: dict[str, str] = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
SUPERSCRIPTS |= dict(zip("ᵃᵇᶜᵈᵏᵐⁿᵖˢᵘᵛʷˣʸᶻ", "abcdkmnpsuvwxyz", strict=True))
_SUB_DIGITS = "₀₁₂₃₄₅₆₇₈₉"
_SUB_LETTERS = dict(zip("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx", strict=True))

SUBSCRIPTS = _SUB_DIGITS + "".join(_SUB_LETTERS)

PRIMES = "'’′"

_FIRST = r"A-Za-zÀ-ÖØ-öø-ɏͰ-ͽͿ-ϿḀ-ỿµℓ"
_MARK = "".join(MARKS)
_NEXT = _FIRST + "0-9" + _MARK + SUBSCRIPTS
NAME = rf"[{_FIRST}](?:_*[{_NEXT}])*[{PRIMES}]*"
"""A name; an underscore belongs to it only where a letter or digit follows."""

_SPLIT = re.compile(rf"[{PRIMES}]+$")


def spell(text: str) -> tuple[str, str]:
    """Return a name as typed in plain letters, and the marks that stood over it: `ŷₖ` → `y_k`, `hat`."""
    if text.isascii():
        return text, ""
    out: list[str] = []
    marks: list[str] = []
    inside = False
    for c in unicodedata.normalize("NFD", text):
        if c in _SUB_LETTERS:
            out.append(_SUB_LETTERS[c] if inside else "_" + _SUB_LETTERS[c])
            inside = True
            continue
        if c in _SUB_DIGITS:
            out.append(str(_SUB_DIGITS.index(c)))
            continue
        inside = False
        if c in MARKS:
            marks.append(MARKS[c])
        elif c in PRIMES:
            out.append("'")
        else:
            out.append(c)
    return "".join(out), "".join(marks)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what all spellings of one name have in common."""
    plain, marks = spell(text)
    primes = _SPLIT.search(plain)
    tail = primes.group() if primes else ""
    root = plain[: len(plain) - len(tail)]
    if not root.isascii():
        root = "".join(GREEK.get(c, c) for c in root)
    for drop in "_{}, ":
        root = root.replace(drop, "")
    return root + marks + tail


def shown(name: str) -> str:
    """Return a declared name as a person would write it: `theta` → `θ`, else as it was declared."""
    return GREEK_LETTER.get(name, name)

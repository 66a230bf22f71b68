"""From characters to tokens. Nothing is refused here: what is no token is kept as `bad`, and refused where it counts.

Left of the last `=` anything may stand (`∂L/∂w =`), so a character is an error only in the part that is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.formula.letters import NAME, PRIMES, SUBSCRIPTS, SUPERSCRIPTS, spell


@dataclass(slots=True)
class Token:
    """One word of a formula, and where it stands in its writer's text."""

    kind: str
    """`number`, `name`, `op`, `command`, `sum`, `frac`, `compare`, `indicator`, `word`, `bad` or `end`."""
    text: str
    start: int
    end: int
    gap: bool = False
    """Whether a space stands before it."""
    extra: str = ""
    """Of a name: the marks over it. Of a bad token: what is wrong with it."""
    declared: str = ""
    """Of a name that was written in one of its author's spellings: the name itself."""

    def but(
        self, kind: str, text: str | None = None, extra: str = "", start: int | None = None, end: int | None = None
    ) -> Token:
        """Return another token at the same place."""
        return Token(
            kind,
            self.text if text is None else text,
            self.start if start is None else start,
            self.end if end is None else end,
            self.gap,
            extra,
        )


_OPERATORS = {
    "**": "^",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "•": "*",
    "∗": "*",
    "⁎": "*",
    "÷": "/",
    "⁄": "/",
    "∕": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    ".*": "∘",
    "⊙": "∘",
    "⊤": "ᵀ",
    ".T": "ᵀ",
    "./": "/",
    "||": "‖",
    "∥": "‖",
    "⇒": "=",
    "⟹": "=",
    "→": "=",
    "∴": "=",
    "〈": "(",
    "∑": "Σ",
} | dict.fromkeys(PRIMES, "'")
_FRACTIONS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4)}

_COMPARISONS = {"<": "<", ">": ">", "<=": "≤", ">=": "≥", "≤": "≤", "≥": "≥", "⩽": "≤", "⩾": "≥"}
NO_EQUALITY = "a formula has no equation and no inequation: conditions are written with <, >, ≤ or ≥"

_NAMED = {
    "≠": NO_EQUALITY,
    "≈": "give one value: '≈' is not part of a formula",
    "∂": "'∂' stands only left of an '='",
    "∇": "'∇' stands only left of an '='",
    "⊗": "'⊗' has several meanings: write outer(a, b) or a b^T",
    "∫": "integrals are not part of this language",
    "∏": "products over an index are not part of this language",
    "…": "write all terms out, or use a sum: '…' cannot be evaluated",
    ":": "a slice is no part of a formula: write w_kj for an entry, and outer(a, b) for all products of two vectors",
    "!": "factorials are not part of this language",
    "$": "a '$' may stand only at the beginning and at the end",
    "%": "write 0.05 for 5 %",
    "∞": "infinity is not a number here",
}

_SUB = "".join(SUBSCRIPTS)
_TOKEN = re.compile(
    rf"""(?P<space>[\s~\u200b\ufeff]+|(?:np|numpy|math)\.(?:linalg\.|array(?=\())?(?=[A-Za-z(]))
    |(?P<name>{NAME})
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?)
    |(?P<command>\\(?:[A-Za-z]+|.))
    |(?P<sup>[{"".join(SUPERSCRIPTS)}]+)
    |(?P<half>[½⅓⅔¼¾])
    |(?P<arrow>=+>|-+>|:=|:(?=\s)|←)
    |(?P<sub>[{_SUB}]+)
    |(?P<compare>==|<=|>=|!=|[<>≤≥⩽⩾])
    |(?P<op>\*\*|\.\*|\./|\.T(?![A-Za-z0-9_])|\|\||[-+*/^@()\[\]{{}},;.=&|‖_×·⋅∙•∗⁎÷⁄∕−–—⊙∘⊤ᵀ∥⇒⟹→∴√∑{PRIMES}])
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(text: str) -> list[Token]:
    """Return all tokens of the text, in order; commands of LaTeX are still single tokens."""
    tokens: list[Token] = []
    position, gap = 0, False
    match = _TOKEN.match
    while position < len(text):
        found = match(text, position)
        if found is None:
            tokens.append(_unknown(text[position], position, gap))
            position, gap = position + 1, False
            continue
        kind = found.lastgroup or ""
        start, position = position, found.end()
        if kind == "space":
            gap = True
            continue
        word = text[start:position]
        if kind == "name":
            plain, marks = spell(word)
            tokens.append(Token("name", plain, start, position, gap, marks))
        elif kind == "op":
            sign = _OPERATORS.get(word, word)
            tokens.append(Token("sum" if sign == "Σ" else "op", sign, start, position, gap))
        elif kind == "sup":
            _superscript(tokens, word, start, position)
        elif kind == "half":
            over, under = _FRACTIONS[word]
            parts = (("op", "("), ("number", str(over)), ("op", "/"), ("number", str(under)), ("op", ")"))
            tokens += [Token(part, sign, start, position, gap) for part, sign in parts]
        elif kind == "sub":
            tokens.append(Token("op", "_", start, start))
            # Behind a name they are part of it; these stand behind a bracket or a star: `(W x)ₖ`, `o*ₖ`.
            plain = spell("x" + word)[0].removeprefix("x").removeprefix("_")
            tokens.append(Token("number" if plain.isdigit() else "name", plain, start, position))
        elif kind == "arrow":
            tokens.append(Token("op", "=", start, position, gap))
        elif kind == "compare":
            comparison = _COMPARISONS.get(word)
            if comparison is None:
                tokens.append(Token("bad", word, start, position, gap, NO_EQUALITY))
            else:
                tokens.append(Token("compare", comparison, start, position, gap))
        else:
            tokens.append(Token(kind, word.replace("−", "-"), start, position, gap))
        gap = False
    return tokens


def _superscript(tokens: list[Token], word: str, start: int, end: int) -> None:
    plain = "".join(SUPERSCRIPTS[c] for c in word)
    tokens.append(Token("op", "^", start, end))
    if plain[0] in "+-" and plain[1:].isdigit():
        tokens += [Token("op", plain[0], start, end), Token("number", plain[1:], start, end)]
    elif plain.isdigit():
        tokens.append(Token("number", plain, start, end))
    elif (letters := plain.lstrip("+-"))[:1].isalpha() and letters.isalnum() and len(plain) - len(letters) < 2:
        signs = [Token("op", plain[0], start, end)] if letters != plain else []
        tokens += [*signs, Token("name", letters, start, end)]
    else:
        tokens.append(Token("bad", word, start, end, False, f"'{word}' is not an exponent"))


def _unknown(character: str, position: int, gap: bool) -> Token:
    if character == "𝟙":
        return Token("indicator", character, position, position + 1, gap)
    reason = _NAMED.get(character)
    if reason is None:
        printable = f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"
        reason = f"the character {printable} has no meaning in a formula"
    return Token("bad", character, position, position + 1, gap, reason)

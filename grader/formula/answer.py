"""Which part of a text is the answer: what stands right of the last `=`, without what only dresses it."""

from __future__ import annotations

from grader.formula.commands import STOPS, WORDS
from grader.formula.latex import normalise
from grader.formula.messages import FormulaError
from grader.formula.scope import Scope
from grader.formula.tokens import Token, tokenize

_OPENING = {"(", "[", "{", "matrix", "cases"}
_CLOSING = {")", "]", "}", "endmatrix", "endcases"}


def prepare(text: str, scope: Scope) -> list[Token]:
    """Return the tokens of a text: LaTeX is gone, and the author's spellings are the names they stand for."""
    tokens = normalise(tokenize(text))
    for token in tokens:
        if token.kind == "name" and token.text.lower() in WORDS and token.text not in scope.keys:
            token.kind, token.text = "word", token.text.lower()
    return _spelled(tokens, scope) if scope.sequences else tokens


def answer(text: str, tokens: list[Token]) -> list[Token]:
    """Return the tokens right of the last `=`, without dollar signs around and a full stop behind them."""
    first = 0
    while first < len(tokens) and tokens[first].text == "$":
        first += 1
    last = _without_stops(tokens, first)
    start, comma, depth = first, None, 0
    choice = _is_choice(tokens)
    for i in range(first, last):
        token = tokens[i]
        if token.kind == "bad":
            if token.text == "stop":
                before = i
                while before > first and tokens[before - 1].text == "{":
                    before -= 1
                if before > first and depth == i - before:
                    last = before
                    break
        elif token.kind == "word" and depth == 0 and token.text in STOPS and i > first:
            if not choice:
                last = i  # a remark: `y_k (1 - y_k) if k = k'`
                break
        elif token.kind != "op":
            continue
        elif token.text in _OPENING:
            depth += 1
        elif token.text in _CLOSING:
            depth = max(0, depth - 1)  # "Q1) a) h = …" opens none
        elif depth == 0 and token.text in (",", ";") and i + 1 < last:
            comma = comma or token
        elif depth == 0 and token.text == "=" and not _is_limit(tokens, i):
            sign = tokens[i - 1]
            if i > first and sign.text in ("+", "-", "*", "/") and sign.end == token.start:
                shown = text[sign.start : token.end]
                raise FormulaError(
                    f"'{shown}' is no part of a formula",
                    text,
                    sign.start + 1,
                    2,
                    "write the new value: a − b, not a -= b",
                )
            if text[token.start : token.end] == ":":
                _check_colon(text, tokens, i)
            if comma is not None:
                raise FormulaError(
                    "there is more than one formula here", text, comma.start + 1, 1, "write the answer alone"
                )
            start = i + 1
    last = _without_stops(tokens[:last], start)
    if start >= last:
        if start > first:
            sign = tokens[start - 1]
            shown = text[sign.start : sign.end]
            raise FormulaError(
                f"nothing stands right of the last '{shown}'", text, sign.start + 1, sign.end - sign.start
            )
        raise FormulaError("there is no formula here", text)
    return tokens[start:last]


def _check_colon(text: str, tokens: list[Token], i: int) -> None:
    """Refuse a colon that divides or chooses: only one behind a label says that the answer follows."""
    asked = next((t for t in tokens[:i] if t.text == "?"), None)
    if asked is not None:
        hint = "write a choice as: a if x > 0 else b"
        raise FormulaError("'?' and ':' are not read", text, asked.start + 1, 1, hint)
    if i and tokens[i - 1].kind == "number" and tokens[i].gap:
        hint = "write a/b for a quotient, and the answer alone where this is a label"
        raise FormulaError("':' can be read in two ways", text, tokens[i].start + 1, 1, hint)


def _without_stops(tokens: list[Token], first: int) -> int:
    """Return where the tokens end without the punctuation of a sentence."""
    last = len(tokens)
    while last > first and tokens[last - 1].text in ("$", ".", ",", ";") and tokens[last - 1].kind in ("op", "bad"):
        last -= 1
    return last


def _is_choice(tokens: list[Token]) -> bool:
    """Return whether words such as `if` choose between values, and do not begin a remark."""
    words = [i for i, t in enumerate(tokens) if t.kind == "word"]
    if len(words) != 1:
        return len(words) > 1
    behind = tokens[words[0] + 1 :]
    everywhere = bool(behind) and behind[0].text in ("all", "any", "every")  # `1/x for all x > 0`
    return any(t.kind == "compare" for t in (tokens if tokens[words[0]].text == "if" else behind)) and not everywhere


def _is_limit(tokens: list[Token], i: int) -> bool:
    """Return whether this `=` belongs to a sum, as in `sum_i=1^m`."""
    if i and tokens[i - 1].kind == "name" and tokens[i - 1].text.startswith(("sum_", "Σ_")):
        return i + 1 < len(tokens) and tokens[i + 1].kind == "number"
    return i > 2 and tokens[i - 2].text == "_" and (tokens[i - 3].kind == "sum" or tokens[i - 3].text in ("sum", "Σ"))


def _spelled(tokens: list[Token], scope: Scope) -> list[Token]:
    """Return the tokens with each spelling of several tokens as one name."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        for words, name in scope.sequences:
            if tokens[i].text == words[0] and (match := _match(tokens, i, words)) is not None:
                index, end = match
                first, last = tokens[i], tokens[i + len(words) - 1 - bool(index)]
                found += [Token("name", name, first.start, last.end, first.gap, declared=name), *index]
                i = end
                break
        else:
            found.append(tokens[i])
            i += 1
    return found


def _match(tokens: list[Token], start: int, words: tuple[str, ...]) -> tuple[list[Token], int] | None:
    """Return where a spelling ends that stands here, and the index in it: `h(x)` also spells `h(x_i)`, which is h_i."""
    end = start + len(words)
    texts = tuple(t.text for t in tokens[start:end])
    if texts == words:
        return [], end
    if words[-1] != ")" or texts[:-2] != words[:-2]:
        return None
    root, _, sub = texts[-2].partition("_")
    if sub and root == words[-2] and texts[-1] == ")":
        at = tokens[end - 2].end - len(sub)
        return [Token("op", "_", at - 1, at), Token("name", sub, at, at + len(sub))], end
    if texts[-2] != words[-2] or texts[-1] not in ("_", "^"):
        return None
    depth = 0
    for i in range(end - 1, min(end + 8, len(tokens))):
        depth += (tokens[i].text in ("(", "{")) - (tokens[i].text in (")", "}"))
        if depth < 0:
            return tokens[end - 1 : i], i + 1
    return None

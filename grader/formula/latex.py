r"""From LaTeX to the tokens of plain formulas, each still at its column in the writer's text.

`\cdot` becomes `*`, `\left(` becomes `(`, `\hat{y}` becomes the name y with a hat; what only dresses a formula
(`\,`, `\underline{…}`, `\boxed{…}`, `$`) goes away. What cannot be read becomes a `bad` token with its reason.
"""

from __future__ import annotations

from dataclasses import replace

from grader.errors import nearest
from grader.formula.commands import (
    BOLD,
    CASES,
    COMPARISONS,
    DRESS,
    DROPPED,
    FONTS,
    INDICATOR,
    LINES,
    MARKS,
    MATRICES,
    NAMES,
    ONES,
    OPERATORS,
    REASONS,
    ROWS,
    SECOND,
    SPACES,
    STOPS,
    WORDS,
)
from grader.formula.letters import GREEK_LETTER, key
from grader.formula.tokens import Token


def normalise(tokens: list[Token]) -> list[Token]:
    """Return the tokens of the same formula without LaTeX."""
    if not any(t.kind == "command" or t.text in "$&" for t in tokens):
        return tokens
    return _Normaliser(tokens).run()


class _Normaliser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.closes, self.equations = _matching(tokens)
        self.out: list[Token] = []
        self.skip: set[int] = set()
        self.marked: dict[int, tuple[str, int]] = {}
        self.environments: list[str] = []
        self.gap = False
        self.at = 0

    def run(self) -> list[Token]:
        while self.at < len(self.tokens):
            i = self.at
            token = self.tokens[i]
            self.at += 1
            if i in self.skip:
                self.gap = self.gap or token.gap
            elif token.kind == "command":
                self.command(i, token, token.text[1:])
            elif token.text == "&" and token.kind == "op" and self.environments:
                if self.environments[-1] in ROWS:
                    self.emit(token)
                else:
                    self.gap = True
            elif token.kind == "name" and token.text[:1] == "T" and self.is_raised(i):
                # \theta^Tx: TeX raises only the T
                self.emit(token.but("name", text="T", end=token.start + 1))
                self.emit(Token("name", token.text[1:], token.start + 1, token.end, True, token.extra))
            elif token.text == "$" and self.environments[-1:] == ["cases"]:
                self.gap = True  # \text{if $x > 0$}
            elif token.text == "$" or token.kind == "bad":
                self.emit(token)
            else:
                if i in self.marked:
                    mark, start = self.marked[i]
                    token = replace(token, extra=token.extra + mark, start=start)
                self.emit(token)
        return self.out

    def is_raised(self, i: int) -> bool:
        """Return whether this token stands right behind a `^`, and begins like a name behind a transpose."""
        token = self.tokens[i]
        named = token.text in GREEK_LETTER or not token.text[1:2].isalpha()
        return i > 0 and self.tokens[i - 1].text == "^" and not named

    def emit(self, token: Token) -> None:
        if self.gap and not token.gap:
            token.gap = True
        self.gap = False
        self.out.append(token)

    def command(self, i: int, token: Token, name: str) -> None:
        if name in SPACES:
            self.gap = True
        elif name in DROPPED:
            self.gap = self.gap or token.gap
            following = self.peek()
            if name in ("left", "right") and following is not None and following.text in (".", "|", r"\|", r"\vert"):
                self.bar(name, following)
        elif name == "\\":
            if self.environments and self.environments[-1] in ROWS:
                self.emit(token.but("op", text="\\\\"))
            else:
                self.gap = True
        elif name in OPERATORS:
            self.emit(token.but("op", text=OPERATORS[name]))
        elif name in NAMES:
            self.emit(token.but("name", text=NAMES[name]))
        elif name in COMPARISONS:
            self.emit(token.but("compare", text=COMPARISONS[name]))
        elif name in ("frac", "dfrac", "tfrac", "cfrac"):
            self.emit(token.but("frac"))
        elif name == "sum":
            self.emit(token.but("sum", text="Σ"))
        elif name in ("begin", "end"):
            self.environment(i, token, name)
        elif name in FONTS:
            self.font(token, name)
        elif name in MARKS:
            self.mark(token, MARKS[name])
        elif name in DRESS:
            self.dress(DRESS[name])
        elif name in SECOND:
            self.second()
        else:
            self.bad(token, name)

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def group(self, start: int) -> int | None:
        """Return where the brace that opens at `start` is closed."""
        if start < len(self.tokens) and self.tokens[start].text == "{" and self.tokens[start].kind == "op":
            return self.closes.get(start)
        return None

    def bar(self, side: str, bar: Token) -> None:
        r"""`\left|` and `\right|` say by themselves which one opens; the point of `\left.` is no sign at all."""
        self.at += 1
        if bar.text != ".":
            sign = "‖" if bar.text == r"\|" else "|"
            self.emit(bar.but("op", text=sign, extra=side))

    def bad(self, token: Token, name: str) -> None:
        # A near command is looked for only where it counts: a thousand unknown ones would be a thousand searches.
        self.emit(token.but("bad", extra=REASONS.get(name, "")))

    def font(self, token: Token, name: str) -> None:
        close = self.group(self.at)
        following = self.peek()
        if close is None:
            if following is not None and following.text == "1" and name in BOLD:
                self.at += 1
                self.one(token, name, following.end)
            self.gap = self.gap or token.gap  # \mathbf W
            return
        inside = self.tokens[self.at + 1 : close]
        if [t.text for t in inside] == ["1"] and name in BOLD:
            self.at = close + 1
            self.one(token, name, self.tokens[close].end)
            return
        words = [t.text for t in inside if t.kind == "name"]
        if words and words[0] in WORDS and (self.environments[-1:] == ["cases"] or len(inside) < 3):
            self.skip |= {self.at, close}  # the words of a choice are read with the rest of it
            self.gap = True
            return
        plain = len(inside) == 1 and (words or inside[0].text in ("ᵀ", "*"))
        stops = bool(words) and words[0].lower() in STOPS
        if name in ("text", "textrm", "mathrm", "mbox", "textbf", "textnormal") and (not plain or stops):
            structured = any(t.text in ("_", "^") or t.kind == "command" for t in inside)
            if not structured or stops:
                self.at = close + 1
                reason = "words are not part of a formula" if words else "this text is not part of a formula"
                end = self.tokens[close].end
                self.emit(token.but("bad", "stop" if stops else "words", extra=reason, end=end))
                return
        if plain:
            self.emit(replace(inside[0], start=token.start, end=self.tokens[close].end, gap=token.gap))
            self.at = close + 1
            return
        self.gap = self.gap or token.gap

    def one(self, token: Token, name: str, end: int) -> None:
        """Emit a 1 in a font of its own: an indicator where a bracket or an index follows, else a vector of ones."""
        ahead = self.at
        while ahead < len(self.tokens) and self.tokens[ahead].text[1:] in DROPPED | SPACES:
            ahead += 1
        opened = ahead < len(self.tokens) and self.tokens[ahead].text in ("(", "[", "{", "\\{", "\\lbrace", "_")
        reason = INDICATOR if name not in ("mathbf", "boldsymbol", "bm", "vec") else ONES
        self.emit(token.but("indicator" if opened else "bad", text="1", end=end, extra=reason))

    def mark(self, token: Token, mark: str) -> None:
        close = self.group(self.at)
        if close is None:
            if (following := self.peek()) is not None and following.kind in ("name", "command"):
                self.marked[self.at] = mark, token.start
                self.gap = self.gap or token.gap
                if following.kind == "command" and following.text[1:] in NAMES:
                    self.at += 1
                    word = NAMES[following.text[1:]]
                    self.emit(following.but("name", text=word, start=token.start, extra=mark))
            else:
                self.emit(token.but("bad", extra="a sign over a letter needs the letter, as in \\bar{y}"))
            return
        inside = [t for t in self.tokens[self.at + 1 : close] if t.text not in ("{", "}")]
        words = [
            NAMES.get(t.text[1:], "?") if t.kind == "command" else t.text
            for t in inside
            if t.kind != "command" or t.text[1:] not in FONTS
        ]
        name = "".join(words)
        end = self.tokens[close].end
        self.at = close + 1
        if key(name).replace("'", "").isalnum() and not name[0].isdigit():
            extra = "".join(t.extra for t in inside) + mark
            self.emit(token.but("name", text=name, end=end, extra=extra))
        else:
            reason = "a bar or a hat stands over a single name, as in \\bar{y}"
            self.emit(token.but("bad", end=end, extra=reason))

    def dress(self, label: str) -> None:
        close = self.group(self.at)
        if close is None:
            return
        if self.at in self.equations:
            self.skip |= {self.at, close}  # the whole equation stands in the box
        after = close + 1
        if label and after < len(self.tokens) and self.tokens[after].text == label:
            end = self.group(after + 1)
            last = end if end is not None else min(after + 1, len(self.tokens) - 1)
            self.skip.update(range(after, last + 1))

    def second(self) -> None:
        close = self.group(self.at)
        if close is None:
            return
        self.at = close + 1
        if (inner := self.group(self.at)) is not None:
            self.skip |= {self.at, inner}

    def environment(self, i: int, token: Token, name: str) -> None:
        close = self.group(self.at)
        if close is None:
            reason = f"\\{name} needs the name of an environment, as in \\{name}{{bmatrix}}"
            self.emit(token.but("bad", extra=reason))
            return
        title = "".join(t.text for t in self.tokens[self.at + 1 : close]).rstrip("*")
        end = self.tokens[close].end
        self.at = close + 1
        if title in ("array", "matrix", "aligned") and name == "begin" and i and self.tokens[i - 1].text == "\\{":
            title = "cases"  # \left\{ \begin{array}{ll} … \end{array} \right.
            del self.out[-1:]
            if (columns := self.group(self.at)) is not None:
                self.at = columns + 1
        elif title in ROWS | LINES and name == "end" and self.environments[-1:] == ["cases"]:
            title = "cases"
        if title in CASES:
            if name == "begin":
                self.environments.append("cases")
            elif self.environments:
                self.environments.pop()
            self.emit(token.but("op", text="cases" if name == "begin" else "endcases", end=end))
        elif title in MATRICES:
            if name == "begin":
                self.environments.append(title)
                if title == "array" and (columns := self.group(self.at)) is not None:
                    self.at = columns + 1
            elif self.environments:
                self.environments.pop()
            self.emit(token.but("op", text="matrix" if name == "begin" else "endmatrix", end=end))
        elif title in LINES:
            if name == "begin":
                self.environments.append(title)
            elif self.environments:
                self.environments.pop()
            self.gap = True
        else:
            self.emit(token.but("bad", end=end, extra=f"the environment '{title}' is not known here"))


def unknown_command(text: str) -> str:
    """Return what to say of a LaTeX command that is not known."""
    name = text[1:]
    known = [*NAMES, *OPERATORS, *FONTS, *MARKS, "frac", "sum", "begin", "underline", "boxed"]
    near = nearest(name, [word for word in known if word.isalpha()]) if name.isalpha() and len(name) < 30 else None
    return f"the LaTeX command '{text}' is not known here" + (f": did you mean '\\{near}'?" if near else "")


def _matching(tokens: list[Token]) -> tuple[dict[int, int], set[int]]:
    """Return where each brace is closed, and which braces hold an equation, be it in a box within theirs."""
    closes: dict[int, int] = {}
    equations: set[int] = set()
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token.kind == "op" and token.text == "{":
            opened.append(i)
        elif token.kind == "op" and token.text == "}" and opened:
            closes[opened.pop()] = i
        elif token.text == "=":
            for brace in reversed(opened):
                if brace in equations:
                    break
                equations.add(brace)
                if tokens[brace - 1].text[1:] not in DRESS:
                    break
    return closes, equations

"""What stands in brackets: groups, shapes, lists and matrices."""

from __future__ import annotations

from grader.formula.choices import Choices
from grader.formula.stream import OPENING
from grader.formula.tokens import Token
from grader.formula.tree import Array, Node, Tuple


class Brackets(Choices):
    """The part of the parser that reads brackets."""

    def group(self, opened: Token) -> Node:
        """Read brackets: around a formula, or around a shape such as `(d, 1)` where that is the whole answer."""
        self.brackets.append(opened.text)
        first = self.at == 1
        inner = self.choice()
        if first and self.is_op(","):
            items = [inner]
            while self.is_op(","):
                self.next()
                if not self.is_op(")"):
                    items.append(self.expression(0))
            close = self.closing(opened, OPENING[opened.text])
            if self.token.kind != "end":
                raise self.error(
                    f"'{self.slice((opened.start, close.end))}' is a shape, not an operand", opened.start, close.end
                )
            return Tuple(tuple(items), span=(opened.start, close.end))
        close = self.closing(opened, OPENING[opened.text])
        return _respan(inner, (opened.start, close.end))

    def bracketed_list(self, opened: Token) -> Node:
        """Read `[a, b]` or `[[a, b], [c, d]]`; where it is an operand of something, `[a]` is only a bracket."""
        outside = self.at == 1 or (self.brackets[-1:] == ["["] and self.tokens[self.at - 2].text in ("[", ","))
        self.brackets.append("[")
        items = [self.expression(0)]
        if self.token.kind == "compare":
            truth = self.comparison(items[0]).node()
            return _respan(truth, (opened.start, self.closing(opened, "]").end))
        while self.is_op(","):
            self.next()
            items.append(self.expression(0))
        close = self.closing(opened, "]")
        span = (opened.start, close.end)
        alone = outside and (self.token.kind == "end" or (self.token.kind == "op" and self.token.text in (",", "]")))
        if len(items) == 1 and not alone and not isinstance(items[0], Array):
            return _respan(items[0], span)
        return self.array(items, span)

    def array(self, items: list[Node], span: tuple[int, int]) -> Node:
        rows = [item for item in items if isinstance(item, Array)]
        if rows and len(rows) < len(items):
            other = next(item for item in items if not isinstance(item, Array))
            raise self.error("a list holds either entries or rows, not both", *other.span)
        for row in rows:
            if any(isinstance(item, Array) for item in row.items):
                raise self.error("lists are nested at most twice: a matrix is a list of rows", *row.span)
            if len(row.items) != len(rows[0].items):
                lengths = f"{len(rows[0].items)} and {len(row.items)}"
                message = f"the rows of a matrix have equal lengths, and these have {lengths} entries"
                raise self.error(message, *row.span)
        return Array(tuple(items), span=span, kind="matrix" if rows else "column")

    def matrix(self, opened: Token) -> Node:
        """Read the rows of a LaTeX matrix; one column is a vector."""
        self.brackets.append("matrix")
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(0))
            if self.is_op("&"):
                self.next()
            elif self.is_op("\\\\"):
                self.next()
                if self.is_op("endmatrix"):
                    break
                rows.append([])
            else:
                break
        close = self.closing(opened, "endmatrix")
        span = (opened.start, close.end)
        if all(len(row) == 1 for row in rows):
            return Array(tuple(row[0] for row in rows), span=span, kind="column")
        lists: list[Node] = [Array(tuple(row), span=(row[0].span[0], row[-1].span[1]), kind="column") for row in rows]
        return self.array(lists, span)


def _respan(node: Node, span: tuple[int, int]) -> Node:
    """Let a node reach over its brackets, so that messages show them."""
    object.__setattr__(node, "span", span)  # the node is new, and nobody else has seen it yet
    return node

"""Every example of docs/formula-language.md says what the language does."""

import re
from pathlib import Path

import numpy as np
import pytest

from grader.formula import FUNCTIONS, FormulaError, Scope, parse, parse_lines

PAGE = Path(__file__).parents[2] / "docs" / "formula-language.md"
SCALARS = dict.fromkeys(["a", "b", "c", "z", "w1", "x1", "x2", "W2_bar"], 0)
VECTORS = dict.fromkeys(["x", "theta", "u", "h", "o", "target", "y", "y_hat"], 1)
MATRICES = dict.fromkeys(["W", "W1", "w", "A", "X"], 2)


def scope(indices: tuple[str, ...] = ()) -> Scope:
    return Scope(
        {**SCALARS, **VECTORS, **MATRICES}, {"f'": np.tanh}, {"target": ["t", "o*"]}, indices=indices, dims={"n": None}
    )


def rows() -> list[tuple[str, list[str]]]:
    """Give the rows of all tables, each with the first cell of its table's head."""
    found, head = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            head = ""
            continue
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not head:
            head = cells[0]
        elif set(cells[0]) != {"-"}:
            found.append((head, cells))
    return found


def code(cell: str) -> str:
    return cell.removeprefix("`").removesuffix("`")


def axes(head: str) -> tuple[str, ...]:
    named = re.search(r"axes ([a-z](?:, [a-z])*)", head)
    return tuple(named.group(1).split(", ")) if named else ()


@pytest.mark.parametrize(("head", "cells"), [row for row in rows() if row[0].endswith("you write")])
def test_reads_what_the_page_reads(head: str, cells: list[str]) -> None:
    assert str(parse(code(cells[0]), scope(axes(head)))) == code(cells[1])


@pytest.mark.parametrize("cells", [cells for head, cells in rows() if head == "refused"])
def test_refuses_what_the_page_refuses(cells: list[str]) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(code(cells[0]), scope())
    assert [caught.value.message, caught.value.hint] == cells[1:]


def test_lists_all_functions() -> None:
    listed = {
        code(cells[0]): (tuple(code(c) for c in cells[1].split(", ") if c), cells[2])
        for head, cells in rows()
        if head == "function"
    }
    assert listed == {name: (row.also, row.meaning) for name, row in FUNCTIONS.items()}


def test_names_are_those_the_page_declares() -> None:
    declared = {what: cells[0] for head, cells in rows() if head == "names" for what in [cells[1]]}
    assert [code(c) for c in declared["scalars"].split(", ")] == list(SCALARS)
    assert [code(c) for c in declared["vectors"].split(", ")] == list(VECTORS)
    assert [code(c) for c in declared["matrices"].split(", ")] == list(MATRICES)


def test_the_graph_of_the_page_reads() -> None:
    block = PAGE.read_text(encoding="utf-8").split("```")[1]
    lines = parse_lines(block, Scope({"w1": 0, "x1": 0, "b": 0}))
    assert [(d.name, str(d.formula)) for d in lines] == [("a1", "w1·x1"), ("z1", "a1 + b"), ("s", "σ(z1)")]

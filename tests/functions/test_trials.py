"""A table of modules as students write them: the outcome, the points and the sentence of each."""

from __future__ import annotations

import pytest

from functions.conftest import Grade
from functions.rows import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_module_gets_what_it_must(row: Row, grade: Grade) -> None:
    result = grade(row.part, row.files, row.main)
    said = "\n".join([*result.feedback, *grade.notes])  # type: ignore[attr-defined]
    assert (str(result.outcome), float(result.points)) == (row.outcome, row.points), said
    for words in row.says:
        assert words in said
    for words in row.silent:
        assert words not in said

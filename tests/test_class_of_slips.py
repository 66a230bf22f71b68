"""A class in which everybody makes one known misconception: it is named, later parts follow, nothing right is accused."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from grader.binding import open_key

ROOT = Path(__file__).resolve().parent.parent


def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("slips_benchmark", ROOT / "benchmarks" / "slips.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["slips_benchmark"] = module
    spec.loader.exec_module(module)
    return module


slips = _benchmark()


@pytest.mark.parametrize("homework", ["hw1", "hw2", "hw5"])
def test_slips_in_numbers_are_named_and_carried_through(homework: str) -> None:
    tally = slips.Tally()
    for _, one in slips.numbers(open_key(ROOT / "assignments" / f"{homework}.yaml")):
        tally.add(one)
    assert tally.slips > 15
    assert tally.named >= 0.95 * tally.slips, tally.missed
    assert tally.followed >= 0.95 * tally.later, tally.missed
    assert tally.false == 0, tally.missed
    assert tally.accused == 0


@pytest.mark.parametrize("homework", ["hw1", "hw2"])
def test_wrong_formulas_that_an_assignment_lists_are_named(homework: str) -> None:
    found = list(slips.formulas(open_key(ROOT / "assignments" / f"{homework}.yaml")))
    assert found
    assert [missed for _, tally in found for missed in tally.missed] == []


@pytest.mark.parametrize("homework", ["hw2", "hw4", "hw5"])
def test_slips_in_functions_are_named_over_all_cases(homework: str) -> None:
    found = list(slips.functions(open_key(ROOT / "assignments" / f"{homework}.yaml")))
    named = sum(tally.named for _, tally in found)
    assert named >= 0.95 * len(found)
    assert sum(tally.false for _, tally in found) == 0

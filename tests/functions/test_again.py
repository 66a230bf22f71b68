"""`--case`: one case again, with all its numbers, for who may see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from functions.conftest import COURSE, written
from functions.rows import GOOD
from grader.cli import main

WRONG = GOOD.replace("len(yb)\n", "batch\n")


def again(folder: Path, case: str, *more: str) -> Result:
    submission = written(folder, WRONG) / "trial.py"
    return CliRunner().invoke(
        main, ["-a", str(COURSE / "assignments/trial.yaml"), "--case", case, *more, str(submission)]
    )


def test_a_case_is_run_again_with_inputs_theirs_and_ours(tmp_path: Path) -> None:
    found = again(tmp_path, "epoch.softmax:3")
    assert found.exit_code == 0
    assert found.stdout.startswith("epoch.softmax, case 3, short: fails\nseed trial/epoch.softmax/1/0\n")
    for words in ("X = float64 (10, 3)", "y = uint8 (10,)", "batch = 4", "theta_new: differs", "theirs", "ours"):
        assert words in found.stdout
    assert again(tmp_path, "softmax:3").stdout == found.stdout


@pytest.mark.parametrize(
    ("case", "more", "said"),
    [
        ("epoch.network:4", (), "case 4 of epoch.network is hidden: nothing of it is shown"),
        ("epoch.softmax:3", ("--feedback", "hints"), "--case shows expected values; the feedback here is 'hints'"),
        ("epoch.softmax:9", (), "'9' is no case of epoch.softmax: they are numbered 1 to 4"),
        ("7", (), "there are several function parts; write --case PART:NUMBER with one of: epoch.softmax"),
    ],
)
def test_what_is_not_shown(tmp_path: Path, case: str, more: tuple[str, ...], said: str) -> None:
    found = again(tmp_path, case, *more)
    assert found.exit_code == 2
    assert said in found.stderr
    assert not found.stdout

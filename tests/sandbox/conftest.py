"""One sandbox of each level for all tests: starting one takes longer than using it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox import Sandbox, SandboxError


def _open(level: str) -> Iterator[Sandbox]:
    with Sandbox(level) as sandbox:  # type: ignore[arg-type]
        try:
            assert sandbox.level.startswith(level)
        except SandboxError as error:
            pytest.skip(str(error))
        yield sandbox


@pytest.fixture(scope="session")
def strict() -> Iterator[Sandbox]:
    yield from _open("strict")


@pytest.fixture(scope="session")
def limited() -> Iterator[Sandbox]:
    yield from _open("limited")


@pytest.fixture(params=["strict", "limited"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both levels, one after the other: the verdicts must be the same."""
    opened: Sandbox = request.getfixturevalue(request.param)
    return opened

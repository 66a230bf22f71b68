"""Runs calls of a student's module apart from us: gives back arrays or a Failure, never a score.

    with Sandbox() as sandbox:
        run = sandbox.run(Code((("hw3.py", source),), "hw3.py"), [Call("q1.u", chain, inputs), …], Limits())

Only the plain data is imported here; the machinery comes with the first use of `Sandbox` or `doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.sandbox.calls import Call, Code, Failure, Limits, Loaded, Reply, Returns, Run, SandboxError, Step

if TYPE_CHECKING:
    from grader.sandbox.box import Sandbox
    from grader.sandbox.layers import doctor

__all__ = [
    "Call",
    "Code",
    "Failure",
    "Limits",
    "Loaded",
    "Reply",
    "Returns",
    "Run",
    "Sandbox",
    "SandboxError",
    "Step",
    "doctor",
]


def __getattr__(name: str) -> Any:
    if name == "Sandbox":
        from grader.sandbox.box import Sandbox

        return Sandbox
    if name == "doctor":
        from grader.sandbox.layers import doctor

        return doctor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

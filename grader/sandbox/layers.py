"""What isolation is made of, layer by layer, and which of it works on this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil

from grader.sandbox.box import Sandbox
from grader.sandbox.calls import SandboxError
from grader.sandbox.inside import kernel, landlock
from grader.sandbox.levels import bwrap, lacks


def doctor() -> list[tuple[str, bool, str]]:
    """Return (layer, whether it works here, a sentence) for everything that isolation is made of."""
    version = landlock.version()
    known = kernel.machine() in kernel.SECCOMP
    layers = [
        ("system", kernel.LINUX, "Linux" if kernel.LINUX else lacks()),
        _numpy(),
        (
            "landlock",
            version > 0,
            f"version {version} of the interface"
            if version
            else "not in this kernel, or switched off: files stay closed altogether",
        ),
        ("seccomp", known and kernel.LINUX, "a table for this machine" if known else lacks()),
        _own_user(),
        _wrapped(),
    ]
    try:
        with Sandbox("strict") as sandbox:
            return [*layers, ("strict", True, sandbox.level)]
    except SandboxError as error:
        return [*layers, ("strict", False, str(error))]


def _numpy() -> tuple[str, bool, str]:
    there = importlib.util.find_spec("numpy") is not None
    return "numpy", there, "installed" if there else "not installed: no student's code can run"


def _own_user() -> tuple[str, bool, str]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    said = "children become a user of their own" if root else "only root can change users: children stay you"
    return "own user", root, said


def _wrapped() -> tuple[str, bool, str]:
    if kernel.LINUX and bwrap():
        return "bwrap", True, "works"
    installed = shutil.which("bwrap") is not None
    return (
        "bwrap",
        False,
        "installed, but may not make namespaces here" if installed else "not installed; strict without it too",
    )

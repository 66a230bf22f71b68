"""`grade doctor`: what works on this machine."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from grader import __version__

PACKAGES = ("numpy", "pyyaml", "click", "rich", "jinja2")


def doctor() -> int:
    """Print versions and every layer of isolation; 1 where student code cannot be kept apart strictly."""
    from grader.sandbox import doctor as layers

    click.echo(f"grade {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}")
    for package in PACKAGES:
        try:
            click.echo(f"  {package} {version(package)}")
        except PackageNotFoundError:
            click.echo(f"  {package} is not installed")
    click.echo("isolation of student code:")
    found = layers()
    width = max(len(name) for name, _, _ in found)
    for name, works, sentence in found:
        click.echo(f"  {'✓' if works else '✗'} {name:<{width}}  {sentence}")
    strict = any(name == "strict" and works for name, works, _ in found)
    if not strict:
        click.echo("a class is graded here only with `--isolation limited`")
    return 0 if strict else 1

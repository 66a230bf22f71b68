"""The command `grade`. Only click is imported here: `grade --help` loads no numpy."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from grader import __version__

_ASSIGNMENT = click.option("-a", "--assignment", required=True, help="An id (hw3) or a path to its YAML.")
_COURSE = click.option("--course", default=None, help="The course's folder; default: the nearest one upwards.")
_ISOLATION = click.option(
    "--isolation",
    type=click.Choice(["auto", "strict", "limited"]),
    default="auto",
    show_default=True,
    help="How student code is kept apart.",
)
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json", "markdown", "html", "gradescope"]),
    default="terminal",
    show_default=True,
)


class _DefaultGroup(click.Group):
    """A group whose command `run` need not be named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "--version", "-h"}
        if args and args[0] not in self.commands and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_DefaultGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="grade")
def main() -> None:
    """Grade homework in backpropagation.

    \b
    A student checks their own answers:    grade --assignment hw3 hw3.yaml
    A TA grades a class:                   grade batch --assignment hw3 submissions/
    """
    # A file or a pipe gets UTF-8 wherever it is; a terminal that knows fewer signs gets "?" for the others.
    out: Any = sys.stdout
    if hasattr(out, "reconfigure") and (out.encoding or "").lower().replace("-", "") != "utf8":
        out.reconfigure(errors="replace") if out.isatty() else out.reconfigure(encoding="utf-8")


@main.command()
@_ASSIGNMENT
@click.argument("submissions", nargs=-1, metavar="[SUBMISSION]...", type=click.Path(path_type=Path))
@_COURSE
@_FORMAT
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.option("--feedback", type=click.Choice(["full", "hints", "score"]), help="How much the report tells.")
@click.option("--question", help="Show one question alone.")
@click.option("--case", metavar="PART:NUMBER", help="Run one case of a function part again, and show all of it.")
@click.option("--fail-under", type=float, metavar="PERCENT", help="Exit with 1 below this share of the points.")
@click.option(
    "--reviews", type=click.Path(path_type=Path, dir_okay=False), help="A TA's marks of written parts (YAML or CSV)."
)
@_ISOLATION
def run(**options: Any) -> None:
    """Grade one submission or a few (this is what `grade` does without a command)."""
    import gc

    # One short run: looking for garbage among what the imports bring, now or at the end, takes a tenth of it and frees nothing.
    gc.disable()
    from grader.cli.run import run as command

    code = command(**options)
    gc.freeze()
    raise SystemExit(code)


@main.command()
@click.argument("assignment")
@click.argument("submissions", nargs=-1, metavar="[SUBMISSION]...", type=click.Path(path_type=Path))
@_COURSE
@click.option("--feedback", type=click.Choice(["full", "hints", "score"]), help="How much the report tells.")
@_ISOLATION
def watch(**options: Any) -> None:
    """Grade again whenever a file is saved, until Ctrl-C."""
    from grader.cli.watch import watch as command

    raise SystemExit(command(**options))


@main.command()
@_ASSIGNMENT
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_COURSE
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Default: FOLDER-results.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="Submissions graded at once; default: the cores."
)
@click.option("--only", metavar="STUDENT", help="Grade one student alone; the others' rows stay as they are.")
@click.option("--force", is_flag=True, help="Grade all again, also what has not changed since it was graded.")
@click.option("--feedback", type=click.Choice(["full", "hints", "score"]), help="How much the reports tell.")
@click.option(
    "--reviews", type=click.Path(path_type=Path, dir_okay=False), help="A TA's marks of written parts (YAML or CSV)."
)
@_ISOLATION
def batch(**options: Any) -> None:
    """Grade a class: one file or folder a student in FOLDER."""
    from grader.cli.batch import batch as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("results", type=click.Path(path_type=Path, exists=True))
@click.option("--student", help="Show one student's report.")
@_FORMAT
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file.")
def report(**options: Any) -> None:
    """Show what was graded: a class at a glance (RESULTS of `grade batch`), or a report that was saved as JSON.

    With another --format than terminal, a class is shown as all its reports.
    """
    from grader.cli.results import report as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", type=click.Path(path_type=Path, exists=True))
def diff(**options: Any) -> None:
    """Show whose points are different in the results NEW, and in which parts."""
    from grader.cli.results import diff as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("assignment")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--student", default="", help="Your name or number, to be written into the template.")
@_COURSE
def start(**options: Any) -> None:
    """Write the answer template of an assignment into FOLDER."""
    from grader.cli.author import start as command

    raise SystemExit(command(**options))


@main.command("list")
@_COURSE
def list_command(**options: Any) -> None:
    """List the assignments of this course."""
    from grader.cli.author import list_assignments as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT|FILE]...")
@_COURSE
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
def check(**options: Any) -> None:
    """Check assignments and their references; without a name all of the course."""
    from grader.cli.author import check as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("assignment")
@click.argument("part", required=False, metavar="[QUESTION|QUESTION.PART]")
@_COURSE
def show(**options: Any) -> None:
    """Show the task with its data, without answers."""
    from grader.cli.author import show as command

    raise SystemExit(command(**options))


@main.command()
@click.argument("assignment")
@click.argument("address", default="", metavar="[QUESTION|QUESTION.PART]")
@click.option("--student", type=click.Path(path_type=Path, exists=True), help="A submission to set beside it.")
@_FORMAT
@_COURSE
@_ISOLATION
def explain(**options: Any) -> None:
    """Show the worked solution: every quantity, its formula, its value, its gradient."""
    from grader.cli.explain import explain as command

    raise SystemExit(command(**options))


@main.command()
def doctor() -> None:
    """Say what works on this machine: versions, and isolation layer by layer."""
    from grader.cli.doctor import doctor as command

    raise SystemExit(command())


@main.command(hidden=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
def schema(output: Path | None) -> None:
    """Print the JSON Schema of assignments, for editors."""
    import json

    from grader.schema import schema as make

    text = json.dumps(make(), indent=1, ensure_ascii=False) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


# Kept here, below click: whatever a student's NumPy would print about threads must be settled before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

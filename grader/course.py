"""A course on disk: its assignments, and its references loaded apart from everything else.

The only room that imports an author's code. A course's `reference/` folder becomes a package with a private name, so that
two courses never clash and `import reference` in a student's file finds nothing of it.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import FunctionType, ModuleType

from grader.errors import AuthorError, Location, Problem, did_you_mean
from grader.graph import Graph, Misconception, Quantity, gradient, misconception, parameters


def find_course(start: Path, chosen: str | None = None) -> Path:
    """Return the course's folder: the one chosen, else `$GRADE_COURSE`, else the nearest upwards, else the installed one.

    Errors: AuthorError, where a chosen folder holds no `assignments/`.
    """
    asked = chosen or os.environ.get("GRADE_COURSE")
    if asked:
        folder = Path(asked)
        if not (folder / "assignments").is_dir():
            raise AuthorError(Problem(f"{asked} is no course: it has no folder 'assignments'"))
        return folder
    for folder in (start, *start.parents):
        if (folder / "assignments").is_dir():
            return folder
    here = Path(__file__).resolve().parent
    installed = here / "_course"
    return installed if installed.is_dir() else here.parent


def assignments(course: Path) -> dict[str, Path]:
    """Return the course's assignments by id, those in folders below (`extra/…`) after the others."""
    folder = course / "assignments"
    found = sorted((p for p in folder.rglob("*.yaml")), key=lambda p: (len(p.relative_to(folder).parts), p.as_posix()))
    out: dict[str, Path] = {}
    for path in found:
        out.setdefault(path.stem, path)
    return out


def find_assignment(course: Path, name: str) -> Path:
    """Return the file of an assignment given by id or by path.

    Errors: AuthorError with the ids there are.
    """
    known = assignments(course)
    if name in known:
        return known[name]
    if name.endswith((".yaml", ".yml")) or "/" in name:
        path = Path(name)
        if path.is_file():
            return path
        inside = course / "assignments" / f"{name}.yaml"
        if inside.is_file():
            return inside
        raise AuthorError(Problem(f"there is no assignment file {name}"))
    hint = did_you_mean(name, known) or f"assignments of this course: {', '.join(known) or 'none'}"
    raise AuthorError(Problem(f"there is no assignment '{name}' in {display(course / 'assignments')}", hint=hint))


def load_reference(folder: Path, name: str) -> Graph:
    """Return the graph of the reference module `name` in the course's `reference` folder.

    Errors: AuthorError where there is no such module, or it cannot be loaded, with the line that failed.
    """
    path = folder / f"{name}.py"
    if not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.py") if p.stem != "__init__")
        hint = did_you_mean(name, known) or f"references here: {', '.join(known) or 'none'}"
        raise AuthorError(Problem(f"there is no reference '{name}' ({display(path)})", hint=hint))
    with _private_package(folder) as package:
        try:
            module = _load(package, name, path)
        except (Exception, SystemExit) as error:
            raise AuthorError(_load_problem(path, error)) from error
    return from_module(module, display(path))


def from_module(module: ModuleType, file: str = "") -> Graph:
    """Return the graph of a module: every public function defined in it is a quantity or a misconception.

    A mapping `functions = {"f": elu, "f'": elu_slope}` in the module names functions that formulas may call.
    """
    quantities: dict[str, Quantity] = {}
    wrong: dict[str, Misconception] = {}
    problems = []
    for name, function in vars(module).items():
        if not isinstance(function, FunctionType) or function.__module__ != module.__name__ or name.startswith("_"):
            continue
        location = Location(file or module.__name__, function.__code__.co_firstlineno)
        if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in inspect.signature(function).parameters.values()):
            message = f"'{name}' takes * or ** parameters: the parameters of a quantity name what it is computed from"
            problems.append(Problem(message, location, hint="a helper's name begins with '_'"))
            continue
        names, optional = parameters(function)
        doc = inspect.getdoc(function) or ""
        marked = getattr(function, "__misconception__", None)
        if marked:
            of, says, credit = marked
            wrong[name] = Misconception(name, of, says, names, function, credit, optional, location)
        else:
            claim = getattr(function, "__gradient__", None)
            quantities[name] = Quantity(name, names, function, doc, optional, claim, location=location)
    if problems:
        raise AuthorError(problems)
    return Graph(quantities, wrong, dict(getattr(module, "functions", {})))


def display(path: Path) -> str:
    """Return a path as a person would write it: relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except (ValueError, OSError):
        return str(path)


@contextmanager
def _private_package(folder: Path) -> Iterator[str]:
    """Register the folder as a package of its own, under a private name and, while it loads, as `reference`."""
    package = "_course_" + os.fsencode(folder.resolve()).hex()
    hidden = {k: sys.modules.pop(k) for k in list(sys.modules) if _belongs(k, "reference") or _belongs(k, package)}
    dont_write = sys.dont_write_bytecode
    # A course is only read: not even a bytecode cache is written beside it.
    sys.dont_write_bytecode = True
    module = ModuleType(package)
    module.__path__ = [str(folder)]
    sys.modules[package] = sys.modules["reference"] = module
    importlib.invalidate_caches()
    finder = _Finder(folder, (package, "reference"))
    sys.meta_path.insert(0, finder)
    try:
        yield package
    finally:
        sys.meta_path.remove(finder)
        sys.dont_write_bytecode = dont_write
        for key in [k for k in sys.modules if _belongs(k, "reference")]:
            del sys.modules[key]
        sys.modules.update({k: v for k, v in hidden.items() if _belongs(k, "reference")})


def _belongs(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


class _Loader(SourceFileLoader):
    """Runs a reference, which may use the two decorators without importing them: it is mathematics, not plumbing."""

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(gradient=gradient, misconception=misconception)
        super().exec_module(module)


class _Finder:
    """Finds a reference's neighbours, `from .activations import elu`, for the same loader."""

    def __init__(self, folder: Path, packages: Sequence[str]) -> None:
        self.folder = folder
        self.packages = packages

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        package, _, tail = name.rpartition(".")
        file = self.folder / f"{tail}.py"
        return _spec(name, file) if package in self.packages and file.is_file() else None


def _spec(name: str, path: Path) -> ModuleSpec:
    spec = importlib.util.spec_from_file_location(name, path, loader=_Loader(name, str(path)))
    assert spec is not None
    return spec


def _load(package: str, name: str, path: Path) -> ModuleType:
    spec = _spec(f"{package}.{name}", path)
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _load_problem(path: Path, error: BaseException) -> Problem:
    where = display(path)
    if isinstance(error, SyntaxError):
        location = Location(where, error.lineno or 1, error.offset or 1)
        return Problem(f"this reference is not Python: {error.msg}", location, (error.text or "").rstrip())
    import traceback

    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == path.parent]
    location = Location(display(Path(frames[-1].filename)), frames[-1].lineno or 1) if frames else Location(where)
    source = (frames[-1].line or "") if frames else ""
    said = re.sub(r"\b_course_[0-9a-f]+\b", "reference", str(error))
    return Problem(f"this reference cannot be loaded: {type(error).__name__}: {said}", location, source)

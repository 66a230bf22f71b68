"""The student's files as importable modules, from their bytes alone: nothing of them is ever on a disk.

The file to load gets the file's stem as its name, so a block under `if __name__ == "__main__":` does not run.
Relative imports find the other files, wherever the submission has put them; packages that are missing get stand-ins.
"""

from __future__ import annotations
import __future__

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import re
import sys
import tokenize
import types
from collections.abc import Sequence
from pathlib import PurePosixPath

from . import notebook, standins
from .faults import Fault

ROOT = "submission"


# Of the standard library, and not to be loaded where there is no screen.
_WINDOWS = {"tkinter", "turtle"}


_RELATIVE = re.compile(r"from[\s\\]*\.")


class Submission(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads the student's own files; stands in for what is missing."""

    def __init__(self, files: dict[str, bytes], main: str, kind: str) -> None:
        self.files, self.main, self.kind = files, main, kind
        self.notes: list[str] = []
        self.texts: dict[str, list[str]] = {}
        """Name of a file as tracebacks say it → its lines."""
        self.standing_in: set[str] = set()
        self.left_out: dict[str, BaseException] = {}
        """A name that a notebook sets in a statement that was not taken or that stopped → what is to be said of it."""
        self._guarded: dict[str, list[range]] = {}
        self._paths: dict[str, str] = {}
        self._packages: set[str] = set()
        for path in files:
            pure = PurePosixPath(path)
            if pure.suffix != ".py":
                continue
            parts = list(pure.with_suffix("").parts)
            folders = parts[:-1]
            if parts[-1] == "__init__":
                parts = folders
            if parts:
                self._paths[".".join(parts)] = path
            self._packages.update(".".join(folders[: i + 1]) for i in range(len(folders)))

    def load(self) -> types.ModuleType:
        """Load the main file and return its module."""
        self._make_way()
        sys.meta_path.insert(0, self)
        sys.meta_path.append(_LastResort(self))
        for depth in (1, 2, 3):
            name = ".".join([ROOT] * depth)
            root = types.ModuleType(name)
            root.__path__ = []
            sys.modules[name] = root
        if self.kind == "notebook":
            return self._load_notebook()
        name = ".".join(PurePosixPath(self.main).with_suffix("").parts)
        parent = name.rpartition(".")[0]
        if parent:
            importlib.import_module(parent)
        if name.endswith(".__init__"):
            return importlib.import_module(parent)
        # `random.py` is a fine name for homework, but NumPy has a right to the real one.
        if name in sys.modules or (not name.isidentifier() and "." not in name):
            module = types.ModuleType(name)
            module.__file__ = self.main
            sys.modules.setdefault(name, module)
            self._execute(module, self.main)
            return module
        self._paths.setdefault(name, self.main)
        return importlib.import_module(name)

    def _make_way(self) -> None:
        """Forget the modules of the standard library that a file of the submission is named after."""
        kept = {"numpy", "os", "io", "random", "types", "abc", "enum", "re", "functools", "collections", "typing"}
        for name in self._paths:
            if "." not in name and name in sys.modules and name not in kept | set(sys.builtin_module_names):
                del sys.modules[name]

    def _load_notebook(self) -> types.ModuleType:
        module = types.ModuleType(PurePosixPath(self.main).stem)
        module.__file__ = self.main
        sys.modules.setdefault(module.__name__, module)
        try:
            cells, self.notes = notebook.parse(self.files[self.main])
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise Fault("load_failed", why="notebook", message=str(error)) from None
        flags = 0
        for cell in cells:
            name = f"cell {cell.number}"
            self.texts[name] = cell.text.split("\n")
            self._guarded[name] = guarded_lines(ast.Module(cell.taken, []))
            for node in cell.left:
                for one in notebook.bound(node):
                    self.left_out[one] = Fault("not_found", why="left_out", what=one, cell=name)
            for node in cell.taken:
                if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                    flags |= sum(getattr(__future__, one.name).compiler_flag for one in node.names)
                try:
                    exec(compile(ast.Module([node], []), name, "exec", flags, dont_inherit=True), module.__dict__)
                except Exception as error:
                    # As in Jupyter: what stops in one cell does not take the others with it.
                    self.left_out.update(dict.fromkeys(notebook.bound(node), error))
        return module

    # Finding and loading, as importlib asks for it.

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find one of the student's own files, by its own name or as a relative import calls it."""
        if name.startswith(ROOT + "."):
            real = name
            while real.startswith(ROOT + "."):
                real = real[len(ROOT) + 1 :]
            found = self._own(real) or self._by_stem(real)
            return importlib.util.spec_from_loader(name, _Alias(found), is_package=True) if found else None
        if name in self._paths or name in self._packages:
            own = name in self._packages
            return importlib.util.spec_from_loader(name, self, origin=self._paths.get(name), is_package=own)
        if name.partition(".")[0] in _WINDOWS and not self.is_guarded():
            self.standing_in.add(name.partition(".")[0])
            return importlib.util.spec_from_loader(name, _StandIn(), is_package=True)
        return None

    def _own(self, name: str) -> str | None:
        return name if name in self._paths or name in self._packages else None

    def _by_stem(self, name: str) -> str | None:
        """Return the student's one module of this last name: packages are often submitted flat."""
        last = name.rpartition(".")[2]
        found = [own for own in self._paths if own.rpartition(".")[2] == last]
        return found[0] if len(found) == 1 else None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a file of the student's in its module."""
        path = self._paths.get(module.__name__)
        if path is not None:
            module.__file__ = path
            self._execute(module, path)

    def _execute(self, module: types.ModuleType, path: str) -> None:
        source = decode(self.files[path])
        self.texts[path] = source.split("\n")
        code: ast.Module | str = source
        # Most files have neither, and walking through a tree takes longer than running it.
        if "try" in source or _RELATIVE.search(source):
            code = ast.parse(source, path)
            self._guarded[path] = guarded_lines(code)
            levels = [node.level for node in ast.walk(code) if isinstance(node, ast.ImportFrom)]
            package = module.__package__ or ""
            if max(levels, default=0) > (len(package.split(".")) if package else 0):
                module.__package__ = ".".join([ROOT, ROOT, ROOT, *([package] if package else [])])
        exec(compile(code, path, "exec", dont_inherit=True), module.__dict__)

    def importing(self) -> tuple[str, int] | None:
        """Return the student's file and line that an import under way stands on."""
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename in self.texts:
                return frame.f_code.co_filename, frame.f_lineno
            if frame.f_code.co_filename == __file__ or "importlib" in frame.f_code.co_filename:
                frame = frame.f_back
                continue
            return None  # a library imports something for itself, and has its own plan B
        return None

    def is_guarded(self) -> bool:
        """Whether the import under way stands in a `try` that has a plan B for it, or is not the student's at all."""
        place = self.importing()
        return place is None or any(place[1] in lines for lines in self._guarded.get(place[0], ()))


class _Alias(importlib.abc.Loader):
    """Gives a module a second name, without loading it twice."""

    def __init__(self, real: str) -> None:
        self._real = real
        self._spec: importlib.machinery.ModuleSpec | None = None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = importlib.import_module(self._real)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        module.__spec__ = self._spec


class _StandIn(importlib.abc.Loader):
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return standins.old_module(spec.name) or standins.missing_module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


class _LastResort(importlib.abc.MetaPathFinder):
    """Asked when nothing else was found."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        own, top = self._submission, name.partition(".")[0]
        if standins.old_module(name) is not None:
            return importlib.util.spec_from_loader(name, _StandIn(), is_package=True)
        # `numpy.nothing` is a mistake; `msvcrt` is only a module of another system.
        real = top == "numpy" or ("." in name and top in sys.stdlib_module_names)
        if real or own.is_guarded():
            return None
        # `from cs231n.layers import …` and, after `sys.path.append("src")`, `import layers` mean the file of that name;
        # a module inside a package that we know does not: `from sklearn.utils import …`.
        flat = own._by_stem(name) if top not in standins.WELL_KNOWN | {ROOT} else None
        if flat is not None and flat != name:
            return importlib.util.spec_from_loader(name, _Alias(flat), is_package=True)
        own.standing_in.add(name if top == ROOT else top)
        return importlib.util.spec_from_loader(name, _StandIn(), is_package=True)


def decode(source: bytes) -> str:
    """Return the text in the encoding that its BOM or its first lines declare, else UTF-8."""
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = source.decode("utf-16")
    else:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        try:
            text = source.decode(encoding)
        except UnicodeDecodeError as error:
            raise SyntaxError(f"(unicode error) {error}") from None
    if "\0" in text:
        raise SyntaxError("the file holds zero bytes: it is not a text file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def guarded_lines(tree: ast.Module) -> list[range]:
    """Return the lines of each `try` whose handlers would catch an import that fails."""
    caught = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            names = [_names(handler.type) for handler in node.handlers]
            if any(not one or one & caught for one in names):
                found.append(range(node.body[0].lineno, (node.body[-1].end_lineno or node.body[-1].lineno) + 1))
    return found


def _names(node: ast.expr | None) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} if node is not None else set()

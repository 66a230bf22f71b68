"""Which modules a child has from the start, and which files it may still read."""

from __future__ import annotations

import contextlib
import importlib
import os
import stat
import sys
import sysconfig

# What student code imports, and what our own machinery loads late. Each costs every fork a little, so no test or
# network machinery: those load from disk when they are asked for.
PRELOADED = """
abc argparse ast base64 bisect builtins cmath collections.abc contextlib copy csv ctypes dataclasses datetime decimal
enum fractions functools gc glob hashlib heapq html inspect io itertools json keyword linecache locale logging math
numbers operator os.path pathlib pickle platform pprint queue random re secrets selectors shutil signal statistics
string struct tempfile textwrap threading time timeit tokenize traceback types typing uuid warnings weakref zlib
encodings.latin_1 encodings.cp1252 encodings.utf_8_sig encodings.utf_16 encodings.ascii encodings.idna numpy.fft
numpy.linalg numpy.polynomial numpy.random numpy.ma numpy.lib.stride_tricks
"""

# Loaded as well where the child may open no file: without Landlock, all reading is refused.
PRELOADED_BLIND = """
asyncio bz2 calendar cProfile codecs colorsys concurrent.futures configparser difflib doctest gzip multiprocessing
numpy.testing pdb socket sqlite3 subprocess unittest urllib.request xml.etree.ElementTree zipfile zoneinfo
encodings.mac_roman encodings.cp1250 encodings.cp1251 encodings.gbk encodings.shift_jis encodings.euc_kr
"""

_NEVER = {"site-packages", "dist-packages", "test", "idlelib", "ensurepip"}


def preload(blind: bool) -> None:
    """Import what children will want; what this Python lacks is passed over."""
    for name in PRELOADED.split() + (PRELOADED_BLIND.split() if blind else []):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def use_numpy_of(folder: str) -> None:
    """Import NumPy from its folder of packages, and forget that folder: nothing else in it can be imported."""
    sys.path.append(folder)
    import numpy

    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)
    assert numpy.__path__


def readable(with_shared: bool = True) -> list[str]:
    """Return the files and folders that a child may read: the standard library, NumPy, and their shared libraries.

    Never site-packages whole, which often lies inside the standard library's folder: there the grader itself may be
    installed, and its course.
    """
    import numpy

    paths: set[str] = set()
    for key in ("stdlib", "platstdlib"):
        folder = sysconfig.get_paths()[key]
        if folder.startswith(sys.prefix) and sys.prefix != sys.base_prefix:
            continue
        with contextlib.suppress(OSError):
            paths.update(os.path.join(folder, name) for name in os.listdir(folder) if name not in _NEVER)
    for path in sys.path:
        if os.path.isdir(path) and os.path.basename(path) == "lib-dynload":
            paths.add(path)
    home = os.path.dirname(os.path.dirname(os.path.abspath(numpy.__file__)))
    paths.add(os.path.join(home, "numpy"))
    paths.update(p for name in ("numpy.libs", "numpy/.dylibs") if os.path.isdir(p := os.path.join(home, name)))
    if with_shared:
        paths.update(_mapped())
    # Without the resolved name too, a link would be refused.
    return sorted({os.path.realpath(path) for path in paths if os.path.exists(path)})


def _mapped() -> set[str]:
    """Return the shared libraries that are loaded now, with others that NumPy or the interpreter may load late."""
    paths = set()
    with contextlib.suppress(OSError), open("/proc/self/maps") as lines:
        for line in lines:
            path = line.split(None, 5)[5].strip() if line.count("/") else ""
            if path.startswith("/") and ".so" in os.path.basename(path):
                paths.add(path)
    return paths


def reachable(path: str) -> bool:
    """Whether any user whatever may walk to this path."""
    path = os.path.realpath(path)
    while True:
        with contextlib.suppress(OSError):
            if not os.stat(path).st_mode & stat.S_IXOTH:
                return False
        if path == os.path.dirname(path):
            return True
        path = os.path.dirname(path)


def open_passages(first: int) -> tuple[int, ...]:
    """Open the folders of libraries that a child without rights could not walk to, and import through these doors.

    An interpreter in /root/.pyenv is out of reach once the child is nobody. A descriptor of the folder, which still
    must be allowed by Landlock, spares it the way.
    """
    import numpy

    moved: dict[str, str] = {}
    opened: list[int] = []
    for folder in [*(p for p in sys.path if os.path.isdir(p)), os.path.dirname(os.path.abspath(numpy.__file__))]:
        if reachable(folder):
            continue
        low = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        fd = first + len(opened)
        if low != fd:
            os.dup2(low, fd)
            os.close(low)
        opened.append(fd)
        moved[folder] = f"/proc/self/fd/{fd}"
    if not opened:
        return ()
    sys.path[:] = [moved.get(p, p) for p in sys.path]
    for module in list(sys.modules.values()):
        places = getattr(module, "__path__", None)
        if isinstance(places, list):
            places[:] = [_through(p, moved) for p in places]
    sys.path_importer_cache.clear()
    return tuple(opened)


def _through(path: str, moved: dict[str, str]) -> str:
    for folder in sorted(moved, key=len, reverse=True):
        if path == folder or path.startswith(folder + "/"):
            return moved[folder] + path[len(folder) :]
    return path

"""Which modules a child has from the start, and which files it may still read."""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import os
import stat
import sys
import sysconfig

# What the child's own program needs and nearly every homework imports. Every megabyte more makes each fork slower by a
# sixth of a millisecond, so what is rarer loads from disk when it is asked for.
PRELOADED = """
ast collections.abc contextlib copy ctypes dataclasses inspect io itertools json math numbers os.path pickle random
signal string tempfile time timeit tokenize traceback types typing warnings
encodings.latin_1 encodings.cp1252 encodings.utf_8_sig encodings.ascii numpy.linalg numpy.random
"""

# Loaded as well where the child may open no file: without Landlock, all reading is refused.
PRELOADED_BLIND = """
abc argparse array asyncio base64 bisect bz2 cProfile calendar cmath codecs colorsys concurrent.futures configparser csv
datetime decimal difflib doctest enum fractions functools gc getpass glob gzip hashlib heapq html locale logging
mimetypes multiprocessing operator pathlib pdb platform pprint queue re secrets select selectors shutil socket sqlite3
statistics struct subprocess textwrap threading unittest urllib.request uuid weakref xml.etree.ElementTree zipfile zlib
zoneinfo encodings.cp1250 encodings.cp1251 encodings.euc_kr encodings.gbk encodings.idna encodings.mac_roman
encodings.shift_jis encodings.utf_16 numpy.fft numpy.lib.stride_tricks numpy.ma numpy.polynomial numpy.testing
"""

_LATE_LIBRARIES = (
    "libsqlite3.", "libssl.", "libcrypto.", "libbz2.", "liblzma.", "libffi.", "libuuid.", "libexpat.", "libmpdec.",
    "libz.", "libzstd.", "libtinfo.", "libncursesw.", "libreadline.",
)  # fmt: skip
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
    # Modules of the standard library that load late bring libraries of their own; their names, never whole folders.
    folders = {os.path.dirname(os.path.realpath(path)) for path in paths if "/libc." in path or "/libc-" in path}
    for folder in folders:
        with contextlib.suppress(OSError):
            found = (name for name in os.listdir(folder) if name.startswith(_LATE_LIBRARIES) and ".so" in name)
            paths.update(os.path.join(folder, name) for name in found)
    paths.add("/etc/ld.so.cache")
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

    An interpreter in a home of its owner alone is out of reach once the child is nobody. A descriptor of the folder, which still
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


def remember_folders() -> None:
    """Have the importer list the folders of libraries now: a child may read what is in them, not list them."""
    importlib.machinery.PathFinder.find_spec("no_module_has_this_name")


def _through(path: str, moved: dict[str, str]) -> str:
    for folder in sorted(moved, key=len, reverse=True):
        if path == folder or path.startswith(folder + "/"):
            return moved[folder] + path[len(folder) :]
    return path

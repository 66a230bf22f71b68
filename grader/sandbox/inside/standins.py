"""Stand-ins: a package that is missing and never used costs a student nothing; one that is used is named.

`import matplotlib.pyplot as plt` gives an object whose attributes are such objects again; calling one, computing with
one or looping over one raises `MissingPackage`. And what old code expects is put back: `xrange`, `np.float`, `past`.
"""

from __future__ import annotations

import builtins
import collections
import collections.abc
import time
import types
from collections.abc import Iterator
from typing import Any, NoReturn


class MissingPackage(ImportError):
    """A stand-in was used."""


# What a file may call at its top without using the package: it sets how plots look or what is random, or marks a function.
_HARMLESS_TEXT = """
matplotlib seaborn plotly: use ion ioff rc update set set_theme set_style set_context set_palette switch_backend
IPython: get_ipython magic run_line_magic run_cell_magic system set_matplotlib_formats
numba: jit njit
torch: manual_seed manual_seed_all no_grad inference_mode device set_printoptions set_default_dtype set_grad_enabled
tensorflow: set_seed set_random_seed set_verbosity
jax: update
pandas: set_option
google: mount
pytest: fixture parametrize skipif skip xfail
"""
_HARMLESS = {
    package: set(names.split())
    for packages, _, names in (line.partition(":") for line in _HARMLESS_TEXT.strip().split("\n"))
    for package in packages.split()
}
WELL_KNOWN = {
    *_HARMLESS, "scipy", "sklearn", "torchvision", "keras", "PIL", "cv2", "skimage", "imageio", "sympy", "cupy", "h5py",
    "autograd", "mpl_toolkits", "nltk", "requests", "networkx", "numdifftools", "tqdm",
}  # fmt: skip


class Missing:
    """Anything taken out of a package that is not installed."""

    def __init__(self, package: str, path: str) -> None:
        object.__setattr__(self, "_package", package)
        object.__setattr__(self, "_path", path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Missing(self._package, f"{self._path}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        """Do nothing: `plt.rcParams["figure.figsize"] = …` at the top of a file is no use of it."""

    def __getitem__(self, key: object) -> Any:
        return Missing(self._package, f"{self._path}[…]")

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __or__(self, other: object) -> Any:  # in annotations: `torch.Tensor | None`
        return self

    __ror__ = __or__

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        """Let `class Net(nn.Module)` be written, as long as no Net is made."""
        missing = self

        def __init__(self: object, *arguments: object, **keywords: object) -> NoReturn:
            missing._use()

        return (type("Missing", (), {"__init__": __init__}),)

    def __repr__(self) -> str:
        return f"<{self._path}, which is not installed>"

    def _use(self, *arguments: object, **keywords: object) -> NoReturn:
        raise MissingPackage(f"{self._package} is not installed", name=self._package)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        last = self._path.rpartition(".")[2]
        made = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], types.FunctionType | type) else None
        if last in _HARMLESS.get(self._package, ()):
            return self if made is None else made
        if last == "is_available":  # `torch.device("cuda" if torch.cuda.is_available() else "cpu")`
            return False
        if last == "prange":
            return range(*arguments)
        # `@jax.jit` above one function is no use of jax as long as that function is not called.
        return self._use() if made is None or keywords else Missing(self._package, f"{self._path}(…)")


_USES = """
iter next len bool float int index complex enter exit contains eq ne lt le gt ge neg pos abs array add radd sub rsub
mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul and rand
"""
for _name in _USES.split():
    setattr(Missing, f"__{_name}__", Missing._use)
Missing.__hash__ = object.__hash__  # type: ignore[method-assign]


class MissingModule(types.ModuleType):
    """A package that is not installed."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Missing(self.__name__.partition(".")[0], f"{self.__name__}.{name}")


def missing_module(name: str) -> types.ModuleType:
    """Return a stand-in for a package; it is a package too, so that anything below it can be imported."""
    module = MissingModule(name)
    module.__path__ = []
    module.__dict__["__all__"] = []  # `from x import *` brings nothing, and breaks nothing
    return module


def _old_div(a: Any, b: Any) -> Any:
    return a // b if isinstance(a, int) and isinstance(b, int) else a / b


def _with_metaclass(meta: type, *bases: type) -> type:
    made: type = meta("temporary", bases or (object,), {})
    return made


_OLD_NAMES: dict[str, Any] = {
    "xrange": range, "unicode": str, "basestring": str, "long": int, "unichr": chr, "raw_input": lambda *a: input(*a),
}  # fmt: skip


class Progress:
    """A progress bar that nobody looks at."""

    def __init__(self, iterable: Any = None, *arguments: object, **keywords: object) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(() if self._iterable is None else self._iterable)

    def __len__(self) -> int:
        return len(self._iterable)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **keywords: None

    write = staticmethod(lambda text="", *arguments, **keywords: print(text))


def _tqdm() -> dict[str, Any]:
    counted = {name: lambda *sizes, **keywords: Progress(range(*sizes)) for name in ("trange", "tnrange")}
    return {"tqdm": Progress, "tqdm_notebook": Progress, **counted}


def _moves() -> dict[str, Any]:
    import functools
    import itertools
    import pickle

    names = ("range", "map", "zip", "filter", "input", "round", "open", "super", "int", "str", "object", "dict", "list")
    own = {name: getattr(builtins, name) for name in (*names, "bytes", "chr", "pow", "next", "hex", "oct", "ascii")}
    return {
        **own, **_OLD_NAMES, "reduce": functools.reduce, "cPickle": pickle, "zip_longest": itertools.zip_longest,
        "filterfalse": itertools.filterfalse,
    }  # fmt: skip


def old_module(name: str) -> types.ModuleType | None:
    """Return a working stand-in for tqdm and the packages that carried Python 2 code over; None for any other name."""
    if name in ("cPickle", "__builtin__", "StringIO", "cStringIO"):
        import io
        import pickle

        return {"cPickle": pickle, "__builtin__": builtins}.get(name, io)
    parts: dict[str, Any]
    if name in ("past", "future", "six", "past.types", "future.standard_library", "past.translation", "future.types"):
        parts = {"standard_library": types.SimpleNamespace(install_aliases=lambda: None, install_hooks=lambda: None)}
        if name == "future.standard_library":
            parts = vars(parts["standard_library"])
    elif name in ("past.builtins", "future.builtins", "six.moves", "future.moves", "future.builtins.misc"):
        parts = _moves()
    elif name in ("past.utils", "future.utils"):
        parts = {"old_div": _old_div, "with_metaclass": _with_metaclass}
    elif name in ("tqdm", "tqdm.auto", "tqdm.autonotebook", "tqdm.notebook", "tqdm.std"):
        parts = _tqdm()
    else:
        return None
    if name.partition(".")[0] in ("six", "future"):
        parts = {
            **parts, "iteritems": lambda d: iter(d.items()), "itervalues": lambda d: iter(d.values()),
            "iterkeys": lambda d: iter(d), "PY2": False, "PY3": True, "string_types": (str,), "integer_types": (int,),
            "text_type": str, "binary_type": bytes, "with_metaclass": _with_metaclass,
            "python_2_unicode_compatible": lambda c: c, "native": lambda x: x, "lrange": lambda *a: list(range(*a)),
        }  # fmt: skip
    module = types.ModuleType(name)
    module.__path__ = []
    module.__dict__.update(parts)
    return module


def restore_old_names() -> None:
    """Put back what Python 3 and NumPy 1.24 and 2.0 took away, where nothing new has the name."""
    import numpy as np

    for name, value in _OLD_NAMES.items():
        if not hasattr(builtins, name):
            setattr(builtins, name, value)
    # A notebook saved as a script calls it where the magics stood.
    builtins.get_ipython = lambda: Missing("IPython", "IPython.get_ipython")  # type: ignore[attr-defined]
    for name in (
        "Mapping",
        "MutableMapping",
        "Sequence",
        "Iterable",
        "Iterator",
        "Callable",
        "Hashable",
        "Sized",
        "Set",
    ):
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    if not hasattr(time, "clock"):
        time.clock = time.perf_counter  # type: ignore[attr-defined]
    aliases: dict[str, Any] = {
        "float": float, "int": int, "bool": bool, "object": object, "str": str, "complex": complex, "long": int,
        "unicode": str, "float_": np.float64, "complex_": np.complex128, "int0": np.intp, "uint0": np.uintp,
        "bool8": np.bool_, "string_": np.bytes_, "unicode_": np.str_, "object0": np.object_, "str0": np.str_,
        "longfloat": np.longdouble, "singlecomplex": np.complex64, "cfloat": np.complex128,
        "Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf, "PZERO": 0.0,
        "NZERO": -0.0, "NaN": np.nan, "NAN": np.nan, "product": np.prod, "cumproduct": np.cumprod,
        "sometrue": np.any, "alltrue": np.all, "round_": np.round, "row_stack": np.vstack,
        "asfarray": lambda a, dtype=np.float64: np.asarray(a, dtype), "asscalar": lambda a: a.item(),
        "msort": lambda a: np.sort(a, axis=0), "in1d": lambda a, b, **k: np.isin(np.ravel(a), b, **k),
    }  # fmt: skip
    if hasattr(np, "trapezoid"):
        aliases["trapz"] = np.trapezoid
    for name, value in aliases.items():
        if name not in vars(np):
            setattr(np, name, value)

"""Honest mistakes, a row each: what the student wrote, and the whole sentence that they must get."""



from __future__ import annotations

import textwrap

import pytest

from grader.sandbox import Code, Limits, Returns, Sandbox
from tests.sandbox.helpers import X, ask, module, one, run

PAIR = Returns.tuple("dw", "db")
KEYS = Returns.keys("loss", "dw")

# (source, what must come back, kind, sentence)
IN_A_CALL: list[tuple[str, Returns, str, str]] = [
    ("def g(x): return x", Returns(), "not_found", "your code defines no 'f'; it defines g"),
    ("def F(x): return x", Returns(), "not_found", "your code defines no 'f'; did you mean 'F'?"),
    ("class Net: pass", Returns(), "not_found", "your code defines no 'f'; it defines class Net"),
    ("import numpy as np", Returns(), "not_found", "your code defines no 'f', and no function at all"),
    (
        "def f(x): pass",
        Returns(),
        "not_implemented",
        "your f returns None: is the return missing, or still to be written?",
    ),
    (
        "def f(x):\n    raise NotImplementedError",
        Returns(),
        "not_implemented",
        "your f is not written yet: it raises NotImplementedError (line 2: `raise NotImplementedError`)",
    ),
    (
        "def f(x):\n    raise NotImplementedError()  # TODO",
        PAIR,
        "not_implemented",
        "your f is not written yet: it raises NotImplementedError (line 2: `raise NotImplementedError()  # TODO`)",
    ),
    ("def f(x): return x, None", PAIR, "not_implemented", "your f returns None for db"),
    (
        "def f(x): return None, None",
        PAIR,
        "not_implemented",
        "your f returns None: is the return missing, or still to be written?",
    ),
    (
        "def f(x):\n    y = x * 2\n    return y / undefined",
        Returns(),
        "raised",
        "your f stopped with NameError: name 'undefined' is not defined (line 3: `return y / undefined`)",
    ),
    (
        "def g(x):\n    return x @ x[:1]\ndef f(x):\n    return g(x)",
        Returns(),
        "raised",
        "your f stopped with ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
        "signature (n?,k),(k,m?)->(n?,m?) (size 1 is different from 2) (line 2: `return x @ x[:1]`)",
    ),
    (
        "def f(x):\n    while True: x = x + 1",
        Returns(),
        "timed_out",
        "your f had not finished after 0.5 s: does a loop never end? (line 2: `while True: x = x + 1`)",
    ),
    (
        "def f(x):\n    return f(x)",
        Returns(),
        "raised",
        "your f stopped with RecursionError: maximum recursion depth exceeded (line 2: `return f(x)`)",
    ),
    (
        "import numpy as np\ndef f(x):\n    return np.ones((10 ** 5, 10 ** 5))",
        Returns(),
        "out_of_memory",
        "your f needs more than 512 MB of memory (line 3: `return np.ones((10 ** 5, 10 ** 5))`)",
    ),
    (
        "def f(x):\n    exit()",
        Returns(),
        "exited",
        "your f ends the whole program (exit): return a value instead (line 2: `exit()`)",
    ),
    (
        "import sys\ndef f(x):\n    sys.exit(0)",
        Returns(),
        "exited",
        "your f ends the whole program (exit): return a value instead (line 3: `sys.exit(0)`)",
    ),
    (
        "import os\ndef f(x):\n    os._exit(0)",
        Returns(),
        "exited",
        "your f ends the whole program (exit): return a value instead",
    ),
    (
        "import ctypes\ndef f(x):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGSEGV)",
        Returns(),
        "crashed",
        "your f crashed the Python interpreter (segmentation fault)",
    ),
    ("def f(x): return 'hello'", Returns(), "wrong_type", "your f returns text; an array of numbers is expected"),
    ("def f(x): return {'dw': x}", Returns(), "wrong_type", "your f returns a dict; an array of numbers is expected"),
    (
        "def f(x): return lambda: x",
        Returns(),
        "wrong_type",
        "your f returns a function; an array of numbers is expected",
    ),
    ("def f(x): return x, x", Returns(), "wrong_type", "your f returns a tuple of 2; an array of numbers is expected"),
    (
        "def f(x): return [[1, 2], [3]]",
        Returns(),
        "wrong_type",
        "your f returns a list of unequal parts; an array of numbers is expected",
    ),
    (
        "def f(x): return x + 1j",
        Returns(),
        "wrong_type",
        "your f returns an array of complex numbers; an array of numbers is expected",
    ),
    ("def f(x): return 3.0", PAIR, "wrong_type", "your f returns a number; it must return the tuple (dw, db)"),
    ("def f(x): return x, x, x", PAIR, "wrong_type", "your f returns a tuple of 3; it must return the tuple (dw, db)"),
    ("def f(x): return {}", KEYS, "missing_key", "your f returns a dict without 'loss', it is empty"),
    (
        "def f(x): return {'loss': 1.0, 'dW': x}",
        KEYS,
        "missing_key",
        "your f returns a dict without 'dw'; it has loss, dW",
    ),
    ("def f(x): return 1.0, x", KEYS, "wrong_type", "your f returns a tuple; it must return a dict with loss, dw"),
    ("f = [1, 2]", Returns(), "wrong_type", "your f is not a function but a list"),
    (
        "def f(x, w): return x",
        Returns(),
        "wrong_arguments",
        "your f takes (x, w) and cannot be called as f(x): f() missing 1 required positional argument: 'w'",
    ),
    (
        "import numpy as np\ndef f(x):\n    return np.broadcast_to(x, (10 ** 6, 10 ** 6, 2, 2))",
        Returns(),
        "too_large",
        "your f returns more than 64 MiB",
    ),
    (
        "def f(x):\n    while True:\n        print('step', x)",
        Returns(),
        "too_much_output",
        "your f prints more than 64 KiB: remove the print calls (line 3: `print('step', x)`)",
    ),
    (
        "import matplotlib.pyplot as plt\ndef f(x):\n    plt.plot(x)\n    return x",
        Returns(),
        "import_missing",
        "your code calls matplotlib, which this course does not install (line 3: `plt.plot(x)`)",
    ),
    (
        "import scipy.special\ndef f(x):\n    return scipy.special.expit(x)",
        Returns(),
        "import_missing",
        "your code calls scipy, which this course does not install (line 3: `return scipy.special.expit(x)`)",
    ),
    (
        "def f(x):\n    import threading\n    t = threading.Thread(target=print)\n    t.start()",
        Returns(),
        "refused_process",
        "your code starts a thread; this course runs code without threads or processes (line 4: `t.start()`)",
    ),
    (
        "def f(x):\n    from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(2) as pool:\n"
        "        return list(pool.map(abs, x))",
        Returns(),
        "refused_process",
        "your code starts a thread; this course runs code without threads or processes (line 4: `return list(pool.map(abs, x))`)",
    ),
    (
        "def f(x):\n    import multiprocessing\n    with multiprocessing.Pool(2) as pool:\n        return pool.map(abs, x)",
        Returns(),
        "refused_process",
        "your code starts a process; this course runs code without threads or processes "
        "(line 3: `with multiprocessing.Pool(2) as pool:`)",
    ),
    (
        "def f(x):\n    import subprocess\n    subprocess.run(['ls'])",
        Returns(),
        "refused_process",
        "your code starts a process; this course runs code without threads or processes (line 3: `subprocess.run(['ls'])`)",
    ),
    (
        "def f(x):\n    import os\n    os.system('clear')",
        Returns(),
        "refused_process",
        "your code starts a process; this course runs code without threads or processes (line 3: `os.system('clear')`)",
    ),
    (
        "def f(x):\n    with open('train.log', 'w') as log:\n        log.write('x')",
        Returns(),
        "refused_write",
        "your code writes train.log; the grader has no place to write (line 2: `with open('train.log', 'w') as log:`)",
    ),
    (
        "import numpy as np\ndef f(x):\n    np.save('w.npy', x)",
        Returns(),
        "refused_write",
        "your code writes w.npy; the grader has no place to write (line 3: `np.save('w.npy', x)`)",
    ),
    (
        "def f(x):\n    import tempfile\n    tempfile.NamedTemporaryFile()",
        Returns(),
        "refused_write",
        "your code makes a temporary file; the grader has no place to write (line 3: `tempfile.NamedTemporaryFile()`)",
    ),
    (
        "def f(x):\n    import os\n    os.makedirs('out')",
        Returns(),
        "refused_write",
        "your code writes out; the grader has no place to write (line 3: `os.makedirs('out')`)",
    ),
    (
        "def f(x):\n    import urllib.request\n    urllib.request.urlopen('http://example.org')",
        Returns(),
        "refused_network",
        "your code uses the network; this course runs code without it (line 3: `urllib.request.urlopen('http://example.org')`)",
    ),
    (
        "def f(x):\n    import asyncio\n    async def g(): return x\n    return asyncio.run(g())",
        Returns(),
        "refused_network",
        "your code runs asyncio, which needs sockets; this course runs code without network (line 4: `return asyncio.run(g())`)",
    ),
    (
        "def f(x):\n    n = int(input('n? '))",
        Returns(),
        "input_called",
        "your f calls input(); nobody is there to type: use the arguments instead (line 2: `n = int(input('n? '))`)",
    ),
    (
        "def f(x):\n    return open('data.csv').read()",
        Returns(),
        "raised",
        "your f opens data.csv; the grader has no such file: work on the arguments only (line 2: `return open('data.csv').read()`)",
    ),
]

AT_LOADING: list[tuple[bytes, str, str]] = [
    (b"def f(x)\n    return x", "load_failed", "your file is not valid Python: expected ':' (line 1: `def f(x)`)"),
    (
        b"def f(x):\n    print 'x'\n    return x",
        "load_failed",
        "this is Python 2: this course runs Python 3 (Missing parentheses in call to 'print'. Did you mean print(...)?) "
        "(line 2: `print 'x'`)",
    ),
    (
        b"try:\n    pass\nexcept ValueError, e:\n    pass",
        "load_failed",
        "this is Python 2: this course runs Python 3 (multiple exception types must be parenthesized) "
        "(line 3: `except ValueError, e:`)",
    ),
    (
        b"import nothing_here\nx = 1 / 0",
        "load_failed",
        "your code stopped with ZeroDivisionError when it was loaded: division by zero (line 2: `x = 1 / 0`)",
    ),
    (
        b"import numpy as np\nD = np.loadtxt('data.csv')",
        "load_failed",
        "your code opens data.csv when it is loaded; the grader has no such file: move it under "
        "`if __name__ == \"__main__\":` (line 2: `D = np.loadtxt('data.csv')`)",
    ),
    (
        b"D = open('data.csv').read()",
        "load_failed",
        "your code opens data.csv when it is loaded; the grader has no such file: move it under "
        "`if __name__ == \"__main__\":` (line 1: `D = open('data.csv').read()`)",
    ),
    (
        b"log = open('train.log', 'w')",
        "refused_write",
        "your code writes train.log; the grader has no place to write (line 1: `log = open('train.log', 'w')`)",
    ),
    (
        b"while True: pass",
        "timed_out",
        "your code had not finished loading after 0.5 s: does a loop never end? (line 1: `while True: pass`)",
    ),
    (
        b"n = input()",
        "input_called",
        "your code calls input() while it is loaded; nobody is there to type: use the arguments instead (line 1: `n = input()`)",
    ),
    (
        b"exit()",
        "exited",
        "your code ends the whole program while it is loaded (exit): move it under `if __name__ == \"__main__\":` (line 1: `exit()`)",
    ),
    (
        b"import os\nos._exit(0)",
        "exited",
        "your code ends the whole program while it is loaded (exit): move it under `if __name__ == \"__main__\":`",
    ),
    (
        b"import torch\nnet = torch.zeros(3)",
        "import_missing",
        "your code calls torch, which this course does not install (line 2: `net = torch.zeros(3)`)",
    ),
    (
        b"import numpy.nothing",
        "load_failed",
        "your code stopped with ModuleNotFoundError when it was loaded: No module named 'numpy.nothing' "
        "(line 1: `import numpy.nothing`)",
    ),
    (b"def f(x):\n\treturn x\n    # \xe9\n", "load_failed", "your file cannot be read as text: save it as UTF-8"),
    (b"x = 1\0", "load_failed", "your file is not valid Python: the file holds zero bytes: it is not a text file"),
]


@pytest.mark.parametrize(("source", "returns", "kind", "sentence"), IN_A_CALL, ids=lambda v: str(v)[:40])
def test_a_mistake_in_a_call_gets_its_sentence(
    sandbox: Sandbox, source: str, returns: Returns, kind: str, sentence: str
) -> None:
    reply = one(
        sandbox, source, ask(returns=returns, seconds=0.5 if kind == "timed_out" else 5), limits=Limits(memory_mb=512)
    )
    assert reply.failure is not None
    assert (reply.failure.kind, reply.failure.sentence) == (kind, sentence)
    assert reply.values == ()


@pytest.mark.parametrize(("source", "kind", "sentence"), AT_LOADING, ids=lambda v: str(v)[:40])
def test_a_mistake_at_loading_gets_its_sentence(sandbox: Sandbox, source: bytes, kind: str, sentence: str) -> None:
    done = run(sandbox, source, limits=Limits(seconds=0.5 if kind == "timed_out" else 5))
    assert done.loaded.failure is not None
    assert done.loaded.failure.kind == kind
    assert done.loaded.failure.sentence.startswith(sentence)
    assert done.replies[0].failure == done.loaded.failure


FINE: list[str] = [
    "def f(x): return x * 2",
    "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (10, 8)\nfrom mpl_toolkits import *\ndef f(x): return 2 * x",
    "from past.builtins import xrange\nfrom builtins import range\nfrom future import standard_library\n"
    "standard_library.install_aliases()\ndef f(x): return x * len(xrange(2))",
    "import numpy as np\ndef f(x): return x.astype(np.float) * len(xrange(2))",
    "try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np\ndef f(x): return np.add(x, x)",
    "import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x: nn.Tensor | None): pass\ndef f(x): return 2 * x",
    "from numba import njit\n@njit(cache=True)\ndef f(x): return 2 * x",
    "import warnings\nwarnings.warn('old')\nimport numpy as np\ndef f(x):\n    np.array([1.0]) / 0\n    return x * 2",
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.style.use('ggplot')\nimport msvcrt\n"
    "from collections import Mapping\ndef f(x): return x * 2",
    "print('hello')\ndef f(x):\n    print(x)\n    return x * 2",
    "def f(x): return (x * 2).tolist()",
    "import numpy as np\nf = lambda x: np.matrix(2 * x)",
    "import functools\n@functools.lru_cache\ndef two(): return 2\ndef f(x): return x * two()",
    "if __name__ == '__main__':\n    raise SystemExit\ndef f(x): return x + x",
    "\ufeffdef f(x):\r\n    return 2 * x\r\n",
    "import unittest, json, argparse, decimal, sqlite3, statistics\nimport numpy.testing\ndef f(x): return x * 2",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    k: float = 2\ndef f(x): return P().k * x",
    "import os\nif os.path.exists('data.csv'):\n    raise ValueError\ndef f(x): return 2 * x",
    "try:\n    D = open('data.csv')\nexcept FileNotFoundError:\n    D = None\ndef f(x): return 2 * x",
]


@pytest.mark.parametrize("source", FINE)
def test_code_that_is_fine_is_graded(sandbox: Sandbox, source: str) -> None:
    reply = one(sandbox, source.encode())
    assert reply.failure is None
    assert (reply.values[0] == 2 * X).all()


def test_an_encoding_may_be_declared(strict: Sandbox) -> None:
    source = "# -*- coding: latin-1 -*-\nname = 'é'\ndef f(x): return x * len(name)\n".encode("latin-1")
    assert one(strict, module(source)).failure is None


def test_a_package_with_relative_imports(sandbox: Sandbox) -> None:
    files = {
        "cs/__init__.py": b"",
        "cs/layers.py": b"def double(x): return 2 * x",
        "cs/nets/__init__.py": b"",
        "cs/nets/fc.py": b"from ..layers import *\nfrom .helper import same\nfrom ..fast import missing\n"
        b"def f(x): return same(double(x))",
        "cs/nets/helper.py": b"from cs.layers import double\ndef same(x): return x",
    }
    reply = one(sandbox, Code(tuple(files.items()), "cs/nets/fc.py"))
    assert reply.failure is None
    assert (reply.values[0] == 2 * X).all()


def test_a_package_that_was_submitted_flat(sandbox: Sandbox) -> None:
    files = {
        "fc.py": b"from ..layers import double\nfrom cs231n.layers import double as again\n"
        b"def f(x): return (double(x) + again(x)) / 2",
        "layers.py": b"def double(x): return 2 * x",
    }
    reply = one(sandbox, Code(tuple(files.items()), "fc.py"))
    assert reply.failure is None
    assert (reply.values[0] == 2 * X).all()


def test_files_named_like_the_librarys(strict: Sandbox) -> None:
    for name in ("random.py", "code.py", "numpy.py", "inside.py", "my homework (1).py", "2layer.py"):
        reply = one(strict, module("import numpy as np\ndef f(x): return np.add(x, x)", name))
        assert reply.failure is None, name


def test_a_notebook_gives_its_functions_and_constants(sandbox: Sandbox) -> None:
    notebook = """{"cells": [
     {"cell_type": "markdown", "source": "# Hi"},
     {"cell_type": "code", "source": ["%matplotlib inline\\n", "import numpy as np\\n", "import helper_of_the_course\\n", "k = 2"]},
     {"cell_type": "code", "source": "data = np.load('missing.npy')\\nraise ValueError"},
     {"cell_type": "code", "source": "print 'old'"},
     {"cell_type": "code", "source": "def f(x):\\n    return k * x\\n\\ndef g(x):\\n    return x / nothing"}]}"""
    done = run(sandbox, Code((("hw.ipynb", notebook.encode()),), "hw.ipynb", "notebook"), ask(), ask("g"))
    assert done.loaded.notes[0] == "cell 3, line 1 is not Python 3 and was skipped"
    assert dict(done.loaded.functions) == {"f": ("x",), "g": ("x",)}
    assert (done.replies[0].values[0] == 2 * X).all()
    failure = done.replies[1].failure
    assert failure is not None
    assert failure.sentence == textwrap.dedent(
        "your g stopped with NameError: name 'nothing' is not defined (cell 4, line 5: `return x / nothing`)"
    )

"""Trial modules in the manner of real homework, each with the outcome, the points and the words that it must get."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field
from typing import Any

GOOD = '''
import numpy as np

def softmax_regression_epoch(X, y, theta, lr=0.1, batch=100):
    for i in range(0, X.shape[0], batch):
        xb, yb = X[i:i+batch], y[i:i+batch]
        p = np.exp(xb @ theta)
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(yb)), yb] -= 1
        theta -= lr * xb.T @ p / len(yb)
'''
"""A right answer to `epoch.softmax`, 4 points."""

RELU = "def relu_backward(dout, cache):\n    return dout * (cache > 0)\n"
"""A right answer to `layers.relu_backward`, 2 points."""

AFFINE = """
def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
"""
"""A right answer to `layers.affine_backward`, 3 points."""

NET = '''
import numpy as np

class TwoLayerNet:
    def __init__(self, W1, b1, W2, b2):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def loss(self, X, y, reg=0.0):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        h = np.maximum(0, X @ W1 + b1)
        s = h @ W2 + b2
        p = np.exp(s - s.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        n = len(y)
        loss = -np.log(p[range(n), y]).mean() + reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        p[range(n), y] -= 1
        p /= n
        dh = p @ W2.T * (h > 0)
        return loss, {"W1": X.T @ dh + 2 * reg * W1, "b1": dh.sum(0), "W2": h.T @ p + 2 * reg * W2, "b2": p.sum(0)}
'''
"""A right answer to `net.loss`, 5 points."""

LOSS = '''
import numpy as np

def softmax_loss(W, X, y, reg):
    s = X @ W
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean() + 0.5 * reg * np.sum(W ** 2)
    p[np.arange(len(y)), y] -= 1
    return loss, X.T @ p / len(y) + reg * W
'''
"""A right answer to `loss.softmax_loss`, 4 points."""

EPOCH, BACK, FULL, SOFTMAX, TWO = "epoch.softmax", "layers.relu_backward", "layers.affine_backward", "loss.softmax_loss", "net.loss"


@dataclass(frozen=True)
class Row:
    """One submission, and what it must get."""

    name: str
    part: str
    files: Any
    outcome: str = "correct"
    points: float = 4
    says: tuple[str, ...] = ()
    """Pieces of its feedback and notes."""
    silent: tuple[str, ...] = ()
    """What must not be said."""
    main: str = "trial.py"
    extra: dict[str, Any] = field(default_factory=dict)


def notebook(*cells: str, magic: str = "%matplotlib inline\n!ls") -> str:
    """Return a notebook with outputs, as Jupyter writes it."""
    made = [{"cell_type": "markdown", "metadata": {}, "source": ["# Homework"]}]
    for number, text in enumerate((magic, *cells), 1):
        made.append({
            "cell_type": "code", "execution_count": number, "metadata": {}, "source": text.splitlines(keepends=True),
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1.0\\n"]}],
        })  # fmt: skip
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


STUDENTS_CACHE = GOOD.replace("xb @ theta", "np.dot(xb, theta)")

ROWS = [
    # Loading: what costs nothing.
    Row("plain", EPOCH, GOOD),
    Row("prints at import", EPOCH, "print('loading', 3)\n" + GOOD),
    Row("prints in the function", EPOCH, GOOD.replace("    for i", "    print('lr', lr)\n    for i")),
    Row("unused matplotlib", EPOCH, "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (10, 8)\n" + GOOD,
        says=("matplotlib is not installed here; nothing is lost as long as your code does not call it",)),
    Row("unused C extension", EPOCH, "from . import im2col_cython\n" + GOOD),
    Row("guarded import", EPOCH, "try:\n    from simple_ml_ext import *\nexcept:\n    pass\n" + GOOD),
    Row("numdifftools", EPOCH, "import numdifftools as nd, struct, gzip\n" + GOOD),
    Row("past and future", EPOCH, "from __future__ import print_function\nfrom builtins import range, object\n"
        "from past.builtins import xrange\nfrom future import standard_library\n" + GOOD.replace("range(0", "xrange(0")),
    Row("xrange", EPOCH, GOOD.replace("range(0", "xrange(0")),
    Row("np.float", EPOCH, GOOD.replace("p = np.exp(xb @ theta)", "p = np.exp(xb @ theta).astype(np.float)")),
    Row("np.int", EPOCH, GOOD.replace("yb] -= 1", "yb.astype(np.int)] -= 1")),
    Row("main block", EPOCH, GOOD + "\nif __name__ == '__main__':\n    raise SystemExit(open('train.gz'))\n"),
    Row("BOM", EPOCH, b"\xef\xbb\xbf" + GOOD.encode()),
    Row("CRLF", EPOCH, GOOD.replace("\n", "\r\n").encode()),
    Row("latin-1, declared", EPOCH, ("# -*- coding: latin-1 -*-\n# caf\xe9\n" + GOOD).encode("latin-1")),
    Row("UTF-16", EPOCH, GOOD.encode("utf-16")),
    Row("tabs", EPOCH, GOOD.replace("    ", "\t")),
    Row("notebook", EPOCH, notebook(GOOD, "X = load_data()\nprint(X.shape)"), main="trial.ipynb"),
    Row("notebook with magics in a cell", EPOCH, notebook("%timeit f()\n" + GOOD), main="trial.ipynb"),
    Row("notebook in a course's setup", EPOCH, notebook("from dlsys import helper\nfrom google.colab import drive\ndrive.mount('/x')", GOOD),
        main="trial.ipynb"),
    Row("notebook with a broken cell", EPOCH, notebook("print 'old'", GOOD), main="trial.ipynb",
        says=("cell 2, line 1 is not Python 3 and was skipped",)),
    Row("notebook, a print goes on with %", EPOCH, notebook(GOOD.replace("    for i", "    print('lr %f, %d'\n          % (lr, len(X)))\n    for i"),
        magic="%matplotlib inline\nprint('%d'\n      % 3)"), main="trial.ipynb", silent=("skipped",)),
    Row("notebook, a question in a comment", EPOCH, notebook("%load_ext autoreload\n" + GOOD.replace("-= 1\n", "-= 1  # why?\n")), main="trial.ipynb"),
    Row("notebook, shell and help", EPOCH, notebook(GOOD + "\nfiles = !ls\nt = %timeit -o f()\nnp.exp?\n??np\n!pip install \\\n  numpy \\\n  scipy\n"),
        main="trial.ipynb", silent=("skipped",)),
    Row("notebook, a magic as the only line of a block", EPOCH, notebook("if 'colab' in str(3):\n    !pip install numpy\n" + GOOD), main="trial.ipynb"),
    Row("notebook, cells in other languages", EPOCH, notebook("%%html\n<b>x</b>", GOOD, magic="%%bash\nls -la"), main="trial.ipynb", silent=("skipped",)),
    Row("notebook, no Python and no magic", EPOCH, notebook(GOOD, "50 % of $ the data"), main="trial.ipynb",
        says=("cell 3, line 1 is not Python 3 and was skipped",)),
    Row("notebook, functions without a name", EPOCH, notebook("import numpy as np\nexp = np.exp\nsoftmax = lambda s: exp(s) / exp(s).sum(1, keepdims=True)\n"
        "one = np.vectorize(lambda c: 1)\nseen = dict(n=0)\nhalf = 1 / 2\n",
        GOOD.replace("p = np.exp(xb @ theta)", "seen['n'] += one(half)").replace("p /= p.sum(axis=1, keepdims=True)", "p = softmax(xb @ theta)")),
        main="trial.ipynb"),
    Row("notebook, a method from a later cell", TWO, notebook(NET.partition("    def loss")[0],
        textwrap.dedent("    def loss" + NET.partition("    def loss")[2]) + "\nTwoLayerNet.loss = loss"), points=5, main="trial.ipynb"),
    Row("notebook, future annotations", EPOCH, notebook("from __future__ import annotations", GOOD.replace("X, y,", "X: Array, y: Vector,")), main="trial.ipynb"),
    Row("notebook, one cell stops", EPOCH, notebook("import jax\nclass A:\n    x = load()\n\n@jax.jit\ndef f(x):\n    return x", GOOD), main="trial.ipynb"),
    Row("notebook, one text a cell", EPOCH, json.dumps({"cells": [{"cell_type": "code", "source": GOOD}]}), main="answer.ipynb"),
    Row("notebook, pictures of two megabytes", EPOCH, notebook(GOOD).replace('"text": ["1.0\\n"]', '"image/png": "' + "iVBOR\\n" * 300_000 + '"'), main="trial.ipynb"),
    Row("notebook, a name that is set as it runs", EPOCH, notebook("rate = load('rate.txt')", GOOD.replace("lr *", "rate *")), "unanswered", 0,
        ("your code sets 'rate' in cell 2 as it runs; from a notebook only imports, functions, classes and plain values are taken",),
        ("NameError",), main="trial.ipynb"),
    Row("notebook, a value that could not be made", EPOCH, notebook("import numpy as np\nrate = np.load('rate.npy')", GOOD.replace("lr *", "rate *")),
        "incorrect", 0, ("opens rate.npy; the grader has no such file", "(cell 2, line 2: `rate = np.load('rate.npy')`)"), main="trial.ipynb"),
    Row("notebook, the function's own cell stops", EPOCH, notebook("import jax\nimport numpy as np", GOOD.replace("def soft", "@jax.jit\ndef soft")), "incorrect", 0,
        ("your code calls jax, which this course does not install",), main="trial.ipynb"),
    Row("package", BACK, {"cs/__init__.py": "", "cs/layers.py": RELU, "cs/net.py": "from .layers import *\n"}, points=2),
    Row("package, relative import upwards", BACK, {"cs/layers.py": RELU.replace("(cache > 0)", "positive(cache)") +
        "from ..tools import positive\n", "tools.py": "def positive(x):\n    return x > 0\n"}, points=2),
    Row("flat file of a package", BACK, "from ..layers import *\nfrom cs231n.fast_layers import *\n" + RELU, points=2),
    Row("a folder on the path", BACK, {"trial.py": "import sys\nsys.path.append('src')\nfrom masks import positive\n" + RELU.replace("(cache > 0)", "positive(cache)"),
        "src/masks.py": "def positive(x):\n    return x > 0\n"}, points=2, silent=("masks",)),
    Row("an old copy below", BACK, {"backup/trial.py": RELU.replace("> 0", "< 0"), "trial.py": RELU, "trial_old.py": RELU.replace("> 0", "< 0")}, points=2),
    Row("output in UTF-8", EPOCH, "import io, sys\nsys.stdout.reconfigure(encoding='utf-8')\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\n"
        "print('θ', flush=True)\n" + GOOD),
    Row("windows that are never opened", EPOCH, "import tkinter as tk, turtle\nfrom tkinter import filedialog\n" + GOOD,
        says=("tkinter is not installed here; nothing is lost as long as your code does not call it",)),
    Row("found by its functions", BACK, {"utils.py": "def load(): pass\n", "my_answer.py": RELU}, points=2),
    Row("a file of another name", EPOCH, GOOD, main="simple_ml.py"),
    Row("a file with a dash", EPOCH, GOOD, main="hw0-final (1).py"),
    Row("tqdm", EPOCH, "from tqdm.auto import tqdm, trange\n" + GOOD.replace("in range(0, X.shape[0], batch)", "in tqdm(range(0, X.shape[0], batch), desc='step')")
        .replace("    for i", "    for _ in trange(3, leave=False):\n        pass\n    with tqdm(total=3) as bar:\n        bar.update(1)\n    for i"),
        silent=("tqdm",)),
    Row("prange", EPOCH, "from numba import njit, prange\n" + GOOD.replace("in range(", "in prange(").replace("def soft", "@njit(parallel=True)\ndef soft")),
    Row("saved as a script", EPOCH, "# In[1]:\nget_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('pip install numpy')\n" + GOOD),
    Row("settings of unused packages", EPOCH, "import torch, pandas as pd\nfrom google.colab import drive\ndrive.mount('/content/drive')\n"
        "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\ntorch.manual_seed(0)\npd.set_option('display.width', 80)\n" + GOOD),
    Row("decorators of unused packages", EPOCH, "import torch, pytest, jax\n@torch.no_grad()\ndef f():\n    pass\n"
        "@pytest.mark.parametrize('a', [1])\ndef test(a):\n    pass\n@jax.jit\ndef g():\n    pass\n" + GOOD),
    Row("a decorator that is needed", EPOCH, "import jax\n" + GOOD.replace("def soft", "@jax.jit\ndef soft"), "incorrect", 0,
        ("your code calls jax, which this course does not install",)),
    Row("a file that was not handed in", EPOCH, "from my_layers import softmax\n" + GOOD.replace("np.exp(xb @ theta)", "softmax(xb @ theta)"), "incorrect", 0,
        ("your code calls my_layers, which is not among your files and which this course does not install (line 8: `p = softmax(xb @ theta)`)",)),
    # Loading: what it cannot do without.
    Row("used matplotlib", EPOCH, "import matplotlib.pyplot as plt\n" + GOOD.replace("    for i", "    plt.plot(y)\n    for i"),
        "incorrect", 0, ("your code calls matplotlib, which this course does not install",)),
    Row("data at module level", EPOCH, GOOD + "\nX = np.loadtxt('data/train.csv')\n", "incorrect", 0,
        ("your code opens data/train.csv when it is loaded; the grader has no such file", "__main__")),
    Row("Python 2", EPOCH, GOOD + "\nprint 'done'\n", "incorrect", 0, ("this is Python 2",)),
    Row("mixed tabs and spaces", EPOCH, GOOD.replace("        theta -=", "\ttheta -="), "incorrect", 0,
        ("your file is not valid Python: inconsistent use of tabs and spaces",), ("Python 2",)),
    Row("latin-1, not declared", EPOCH, ("# caf\xe9\n" + GOOD).encode("latin-1"), "incorrect", 0,
        ("your file cannot be read as text: save it as UTF-8",)),
    Row("syntax error", EPOCH, GOOD.replace("for i in", "for i im"), "incorrect", 0, ("your file is not valid Python",)),
    Row("empty file", EPOCH, "", "unanswered", 0, ("your code defines no 'softmax_regression_epoch', and no function at all",)),
    Row("raises at import", EPOCH, GOOD + "\nassert False, 'broken'\n", "incorrect", 0,
        ("your code stopped with AssertionError when it was loaded: broken",)),
    # Calling: structure before values.
    Row("another name", EPOCH, GOOD.replace("softmax_regression_epoch", "softmax_regresion_epoch"), "unanswered", 0,
        ("did you mean 'softmax_regresion_epoch'?",)),
    Row("not written", EPOCH, "def softmax_regression_epoch(X, y, theta, lr=0.1, batch=100):\n    raise NotImplementedError()\n",
        "unanswered", 0, ("is not written yet",)),
    Row("the template as it was handed out", EPOCH, 'def softmax_regression_epoch(X, y, theta, lr=0.1, batch=100):\n    """Run an epoch."""\n'
        "    ### BEGIN YOUR CODE\n    pass\n    ### END YOUR CODE\n", "unanswered", 0,
        ("your softmax_regression_epoch is not written yet: there is nothing in it",)),
    Row("pass", BACK, "def relu_backward(dout, cache):\n    pass\n", "unanswered", 0, ("relu_backward returns None",)),
    Row("return", BACK, "def relu_backward(dout, cache):\n    dx = dout * (cache > 0)\n    return\n", "unanswered", 0,
        ("relu_backward returns None: is the return missing",)),
    Row("(None, None)", FULL, "def affine_backward(dout, cache):\n    return None, None, None\n", "unanswered", 0, ("returns None",)),
    Row("one None", FULL, AFFINE.replace("dout.sum(axis=0)", "None"), "unanswered", 0, ("returns None for db",)),
    Row("a list for a tuple", FULL, AFFINE.replace("return dout", "return [dout").replace("axis=0)", "axis=0)]"), points=3),
    Row("two for three", FULL, AFFINE.replace(", dout.sum(axis=0)", ""), "incorrect", 0,
        ("returns a tuple of 2; it must return the tuple (dx, dw, db)",)),
    Row("an array for a tuple", FULL, AFFINE.replace("return dout @ w.T, x.T @ dout, dout.sum(axis=0)", "return dout @ w.T"),
        "incorrect", 0, ("it must return the tuple (dx, dw, db)",)),
    Row("text for an array", BACK, "def relu_backward(dout, cache):\n    return 'dx'\n", "incorrect", 0,
        ("returns text; an array of numbers is expected",)),
    Row("renamed argument", "epoch.network", "def nn_epoch(X, y, W1, W2, learning_rate=0.1, batch_size=100):\n    pass\n",
        "incorrect", 0, ("nn_epoch takes (X, y, W1, W2, learning_rate, batch_size) and cannot be called as "
                         "nn_epoch(X, y, W1, W2, lr=lr, batch=batch)",)),
    Row("dropped argument", SOFTMAX, "def softmax_loss(W, X, y):\n    return 1.0, W\n", "incorrect", 0,
        ("softmax_loss takes (W, X, y) and cannot be called as softmax_loss(w, x, y, reg)",)),
    Row("raises", BACK, "def relu_backward(dout, cache):\n    x, w = cache, 1\n    return dout * x.shape[7]\n", "incorrect", 0,
        ("your relu_backward stopped with IndexError: tuple index out of range (line 3: `return dout * x.shape[7]`)",)),
    Row("never returns", EPOCH, "def softmax_regression_epoch(X, y, theta, lr=0.1, batch=100):\n    i = 0\n    while i < len(X):\n"
        "        i += 0\n", "incorrect", 0, ("had not finished after 1 s: does a loop never end? (line 3: `while i < len(X):`)",)),
    Row("out of memory", BACK, "import numpy as np\ndef relu_backward(dout, cache):\n    return np.ones((1 << 20, 1 << 20))\n",
        "incorrect", 0, ("needs more than 2048 MB of memory",)),
    Row("exit", BACK, "def relu_backward(dout, cache):\n    exit()\n", "incorrect", 0, ("ends the whole program (exit)",)),
    Row("input", BACK, "def relu_backward(dout, cache):\n    return float(input('dx? '))\n", "incorrect", 0, ("calls input()",)),
    Row("writes a log", BACK, "def relu_backward(dout, cache):\n    open('train.log', 'w').write('x')\n    return dout\n",
        "incorrect", 0, ("your code writes train.log; the grader has no place to write",)),
    Row("wrong shape", FULL, AFFINE.replace("dout.sum(axis=0)", "dout.sum(axis=0, keepdims=True)"), "incorrect", 0,
        ("db has shape (1, 5) where (5,) is expected: drop keepdims",)),
    Row("transposed", FULL, AFFINE.replace("x.T @ dout", "dout.T @ x"), "incorrect", 0,
        ("dw has shape (5, 3) where (3, 5) is expected",)),
    Row("not finite", BACK, "import numpy as np\ndef relu_backward(dout, cache):\n    return dout * (cache > 0) / np.zeros(3)\n",
        "incorrect", 0, ("dz is not finite, first at entry [0, 0]",)),
    Row("scalars of a class of their own", FULL, "class Value:\n    def __init__(self, data):\n        self.data = data\n    def __float__(self):\n"
        "        return float(self.data)\n" + AFFINE.replace("dout.sum(axis=0)", "[Value(one) for one in dout.sum(axis=0)]"), points=3),
    Row("Decimals and Fractions", FULL, "from decimal import Decimal\nfrom fractions import Fraction\n" + AFFINE.replace("x.T @ dout", "[[Decimal(float(a)) for a in row] for row in x.T @ dout]")
        .replace("dout.sum(axis=0)", "[Fraction(float(a)) for a in dout.sum(axis=0)]"), points=3),
    Row("numbers and texts mixed", FULL, AFFINE.replace("dout.sum(axis=0)", "np.array(['1.5', 2.0], dtype=object)").replace("def", "import numpy as np\ndef"), "incorrect", 0,
        ("returns an array of mixed things for db",)),
    # Arguments.
    Row("theta = theta - …", EPOCH, GOOD.replace("theta -= lr *", "theta = theta - lr *"), "incorrect", 0,
        ("theta was not changed: `theta = theta - …` makes a new array, `theta -= …` changes it",), ("looks like",)),
    Row("dx = dout", BACK, "def relu_backward(dout, cache):\n    dx = dout\n    dx[cache < 0] = 0\n    return dx\n", "incorrect", 0,
        ("your function changes its argument da", "shares its memory with the argument da")),
    Row("dx = dout, copied", BACK, "def relu_backward(dout, cache):\n    dx = dout.copy()\n    dx[cache < 0] = 0\n    return dx\n", points=2,
        silent=("memory",)),
    Row("changes X on the way", EPOCH, GOOD.replace("    for i", "    X[0] += 1\n    for i"),
        "incorrect", 0, ("changes its argument X",)),
    Row("dict entries rebound", "layers.step", "def update(params, grads, lr):\n    for k in params:\n"
        "        params[k] = params[k] - lr * grads[k]\n", points=2),
    Row("dict entries in place", "layers.step", "def update(params, grads, lr):\n    for k in params:\n"
        "        params[k] -= lr * grads[k]\n", points=2),
    Row("dict rebound", "layers.step", "def update(params, grads, lr):\n    params = {k: params[k] - lr * grads[k] for k in params}\n",
        "incorrect", 0, ("params['w'] was not changed",)),
    Row("dict entry removed", "layers.step", "def update(params, grads, lr):\n    del params['b']\n", "incorrect", 0,
        ("params['b'] is no array of numbers any more after the call",)),
    # Types and dtypes.
    Row("0-d loss", SOFTMAX, LOSS.replace("return loss,", "return np.array(loss),")),
    Row("loss of shape (1,)", SOFTMAX, LOSS.replace("return loss,", "return np.array([loss]),")),
    Row("float32 inside", EPOCH, GOOD.replace("        theta -= lr * xb.T @ p / len(yb)",
        "        theta -= (lr * xb.T @ p / len(yb)).astype(np.float32)")),
    Row("loops over labels", EPOCH, GOOD.replace("        p[np.arange(len(yb)), yb] -= 1\n",
        "        for j in range(len(yb)):\n            p[j, int(yb[j])] -= 1\n")),
    Row("int32 labels", EPOCH, GOOD.replace(", yb] -= 1", ", yb.astype(np.int32)] -= 1")),
    Row("uint8 overflow", EPOCH, GOOD.replace("p[np.arange(len(yb)), yb] -= 1", "p.reshape(-1)[yb * 0 + np.arange(len(yb)) * p.shape[1] + yb] -= 1")),
    # A class.
    Row("class", TWO, NET, points=5),
    Row("class, other attribute names", TWO, NET.replace("self.params", "self.weights"), points=5),
    Row("wrong constructor", TWO, NET.replace("W1, b1, W2, b2):\n        self.params = {\"W1\": W1, \"b1\": b1, \"W2\": W2, \"b2\": b2}",
        "input_size, hidden):\n        self.params = {}"), "incorrect", 0,
        ("TwoLayerNet takes (input_size, hidden) and cannot be called as TwoLayerNet(W1, b1, W2, b2)",)),
    Row("no such method", TWO, NET.replace("def loss", "def los"), "unanswered", 0, ("your TwoLayerNet has no 'loss'",)),
    Row("functions for a class", TWO, "def loss(X, y, reg):\n    return 1.0, {}\n", "unanswered", 0, ("your code defines no 'TwoLayerNet'",)),
    Row("a method that is abstract", TWO, "from abc import ABC, abstractmethod\n" + NET.replace("class TwoLayerNet:", "class TwoLayerNet(ABC):\n"
        "    @abstractmethod\n    def step(self): ...\n"), "incorrect", 0, ("stopped with TypeError: Can't instantiate abstract class TwoLayerNet",), ("cannot be called as",)),
    Row("an object in the place of its class", TWO, NET + "\nTwoLayerNet = TwoLayerNet(1, 2, 3, 4)\n", "incorrect", 0,
        ("your TwoLayerNet is not a function but a TwoLayerNet",)),
    Row("gradients first", TWO, NET.replace("return loss, {", "return {").replace("p.sum(0)}", "p.sum(0)}, loss"), "incorrect", 0,
        ("your TwoLayerNet.loss returns a number as its second value; it must return a dict with W1, b1, W2, b2",)),
    Row("{}", TWO, NET.split("        return loss")[0] + "        return loss, {}\n", "incorrect", 0, ("without 'W1', it is empty",)),
    Row("missing key", TWO, NET.replace('"b1": dh.sum(0), ', ""), "incorrect", 0, ("without 'b1'; it has W1, W2, b2",)),
    Row("only the loss", TWO, NET.split("        return loss")[0] + "        return loss\n", "incorrect", 0,
        ("your TwoLayerNet.loss returns a number; it must return the tuple (loss, a dict with W1, b1, W2, b2)",)),
    Row("(1, h) for (h,)", TWO, NET.replace('"b1": dh.sum(0)', '"b1": dh.sum(0, keepdims=True)'), "incorrect", 0,
        ("db1 has shape (1, 6) where (6,) is expected: drop keepdims",)),
]  # fmt: skip

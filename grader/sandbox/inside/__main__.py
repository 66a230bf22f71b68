"""Run this folder as a program: `python -s -S -P -B inside warm strict 0 NUMPY_HOME FD`.

The folder becomes a package called `inside` and leaves sys.path, so that nothing here can be imported by its name.
"""

import importlib.util
import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [path for path in sys.path if os.path.abspath(path) != _folder]
_spec = importlib.util.spec_from_file_location(
    "inside", os.path.join(_folder, "__init__.py"), submodule_search_locations=[_folder]
)
assert _spec is not None
sys.modules["inside"] = importlib.util.module_from_spec(_spec)

_mode, *_words = sys.argv[1:]
if _mode == "warm":
    sys.path.append(_words[2])  # NumPy's home, until warm has it
    from inside import warm  # type: ignore[import-not-found]

    sys.path.pop()
    warm.main(_words[0] == "strict", _words[1] == "1", _words[2], int(_words[3]))
else:
    sys.path.append(_words[0])
    from inside import fresh

    sys.path.pop()
    fresh.main(_words[0], *(int(word) for word in _words[1:]))

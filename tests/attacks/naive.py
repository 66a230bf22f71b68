"""A grader as one should not write it: the student's code, the reference and the score in one process.

Run as `python naive.py COURSE SUBMISSION`. Its last line of output is the result. Every attack of the corpus must work here:
one that does not is no attack.
"""

import importlib.util
import json
import os
import sys

import numpy as np

course, submission = sys.argv[1:3]
RESULT = {"score": 0}


def equal(result: object, expected: object) -> bool:
    """Compare as most graders do."""
    return bool(np.allclose(result, expected))  # type: ignore[arg-type]


def grade() -> None:
    """Grade one function on one case."""
    sys.path[:0] = [course]
    from reference import secret  # type: ignore[import-not-found]

    x = np.array([[1.0, -2.0], [3.0, 4.0]])
    expected = secret.f(x)
    spec = importlib.util.spec_from_file_location("hw", submission)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hw"] = module
    try:
        spec.loader.exec_module(module)
        result = module.f(x)
        if isinstance(result, str | bytes):
            print("feedback: you returned", result)
        elif equal(result, expected):
            RESULT["score"] = 1
        else:
            print("feedback: you returned", repr(result)[:2000])
    except Exception as error:
        print("feedback:", repr(error))


os.environ["ANSWER_KEY"] = open(os.path.join(course, "reference", "secret.py")).readline()
grade()
print(json.dumps(RESULT))

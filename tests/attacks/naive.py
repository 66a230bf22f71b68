"""A grader as one should not write it: the student's code, the reference and the score in one process.

Its last line of output is the result. Every attack of the corpus must work here: one that does not is no attack.
"""

import importlib.util
import json
import os
import sys

import numpy as np

RESULT = {"score": 0}


def equal(result: object, expected: object) -> bool:
    """Compare as most graders do."""
    return bool(np.allclose(result, expected))  # type: ignore[arg-type]


def grade(course: str, submission: str) -> None:
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


def main(course: str, submission: str) -> None:
    """Grade one submission and print the result."""
    with open(os.path.join(course, "reference", "secret.py")) as key:
        os.environ["ANSWER_KEY"] = key.readline()
    grade(course, submission)
    print(json.dumps(RESULT))


# So that importing NumPy is waited for once: a line "course submission output" is graded in a fork, its id is printed.
if __name__ == "__main__":
    for line in sys.stdin:
        _course, _submission, _output = line.split()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.chdir(_course)
            os.dup2(os.open(_output, os.O_WRONLY | os.O_CREAT), 1)
            os.dup2(1, 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            main(_course, _submission)
            break
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("done", flush=True)

"""The empirical error of a linear classifier: how many examples of a batch it puts on the wrong side.

One example a row, its first entry the constant 1; predicted is class 1 where θᵀx > 0.
"""

import numpy as np

from grader.graph import gradient, misconception


def g(x, theta):
    """discriminant of each example, shape (m,)"""
    return x @ theta


def predicted(g):
    """predicted class of each example: 1 where g > 0, else 0, shape (m,)"""
    return np.where(np.real(g) > 0, 1.0, 0.0)


def error(predicted, y):
    """empirical error: the number of examples whose predicted class is not the given one"""
    return np.sum(np.abs(predicted - y))


@gradient(of="error", wrt="theta")
def dtheta(theta):
    """∂E/∂θ: zero wherever no example lies on the boundary, because a count stays the same, shape (n,)"""
    return np.zeros_like(theta)


@misconception("predicted", "the classes are exchanged: class 1 is where the discriminant is positive")
def predicted_reversed(g):
    return np.where(np.real(g) > 0, 0.0, 1.0)


@misconception("error", "this counts the examples classified correctly")
def error_correct(predicted, y):
    return np.sum(1 - np.abs(predicted - y))


@misconception("error", "examples of class 1 on the negative side are errors too")
def error_false_positives(predicted, y):
    return np.sum(predicted * (1 - y))


@misconception("error", "examples of class 0 on the positive side are errors too")
def error_false_negatives(predicted, y):
    return np.sum((1 - predicted) * y)


@misconception("error", "this is the share of errors; their number was asked")
def error_share(predicted, y):
    return np.mean(np.abs(predicted - y))

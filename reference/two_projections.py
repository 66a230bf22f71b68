"""f(x) = (aᵀx) a + (bᵀx) b for columns a, b and x of shape (d,)."""

import numpy as np

from grader.graph import gradient, misconception


def s(a, x):
    """aᵀx, a scalar"""
    return a @ x


def r(b, x):
    """bᵀx, a scalar"""
    return b @ x


def f(s, a, r, b):
    """(aᵀx) a + (bᵀx) b, shape (d,)"""
    return s * a + r * b


@gradient(of="f", wrt="x")
def J(a, b):
    """Jacobian a aᵀ + b bᵀ, symmetric, so the same in both layouts, shape (d, d)"""
    return np.outer(a, a) + np.outer(b, b)


@misconception("J", "outer and inner product are mixed up: aᵀa + bᵀb is a number, a aᵀ + b bᵀ a matrix")
def J_inner(a, b):
    return (a @ a + b @ b) * np.eye(len(a))


@misconception("J", "the products are mixed: each vector goes with itself")
def J_crossed(a, b):
    return np.outer(a, b) + np.outer(b, a)


@misconception("J", "the products were taken entry by entry: only the diagonal is there")
def J_diagonal(a, b):
    return np.diag(a**2 + b**2)


@misconception("J", "the second term is missing")
def J_first_only(a):
    return np.outer(a, a)


@misconception("J", "a factor 2 is too many: x enters each term once")
def J_doubled(a, b):
    return 2 * (np.outer(a, a) + np.outer(b, b))


@misconception("J", "the vectors were added first: (a + b)(a + b)ᵀ has mixed terms that f has not")
def J_of_sum(a, b):
    return np.outer(a + b, a + b)

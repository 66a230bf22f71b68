"""A function along a curve: F(x, y) = (x² + 2y, 3x + 4y²) composed with G(t) = (t, t²).

A Jacobian has a row for each output.
"""

import numpy as np

from grader.graph import gradient, misconception


def q(x, y):
    """where F itself is differentiated, (x, y)"""
    return np.array([x, y])


def F(q):
    """F(x, y) = (x² + 2y, 3x + 4y²), shape (2,)"""
    x, y = q
    return np.array([x**2 + 2 * y, 3 * x + 4 * y**2])


@gradient(of="F", wrt="q")
def DF(q):
    """Jacobian of F at (x, y), shape (2, 2)"""
    x, y = q
    return np.array([[2 * x, 2 + 0 * x], [3 + 0 * x, 8 * y]])


def G(t):
    """the curve G(t) = (t, t²), shape (2,)"""
    return np.array([t, t**2])


@gradient(of="G", wrt="t")
def DG(t):
    """derivative of the curve, (1, 2t), shape (2,)"""
    return np.array([1 + 0 * t, 2 * t])


def FG(G):
    """the composition F(G(t)) = (3t², 3t + 4t⁴), shape (2,)"""
    x, y = G
    return np.array([x**2 + 2 * y, 3 * x + 4 * y**2])


@gradient(of="FG", wrt="G")
def DF_at_G(G):
    """Jacobian of F with G(t) put in for its arguments, shape (2, 2)"""
    x, y = G
    return np.array([[2 * x, 2 + 0 * x], [3 + 0 * x, 8 * y]])


@gradient(of="FG", wrt="t")
def DFG(DF_at_G, DG):
    """chain rule: the derivative of F∘G is DF(G(t)) · DG(t) = (6t, 3 + 16t³), shape (2,)"""
    return DF_at_G @ DG


@misconception("DF", "this is the transpose: a Jacobian has a row for each output, a column for each input")
def DF_transposed(q):
    x, y = q
    return np.array([[2 * x, 3 + 0 * x], [2 + 0 * x, 8 * y]])


@misconception("DF", "these are the diagonal entries alone; the outputs depend on both inputs")
def DF_diagonal(q):
    x, y = q
    return np.array([[2 * x, 0 * x], [0 * x, 8 * y]])


@misconception("DF_at_G", "G(t) was not put in: the second argument of F is t², not t")
def DF_at_t(t):
    return np.array([[2 * t, 2 + 0 * t], [3 + 0 * t, 8 * t]])


@misconception("DFG", "DF at G(t) was transposed: the chain rule is DF(G(t)) · DG(t)")
def DFG_transposed(DF_at_G, DG):
    return DF_at_G.T @ DG


@misconception("DFG", "DG is missing: the inner derivative has to be multiplied on")
def DFG_without_DG(DF_at_G):
    return DF_at_G @ np.ones(2)


@misconception("DFG", "this is the value of the composition, not its derivative")
def DFG_value(FG):
    return FG


@misconception("DF", "the squares were not differentiated: the derivative of x² is 2x")
def DF_without_two(q):
    x, y = q
    return np.array([[x, 2 + 0 * x], [3 + 0 * x, 4 * y]])


@misconception("FG", "G(t) was not put in: the second argument of F is t², not t")
def FG_at_t(t):
    return np.array([t**2 + 2 * t, 3 * t + 4 * t**2])


@misconception("FG", "the second output squares its second argument: 4(t²)² is 4t⁴")
def FG_not_squared(t):
    return np.array([3 * t**2, 3 * t + 4 * t**2])


@misconception("DG", "the factor of a square's derivative is missing: that of t² is 2t")
def DG_without_two(t):
    return np.array([1 + 0 * t, t])


@misconception("DG", "this is the curve itself; its derivative is (1, 2t)")
def DG_value(G):
    return G


@misconception("DF_at_G", "the second argument of F is t²: the last entry is 8t²")
def DF_at_G_exchanged(t):
    return np.array([[2 * t**2, 2 + 0 * t], [3 + 0 * t, 8 * t]])

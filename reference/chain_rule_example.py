"""A worked example of the chain rule for vector functions of vectors.

The outer function is F(x, y, z) = (2xy, y − z), the inner one G(x, y) = (x − 4y, xy, x + y).
A Jacobian has a row for each output.
"""

import numpy as np

from grader.graph import gradient, misconception


def point(x, y, z):
    """where F itself is differentiated, (x, y, z)"""
    return np.array([x, y, z])


def F(point):
    """F(x, y, z), shape (2,)"""
    x, y, z = point
    return np.array([2 * x * y, y - z])


@gradient(of="F", wrt="point")
def DF(point):
    """Jacobian of F at (x, y, z), shape (2, 3)"""
    x, y, _ = point
    return np.array([[2 * y, 2 * x, 0 * x], [0 * x, 1 + 0 * x, -1 + 0 * x]])


def p(x, y):
    """where G is differentiated, (x, y)"""
    return np.array([x, y])


def G(p):
    """G(x, y), shape (3,)"""
    x, y = p
    return np.array([x - 4 * y, x * y, x + y])


@gradient(of="G", wrt="p")
def DG(p):
    """Jacobian of G at (x, y), shape (3, 2)"""
    x, y = p
    return np.array([[1 + 0 * x, -4 + 0 * x], [y, x], [1 + 0 * x, 1 + 0 * x]])


def FG(G):
    """the composition F(G(x, y)), shape (2,)"""
    x, y, z = G
    return np.array([2 * x * y, y - z])


@gradient(of="FG", wrt="G")
def DF_at_G(G):
    """Jacobian of F with G(x, y) put in for its arguments, shape (2, 3)"""
    x, y, _ = G
    return np.array([[2 * y, 2 * x, 0 * x], [0 * x, 1 + 0 * x, -1 + 0 * x]])


@gradient(of="FG", wrt="p")
def DFG(DF_at_G, DG):
    """chain rule: the Jacobian of F∘G is DF(G(x, y)) · DG(x, y), shape (2, 2)"""
    return DF_at_G @ DG


@misconception("DF", "this is the transpose: a Jacobian has a row for each output, a column for each input")
def DF_transposed(point):
    x, y, _ = point
    return np.array([[2 * y, 0 * x], [2 * x, 1 + 0 * x], [0 * x, -1 + 0 * x]])


@misconception("DG", "this is the transpose: a Jacobian has a row for each output, a column for each input")
def DG_transposed(p):
    x, y = p
    return np.array([[1 + 0 * x, y, 1 + 0 * x], [-4 + 0 * x, x, 1 + 0 * x]])


@misconception("DF_at_G", "G(x, y) was not put in: DF is taken at G(x, y), not at x and y themselves")
def DF_not_at_G(x, y):
    return np.array([[2 * y, 2 * x, 0 * x], [0 * x, 1 + 0 * x, -1 + 0 * x]])


@misconception("DFG", "this is the transpose: a Jacobian has a row for each output, a column for each input")
def DFG_transposed(DF_at_G, DG):
    return (DF_at_G @ DG).T


@misconception("DFG", "the Jacobians were multiplied in the wrong order: the outer function's, DF, stands on the left")
def DFG_reversed(DF_at_G, DG):
    return DG @ DF_at_G


@misconception("DFG", "half of the product rule is missing: both factors of the first output depend on x and y")
def DFG_half_product(G, DG):
    return np.array([2 * G[1] * DG[0], DG[1] - DG[2]])

"""f(x) = θᵀ(x + θᵀx) for a square θ of shape (d, d) and a column x of shape (d,)."""

import numpy as np

from grader.graph import gradient, misconception


def p(theta, x):
    """θᵀx, shape (d,)"""
    return theta.T @ x


def s(x, p):
    """x + θᵀx, shape (d,)"""
    return x + p


def f(theta, s):
    """θᵀ(x + θᵀx), shape (d,)"""
    return theta.T @ s


@gradient(of="f", wrt="x")
def J(theta):
    """Jacobian in numerator layout, θᵀ(I + θᵀ) = θᵀ + θᵀθᵀ, shape (d, d); in denominator layout its transpose θ + θθ"""
    return theta.T @ (np.eye(len(theta)) + theta.T)


@misconception("J", "the direct path is missing: x enters the sum itself and through θᵀx")
def J_without_direct(theta):
    return theta.T @ theta.T


@misconception("J", "the inner path is missing: x enters the sum itself and through θᵀx")
def J_direct_only(theta):
    return theta.T


@misconception("J", "θ and its transpose are mixed: both factors are θᵀ (or, in the other layout, both θ)")
def J_mixed(theta):
    return theta.T + theta.T @ theta


@misconception("J", "θ and its transpose are mixed: both terms belong to the same layout")
def J_mixed_layouts(theta):
    return theta + theta.T @ theta.T


@misconception("J", "the outer θᵀ is missing: this is the derivative of x + θᵀx")
def J_inner_only(theta):
    return np.eye(len(theta)) + theta.T


@misconception("J", "the square was taken entry by entry; θᵀθᵀ is the matrix product")
def J_elementwise(theta):
    return theta.T + theta.T**2


@misconception("J", "a factor 2 is too many: the outer θᵀ is a constant")
def J_doubled(theta):
    return theta.T + 2 * theta.T @ theta.T

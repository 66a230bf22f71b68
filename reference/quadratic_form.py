"""f(x) = (θᵀx)ᵀ θᵀx = ‖θᵀx‖² for θ of shape (d, h) and a column x of shape (d,)."""

import numpy as np

from grader.graph import gradient, misconception


def p(theta, x):
    """projection θᵀx, shape (h,)"""
    return theta.T @ x


def f(p):
    """pᵀp, a scalar"""
    return p @ p


@gradient(of="f", wrt="p")
def dp(p):
    """∂f/∂p = 2p, shape (h,)"""
    return 2 * p


@gradient(of="f", wrt="x")
def dx(theta, p, dp):
    """∂f/∂x = 2 θ θᵀ x, shape (d,)"""
    return theta @ dp


@misconception("dp", "the factor 2 is missing: p stands twice in pᵀp")
def dp_without_two(p):
    return p


@misconception("dx", "only the diagonal of θθᵀ was taken: each entry of θᵀx depends on all of x")
def dx_diagonal(theta, x):
    return 2 * np.sum(theta**2, axis=1) * x


@misconception("dx", "this is the derivative by p = θᵀx; the last step back to x, times θ, is missing")
def dx_stopped(dp):
    return dp


@misconception("dx", "the sign is turned round")
def dx_sign(theta, p):
    return -2 * theta @ p

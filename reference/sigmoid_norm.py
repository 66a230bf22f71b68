"""The circuit f = ‖σ(W x)‖², each node a quantity; gradients are those of f."""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def m(W, x):
    """product W x, shape (p,)"""
    return W @ x


def q(m):
    """σ of each entry of m, shape (p,)"""
    return sigmoid(m)


def f(q):
    """squared Euclidean norm of q, a scalar"""
    return q @ q


@gradient(of="f", wrt="q")
def dq(q):
    """∂f/∂q = 2q, shape (p,)"""
    return 2 * q


def q_m(q):
    """slope of each σ, q(1 − q), shape (p,); the Jacobian ∂q/∂m is its diagonal matrix"""
    return q * (1 - q)


@gradient(of="f", wrt="m")
def dm(dq, q_m):
    """∂f/∂m = dq ∘ q ∘ (1 − q), shape (p,)"""
    return dq * q_m


@gradient(of="f", wrt="W")
def dW(dm, x):
    """∂f/∂W = dm xᵀ, an outer product with the shape of W, (p, n)"""
    return np.outer(dm, x)


@gradient(of="f", wrt="x")
def dx(W, dm):
    """∂f/∂x = Wᵀ dm, shape (n,)"""
    return W.T @ dm


@misconception("q", "the sigmoid was skipped: q = σ(m)")
def q_skipped(m):
    return m


@misconception("q", "this is tanh, not σ")
def q_tanh(m):
    return np.tanh(m)


@misconception("f", "this is the norm; its square was asked")
def f_not_squared(q):
    return np.sqrt(q @ q)


@misconception("f", "the entries were summed without squaring them")
def f_sum(q):
    return np.sum(q)


@misconception("f", "a factor ½ was put in; f is the squared norm itself")
def f_half(q):
    return q @ q / 2


@misconception("dq", "the factor 2 of the square is missing")
def dq_without_two(q):
    return q


@misconception("dq", "this is 2m: the derivative of ‖q‖² is taken at q = σ(m)")
def dq_from_m(m):
    return 2 * m


@misconception("q_m", "σ itself was taken for its slope q(1 − q)")
def q_m_value(q):
    return q


@misconception("q_m", "the factor q of the slope q(1 − q) is missing")
def q_m_complement(q):
    return 1 - q


@misconception("q_m", "the slope was written with m: σ′(m) = q(1 − q), not m(1 − m)")
def q_m_of_score(m):
    return m * (1 - m)


@misconception("q_m", "σ was applied twice in the slope: σ′(m) = q(1 − q) with q = σ(m)")
def q_m_twice(q):
    return sigmoid(q) * (1 - sigmoid(q))


@misconception("q_m", "this is the slope of tanh, 1 − q²; that of σ is q(1 − q)")
def q_m_tanh(q):
    return 1 - q**2


@misconception("dm", "σ′ is missing: the factor q(1 − q)")
def dm_copied(dq):
    return dq


@misconception("dm", "this is the local derivative alone; the gradient 2q from above is missing")
def dm_local(q_m):
    return q_m


@misconception("dW", "this is the transpose: dW has the shape of W")
def dW_transposed(dm, x):
    return np.outer(x, dm)


@misconception("dW", "the input x is missing")
def dW_without_x(dm, x):
    return np.outer(dm, np.ones(len(x)))


@misconception("dW", "the weights stand where the input belongs")
def dW_from_weights(dm, W):
    return dm[:, None] * W


@misconception("dx", "the gradients were not summed over the rows of W: each x_i feeds every m_k")
def dx_one_row(W, dm):
    return W[0] * dm[0]


@misconception("dx", "the weights W are missing on the way back")
def dx_without_W(dm, x):
    return np.full(len(x), np.sum(dm))


# Only a square W lets the transpose be forgotten unnoticed; a rectangular one gives an impossible shape.
@misconception("dx", "W was not transposed: going back the product is Wᵀ dm")
def dx_not_transposed(W, dm):
    return W @ dm

"""Activation functions and their derivatives, written so that complex-step differentiation passes through them.

Decisions (the side of a kink) look at the real part; everything else is analytic.
"""

import numpy as np


def sigmoid(z):
    """Return 1 / (1 + e^−z), the logistic function.

    Computed from e^−|z|, so that it never overflows.

    Shapes:
        z        any   real score, no unit
        returns  same  in (0, 1)

    >>> float(sigmoid(np.array(0.0)))
    0.5
    """
    z = np.asarray(z)
    small = np.exp(-_abs(z))
    return np.where(z.real >= 0, 1 / (1 + small), small / (1 + small))


def sigmoid_slope(z):
    """Return the derivative of the logistic function, σ(z)(1 − σ(z)) = σ(z) σ(−z)."""
    return sigmoid(z) * sigmoid(-np.asarray(z))


def elu(u):
    """Return u where u ≥ 0, else e^u − 1; its slope at 0 is 1 from both sides.

    Shapes:
        u        any   real
        returns  same  above −1

    Source: Clevert, Unterthiner & Hochreiter 2015, with α = 1.

    >>> elu(np.array([2.0, 0.0]))
    array([2., 0.])
    """
    u = np.asarray(u)
    negative = u.real < 0
    return np.where(negative, np.expm1(np.where(negative, u, 0)), u)


def elu_slope(u):
    """Return the derivative of ELU: 1 where u ≥ 0, else e^u; 1 at 0 itself."""
    u = np.asarray(u)
    negative = u.real < 0
    return np.where(negative, np.exp(np.where(negative, u, 0)), 1)


def relu(u):
    """Return u where u > 0, else 0."""
    u = np.asarray(u)
    return np.where(u.real > 0, u, 0)


def relu_slope(u):
    """Return the derivative of ReLU: 1 where u > 0, else 0; the slope at 0 itself is taken as 0."""
    return np.where(np.asarray(u).real > 0, 1.0, 0.0)


def softmax(z):
    """Return exp(z) normalised to sum to one along the last axis.

    A shift of all of z changes nothing; the largest entry is subtracted first, so exp never overflows.

    Shapes:
        z        (..., k)   real scores, no unit
        returns  (..., k)   probabilities

    Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs".

    >>> softmax(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    z = np.asarray(z)
    powers = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _abs(z):
    return np.where(z.real < 0, -z, z)

"""The two circuits of homework 2."""

import numpy as np


def scalar_circuit(x1, w1, x2, w2):
    a, b = x1 * w1, x2 * w2
    f = 1 / (2 + np.sin(a) ** 2 + np.cos(b))
    da = -(f**2) * 2 * np.sin(a) * np.cos(a)
    db = f**2 * np.sin(b)
    return f, da * w1, da * x1, db * w2, db * x2


def vector_circuit(W, x):
    m = W @ x
    small = np.exp(-np.abs(m))
    q = np.where(m >= 0, 1, small) / (1 + small)
    slope = small / (1 + small) ** 2
    dm = 2 * q * slope
    return q @ q, np.outer(dm, x), W.T @ dm

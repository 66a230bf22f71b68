"""Code with one slip: the slope of ELU is 1 for negative inputs as well."""

import numpy as np


def elu(u):
    return np.where(u >= 0, u, np.exp(u) - 1)


def softmax(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def forward(x, v, w):
    u = v @ x
    h = elu(u)
    z = w @ h
    return u, h, z, softmax(z)


def backward(x, target, v, w):
    u, h, z, o = forward(x, v, w)
    dz = o - target
    return np.outer(dz, h), np.outer(w.T @ dz, x)


def update(v, w, dv, dw, eta):
    for new, step in ((v, dv), (w, dw)):
        new -= eta * step

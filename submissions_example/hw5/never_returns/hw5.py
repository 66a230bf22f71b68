"""The forward pass is right; backward waits for a loss that never falls; update is right."""

import numpy as np


def forward(x, v, w):
    u = v @ x
    h = np.where(u >= 0, u, np.exp(u) - 1)
    z = w @ h
    powers = np.exp(z - z.max())
    return u, h, z, powers / powers.sum()


def backward(x, target, v, w):
    loss = 1.0
    while True: loss = abs(loss)
    return None


def update(v, w, dv, dw, eta):
    v -= eta * dv
    w -= eta * dw

"""A module that loads, and stops with an exception when it is called with other sizes than the sheet's."""

import numpy as np
import matplotlib.pyplot as plt


def forward(x, v, w):
    u = v @ x
    h = np.where(u >= 0, u, np.exp(u) - 1)
    z = w @ h
    powers = np.exp(z - z.max())
    return u, h, z, powers / powers.sum()


def backward(x, target, v, w):
    u, h, z, o = forward(x, v, w)
    dw = np.zeros((2, 4))
    for k in range(2):
        for j in range(4):
            dw[k, j] = (o[k] - target[k]) * h[j]
    slope = np.where(u >= 0, 1, np.exp(u))
    return dw, np.outer((w.T @ (o - target)) * slopes, x)


def update(v, w, dv, dw, eta):
    v = v - eta * dv
    w = w - eta * dw
    plt.plot(w)

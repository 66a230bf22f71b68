"""A regression network with three logistic hidden units and one linear output, over a batch; squared loss, summed.

Each weight vector begins with its bias: hᵢⱼ = σ(wⱼ₀ + wⱼ₁ xᵢ₁ + wⱼ₂ xᵢ₂), ŷᵢ = v₀ + v₁ hᵢ₁ + v₂ hᵢ₂ + v₃ hᵢ₃, L = Σᵢ (ŷᵢ − yᵢ)².
Rows are data points. The nodes a … e are those of the scalar computation graph: a, b, c weigh the hidden units, d and e add them.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def ones_x(x):
    """inputs with a 1 before them for the bias, shape (n, 1 + inputs)"""
    return np.concatenate([np.ones((len(x), 1)), x], axis=1)


def W(w1, w2, w3):
    """the three hidden weight vectors as rows, shape (3, 1 + inputs)"""
    return np.stack([w1, w2, w3])


def s(ones_x, W):
    """pre-activations of the hidden layer, shape (n, 3)"""
    return ones_x @ W.T


def h(s):
    """hidden values σ(s), a row for each data point, shape (n, 3)"""
    return sigmoid(s)


def a(v, h):
    """v₁ h₁ for each data point, shape (n,)"""
    return v[1] * h[:, 0]


def b(v, h):
    """v₂ h₂ for each data point, shape (n,)"""
    return v[2] * h[:, 1]


def c(v, h):
    """v₃ h₃ for each data point, shape (n,)"""
    return v[3] * h[:, 2]


def d(a, b):
    """a + b, shape (n,)"""
    return a + b


def e(d, c):
    """d + c, shape (n,)"""
    return d + c


def y_hat(v, e):
    """outputs v₀ + e, shape (n,)"""
    return v[0] + e


def losses(y_hat, y):
    """squared error (ŷ − y)² of each data point, shape (n,)"""
    return (y_hat - y) ** 2


def loss(losses):
    """squared loss of the batch, the sum over its points"""
    return np.sum(losses)


@gradient(of="loss", wrt="y_hat")
def dy_hat(y_hat, y):
    """∂L/∂ŷ = 2(ŷ − y), shape (n,)"""
    return 2 * (y_hat - y)


@gradient(of="loss", wrt="v")
def dv(dy_hat, h):
    """∂L/∂v = Σᵢ 2(ŷᵢ − yᵢ) [1, hᵢ], shape (4,)"""
    return np.concatenate([[np.sum(dy_hat)], dy_hat @ h])


@gradient(of="loss", wrt="h")
def dh(dy_hat, v):
    """∂L/∂h = 2(ŷ − y) vⱼ, shape (n, 3)"""
    return np.outer(dy_hat, v[1:])


@gradient(of="loss", wrt="s")
def ds(dh, h):
    """∂L/∂s = ∂L/∂h ∘ h(1 − h), shape (n, 3)"""
    return dh * h * (1 - h)


@gradient(of="loss", wrt="w1")
def dw1(ds, ones_x):
    """∂L/∂w₁ = Σᵢ ∂L/∂sᵢ₁ [1, xᵢ], shape (1 + inputs,)"""
    return ds[:, 0] @ ones_x


@gradient(of="loss", wrt="w2")
def dw2(ds, ones_x):
    """∂L/∂w₂ = Σᵢ ∂L/∂sᵢ₂ [1, xᵢ], shape (1 + inputs,)"""
    return ds[:, 1] @ ones_x


@gradient(of="loss", wrt="w3")
def dw3(ds, ones_x):
    """∂L/∂w₃ = Σᵢ ∂L/∂sᵢ₃ [1, xᵢ], shape (1 + inputs,)"""
    return ds[:, 2] @ ones_x


@misconception("s", "the bias was dropped: the first weight of each unit is multiplied by 1 and added")
def s_without_bias(x, W):
    return x @ W[:, 1:].T


@misconception("h", "the logistic activation was skipped")
def h_skipped(s):
    return s


@misconception("h", "this is tanh; the hidden units are logistic")
def h_tanh(s):
    return np.tanh(s)


@misconception("h", "the sign in the exponent is lost: σ(s) = 1 / (1 + e^−s)")
def h_sign(s):
    return sigmoid(-s)


@misconception("y_hat", "the output's bias v₀ was dropped")
def y_hat_without_bias(e):
    return e


@misconception("y_hat", "the output is linear; a σ was applied to it")
def y_hat_sigmoid(v, e):
    return sigmoid(v[0] + e)


@misconception("losses", "the error was not squared")
def losses_not_squared(y_hat, y):
    return y_hat - y


@misconception("losses", "half the squared error was taken; the loss here has no ½")
def losses_halved(y_hat, y):
    return (y_hat - y) ** 2 / 2


@misconception("loss", "the mean over the batch was taken; the loss is the sum")
def loss_mean(losses):
    return np.mean(losses)


@misconception("dy_hat", "the factor 2 of the squared loss was dropped")
def factor_2_dropped(y_hat, y):
    return y_hat - y


@misconception("dy_hat", "the sign of the error is turned round: it is 2(ŷ − y)")
def error_sign(y_hat, y):
    return 2 * (y - y_hat)


@misconception("dy_hat", "the gradient was averaged over the batch; the loss is a sum")
def gradient_mean(y_hat, y):
    return 2 * (y_hat - y) / len(y)


@misconception(
    "dv", "the gradient of the bias v₀ counts each data point's hidden value; it is the plain sum of the errors"
)
def dv_bias_as_weight(dy_hat, h):
    return np.concatenate([[np.sum(dy_hat * h[:, 0])], dy_hat @ h])


@misconception("dv", "only the errors were summed: each is to be multiplied by the hidden value")
def dv_without_h(dy_hat, v):
    return np.full(len(v), np.sum(dy_hat))


@misconception("dv", "only the first data point was counted; the batch has more")
def dv_first_point(dy_hat, h):
    return dy_hat[0] * np.concatenate([[1.0], h[0]])


@misconception("dh", "the output weights v are missing on the way back")
def dh_without_v(dy_hat, h):
    return np.outer(dy_hat, np.ones(h.shape[1]))


@misconception("dh", "the wrong output weights: unit j goes out through vⱼ, and v₀ is the bias")
def dh_shifted_weights(dy_hat, v):
    return np.outer(dy_hat, v[:-1])


@misconception("ds", "the slope of the logistic, h(1 − h), is missing")
def ds_without_slope(dh):
    return dh


@misconception("ds", "the slope was written with the pre-activation, s(1 − s); it is h(1 − h)")
def ds_slope_of_s(dh, s):
    return dh * s * (1 - s)


@misconception("ds", "h was taken for the slope of the logistic; it is h(1 − h)")
def ds_slope_h(dh, h):
    return dh * h


@misconception("ds", "1 − h was taken for the slope of the logistic; it is h(1 − h)")
def ds_slope_one_minus_h(dh, h):
    return dh * (1 - h)


@misconception("ds", "the slope of tanh was taken, 1 − h²; that of the logistic is h(1 − h)")
def ds_slope_tanh(dh, h):
    return dh * (1 - h**2)

"""A network with one hidden layer of ELU units and a softmax output under cross-entropy; one example, no biases.

Vectors are columns, weights are (to, from): u = v x, h = ELU(u), z = w h, o = softmax(z), L = −Σ target·ln o.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import elu, elu_slope, relu, sigmoid, softmax

# What the sheet calls f and g; a formula may call them so.
functions = {"f": elu, "f'": elu_slope, "g": softmax}


def u(v, x):
    """pre-activations of the hidden layer, shape (m,)"""
    return v @ x


def h(u):
    """activations of the hidden layer, ELU(u), shape (m,)"""
    return elu(u)


def z(w, h):
    """scores of the classes, shape (k,)"""
    return w @ h


def o(z):
    """probabilities of the classes, softmax(z), shape (k,)"""
    return softmax(z)


def loss(o, target):
    """cross-entropy −Σ target·ln o, in nats"""
    return -np.sum(target * np.log(o))


@gradient(of="loss", wrt="o")
def do(o, target):
    """∂L/∂o = −target / o, shape (k,)"""
    return -target / o


@gradient(of="loss", wrt="z")
def dz(o, target):
    """∂L/∂z = o·Σ target − target, shape (k,); o − target where the target sums to one"""
    return o * np.sum(target) - target


@gradient(of="loss", wrt="w")
def dw(dz, h):
    """∂L/∂w = dz hᵀ, an outer product with the shape of w, (k, m)"""
    return np.outer(dz, h)


@gradient(of="loss", wrt="h")
def dh(w, dz):
    """∂L/∂h = wᵀ dz, shape (m,)"""
    return w.T @ dz


@gradient(of="loss", wrt="u")
def du(dh, u):
    """∂L/∂u = dh ∘ ELU′(u), shape (m,)"""
    return dh * elu_slope(u)


@gradient(of="loss", wrt="v")
def dv(du, x):
    """∂L/∂v = du xᵀ, an outer product with the shape of v, (m, d)"""
    return np.outer(du, x)


def w_new(w, eta, dw):
    """output weights after one step of gradient descent, w − η dw, shape (k, m)"""
    return w - eta * dw


def v_new(v, eta, dv):
    """hidden weights after one step of gradient descent, v − η dv, shape (m, d)"""
    return v - eta * dv


@misconception("h", "the ELU was left out for negative inputs: there it is e^u − 1, not u")
def h_identity(u):
    return u


@misconception("h", "this is ReLU: for negative inputs ELU is e^u − 1, not 0")
def h_relu(u):
    return relu(u)


@misconception("h", "the −1 of the ELU is missing: for negative inputs it is e^u − 1")
def h_without_minus_one(u):
    return np.where(u < 0, np.exp(u), u)


@misconception("h", "this is the sigmoid; the hidden layer uses ELU")
def h_sigmoid(u):
    return sigmoid(u)


@misconception("z", "the hidden layer's activation was skipped: the scores are w h, not w u")
def z_from_u(w, u):
    return w @ u


@misconception("o", "the softmax was skipped: these are the scores z")
def o_scores(z):
    return z


@misconception("o", "the exponentials were not divided by their sum")
def o_not_normalised(z):
    return np.exp(z)


@misconception("o", "the scores were divided by their sum; softmax divides their exponentials")
def o_without_exp(z):
    return z / np.sum(z)


@misconception("o", "this is the sigmoid of each score; softmax divides by the sum over the classes")
def o_sigmoid(z):
    return sigmoid(z)


@misconception("loss", "this is the logarithm to base 10; cross-entropy takes the natural one")
def loss_log10(o, target):
    return -np.sum(target * np.log10(o))


@misconception("loss", "the minus sign of the cross-entropy is missing")
def loss_sign(o, target):
    return np.sum(target * np.log(o))


@misconception("loss", "the logarithms of all classes were summed; only the target's class counts")
def loss_all_classes(o):
    return -np.sum(np.log(o))


@misconception("loss", "this is half the squared error; the loss here is the cross-entropy")
def loss_squared(o, target):
    return np.sum((o - target) ** 2) / 2


@misconception("dz", "the sign is turned round: it is o − target")
def dz_sign(o, target):
    return target - o


@misconception("dz", "the target was forgotten: it is o − target")
def dz_without_target(o):
    return o


@misconception("dz", "the softmax's own slope o(1 − o) is a factor too many: under cross-entropy it cancels")
def dz_with_slope(o, target):
    return (o - target) * o * (1 - o)


@misconception("dw", "this is the transpose: dw has the shape of w, a row for each class")
def dw_transposed(dz, h):
    return np.outer(h, dz)


@misconception("dw", "the pre-activations u stand where the activations h belong")
def dw_from_u(dz, u):
    return np.outer(dz, u)


@misconception("dw", "the probabilities stand where the error belongs: o − target")
def dw_from_o(o, h):
    return np.outer(o, h)


@misconception("dh", "the error went back through no weights: dh = wᵀ dz")
def dh_without_w(dz, h):
    return np.full_like(h, np.sum(dz))


@misconception("du", "ELU′ was left out: for negative inputs it is e^u")
def du_without_slope(dh):
    return dh


@misconception("du", "the slope of ReLU was taken: for negative inputs ELU′ is e^u, not 0")
def du_relu(dh, u):
    return dh * (u > 0)


@misconception("du", "ELU itself was taken for its slope")
def du_elu_for_slope(dh, h):
    return dh * h


@misconception("du", "ELU′ was taken as e^u − 1 for negative inputs; it is e^u")
def du_slope_minus_one(dh, u):
    return dh * np.where(u < 0, np.exp(u) - 1, 1)


@misconception("dv", "this is the transpose: dv has the shape of v, a row for each hidden unit")
def dv_transposed(du, x):
    return np.outer(x, du)


@misconception("dv", "the weights w are missing on the way back")
def dv_without_w(dz, x, u):
    return np.outer(np.sum(dz) * elu_slope(u), x)


@misconception("w_new", "this climbs: gradient descent subtracts η dw")
def w_ascent(w, eta, dw):
    return w + eta * dw


@misconception("w_new", "the learning rate η is missing")
def w_without_rate(w, dw):
    return w - dw


@misconception("w_new", "this is the step η dw alone, not the new weights")
def w_step_only(eta, dw):
    return eta * dw


@misconception("v_new", "this climbs: gradient descent subtracts η dv")
def v_ascent(v, eta, dv):
    return v + eta * dv


@misconception("v_new", "the learning rate η is missing")
def v_without_rate(v, dv):
    return v - dv


@misconception("v_new", "the new w was used on the way back; both gradients are taken at the old weights")
def v_new_updated_w(v, eta, w_new, dz, u, x):
    return v - eta * np.outer(w_new.T @ dz * elu_slope(u), x)


@misconception("v_new", "this is the step η dv alone, not the new weights")
def v_step_only(eta, dv):
    return eta * dv

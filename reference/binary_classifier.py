"""A two-layer binary classifier over a batch: sigmoid hidden units, one sigmoid output, binary cross-entropy.

One example a row; row j of w holds the weights of hidden unit j; a bias is the weight of an input that is always 1.
a = x wᵀ, z = σ(a), s = z v, ŷ = σ(s), L = −Σ_i y_i ln ŷ_i + (1 − y_i) ln(1 − ŷ_i), summed over the batch.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def a(x, w):
    """pre-activations w_jᵀx of the hidden units, shape (m, p)"""
    return x @ w.T


def z(a):
    """activations σ(w_jᵀx) of the hidden units, shape (m, p)"""
    return sigmoid(a)


def s(z, v):
    """scores vᵀz of the output unit, shape (m,)"""
    return z @ v


def yhat(s):
    """probabilities P(y=1|x) = σ(s), shape (m,)"""
    return sigmoid(s)


def loss(yhat, y):
    """binary cross-entropy −Σ_i y_i ln ŷ_i + (1 − y_i) ln(1 − ŷ_i), in nats, summed over the batch"""
    return -np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, y):
    """∂L/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ, shape (m,)"""
    return (1 - y) / (1 - yhat) - y / yhat


@gradient(of="loss", wrt="s")
def ds(yhat, y):
    """∂L/∂s = ŷ − y: the slope ŷ(1 − ŷ) of the output cancels, shape (m,)"""
    return yhat - y


@gradient(of="loss", wrt="v")
def dv(z, ds):
    """∂L/∂v = Σ_i (ŷ_i − y_i) z_i = zᵀ ds, shape (p,)"""
    return z.T @ ds


@gradient(of="loss", wrt="z")
def dz(ds, v):
    """∂L/∂z_ij = ds_i v_j, shape (m, p)"""
    return np.outer(ds, v)


@gradient(of="loss", wrt="a")
def da(dz, z):
    """∂L/∂a = dz ∘ σ′(a) = dz ∘ z ∘ (1 − z), shape (m, p)"""
    return dz * z * (1 - z)


@gradient(of="loss", wrt="w")
def dw(da, x):
    """∂L/∂w_j = Σ_i da_ij x_i; all units: daᵀ x, shape (p, n)"""
    return da.T @ x


def v_new(v, eta, dv):
    """output weights after one step of gradient descent, v − η dv, shape (p,)"""
    return v - eta * dv


def w_new(w, eta, dw):
    """hidden weights after one step of gradient descent, w − η dw, shape (p, n)"""
    return w - eta * dw


@misconception("z", "the activation was skipped: the hidden unit's output is σ(a), not a")
def z_skipped(a):
    return a


@misconception("z", "this is tanh; the hidden units are sigmoids")
def z_tanh(a):
    return np.tanh(a)


@misconception("z", "the sign in the exponent is turned round: this is σ(−a)")
def z_sign(a):
    return sigmoid(-a)


@misconception("s", "the hidden layer's activation was skipped: the score is vᵀz, not vᵀa")
def s_from_a(a, v):
    return a @ v


@misconception("yhat", "the output's sigmoid was skipped: these are the scores")
def yhat_scores(s):
    return s


@misconception("loss", "the minus sign of the cross-entropy is missing")
def loss_sign(yhat, y):
    return np.sum(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


@misconception("loss", "the examples of class 0 are missing: they contribute ln(1 − ŷ)")
def loss_positive_only(yhat, y):
    return -np.sum(y * np.log(yhat))


@misconception("loss", "this is half the squared error; the loss here is the cross-entropy")
def loss_squared(yhat, y):
    return np.sum((yhat - y) ** 2) / 2


@misconception("dyhat", "the sign is turned round: with the minus of the loss it is (1 − y)/(1 − ŷ) − y/ŷ")
def dyhat_sign(yhat, y):
    return y / yhat - (1 - y) / (1 - yhat)


@misconception("dyhat", "the inner derivative of 1 − ŷ is −1: the two terms have opposite signs")
def dyhat_inner_sign(yhat, y):
    return -y / yhat - (1 - y) / (1 - yhat)


@misconception("dyhat", "this is the gradient by the score s, where the slope of the output has cancelled")
def dyhat_shortcut(yhat, y):
    return yhat - y


@misconception("ds", "the sign is turned round: it is ŷ − y")
def ds_sign(yhat, y):
    return y - yhat


@misconception("ds", "ŷ(1 − ŷ) is a factor too many: under cross-entropy it cancels")
def ds_with_slope(yhat, y):
    return (yhat - y) * yhat * (1 - yhat)


@misconception("ds", "the label was forgotten: it is ŷ − y")
def ds_without_label(yhat):
    return yhat


@misconception("ds", "the output's slope ŷ(1 − ŷ) was not multiplied in: this is ∂L/∂ŷ")
def ds_raw(dyhat):
    return dyhat


@misconception("dv", "the weight stands where its input belongs: ∂ŷ/∂v is z")
def dv_weight_for_input(v, ds):
    return v * np.sum(ds)


@misconception("dv", "the pre-activations a stand where the activations z belong")
def dv_from_a(a, ds):
    return a.T @ ds


@misconception("dv", "the input factor z is missing")
def dv_without_z(z, ds):
    return np.full(z.shape[1], np.sum(ds))


@misconception("dv", "σ′ of the hidden layer does not belong here: v comes after it")
def dv_with_hidden_slope(z, ds):
    return (z * (1 - z)).T @ ds


@misconception("dv", "the mean over the batch was taken; this loss is the sum")
def dv_mean(z, ds):
    return z.T @ ds / len(ds)


@misconception("dz", "the weight v is missing on the way back")
def dz_without_v(ds, z):
    return np.outer(ds, np.ones(z.shape[1]))


@misconception("da", "σ′ of the hidden layer is missing: the factor z(1 − z)")
def da_without_slope(dz):
    return dz


@misconception("da", "σ itself was taken for its slope z(1 − z)")
def da_value_for_slope(dz, z):
    return dz * z


@misconception("da", "the factor z of the slope z(1 − z) is missing")
def da_complement_for_slope(dz, z):
    return dz * (1 - z)


@misconception("da", "the slope was written with the pre-activation a; σ′(a) = z(1 − z)")
def da_slope_of_score(dz, a):
    return dz * a * (1 - a)


@misconception("da", "σ was applied twice in the slope: σ′(a) = z(1 − z) with z = σ(a)")
def da_slope_twice(dz, z):
    return dz * sigmoid(z) * (1 - sigmoid(z))


@misconception("da", "the slope of tanh, 1 − z², was taken; that of σ is z(1 − z)")
def da_slope_tanh(dz, z):
    return dz * (1 - z**2)


@misconception("dw", "the input x is missing")
def dw_without_x(da, x):
    return np.outer(da.sum(axis=0), np.ones(x.shape[1]))


@misconception("dw", "this is the transpose: dw has the shape of w, a row for each hidden unit")
def dw_transposed(da, x):
    return x.T @ da


@misconception("dw", "the mean over the batch was taken; this loss is the sum")
def dw_mean(da, x):
    return da.T @ x / len(x)


@misconception("v_new", "this climbs: gradient descent subtracts η dv")
def v_ascent(v, eta, dv):
    return v + eta * dv


@misconception("v_new", "the learning rate η is missing")
def v_without_rate(v, dv):
    return v - dv


@misconception("v_new", "this is the step η dv alone, not the new weights")
def v_step_only(eta, dv):
    return eta * dv


@misconception("w_new", "this climbs: gradient descent subtracts η dw")
def w_ascent(w, eta, dw):
    return w + eta * dw


@misconception("w_new", "the learning rate η is missing")
def w_without_rate(w, dw):
    return w - dw


@misconception("w_new", "this is the step η dw alone, not the new weights")
def w_step_only(eta, dw):
    return eta * dw


@misconception("w_new", "the new v was used on the way back; both gradients are taken at the old weights")
def w_new_updated_v(w, eta, v_new, ds, z, x):
    return w - eta * (np.outer(ds, v_new) * z * (1 - z)).T @ x

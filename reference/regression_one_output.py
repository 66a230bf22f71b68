"""A two-layer regression network with one output over a batch: sigmoid hidden units, half the squared error.

One example a row; row j of w holds the weights of hidden unit j; a bias is the weight of an input that is always 1.
a = x wᵀ, z = σ(a), ŷ = z v, L = ½ Σ_i (ŷ_i − y_i)², summed over the batch.
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


def yhat(z, v):
    """outputs vᵀz of the network, shape (m,)"""
    return z @ v


def loss(yhat, y):
    """half the squared error, ½ Σ_i (ŷ_i − y_i)², summed over the batch"""
    return np.sum((yhat - y) ** 2) / 2


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, y):
    """∂L/∂ŷ = ŷ − y, shape (m,)"""
    return yhat - y


@gradient(of="loss", wrt="v")
def dv(z, dyhat):
    """∂L/∂v = Σ_i (ŷ_i − y_i) z_i = zᵀ dyhat, shape (p,)"""
    return z.T @ dyhat


@gradient(of="loss", wrt="z")
def dz(dyhat, v):
    """∂L/∂z_ij = dyhat_i v_j, shape (m, p)"""
    return np.outer(dyhat, v)


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


@misconception("yhat", "the hidden layer's activation was skipped: the output is vᵀz, not vᵀa")
def yhat_from_a(a, v):
    return a @ v


@misconception("yhat", "the sigmoid was applied; the output of this network is linear")
def yhat_sigmoid(z, v):
    return sigmoid(z @ v)


@misconception("loss", "the factor ½ is missing")
def loss_without_half(yhat, y):
    return np.sum((yhat - y) ** 2)


@misconception("loss", "the mean over the batch was taken; this loss is the sum")
def loss_mean(yhat, y):
    return np.sum((yhat - y) ** 2) / 2 / len(y)


@misconception("loss", "the error was not squared")
def loss_not_squared(yhat, y):
    return np.sum(yhat - y) / 2


@misconception("dyhat", "the sign is turned round: it is ŷ − y")
def dyhat_sign(yhat, y):
    return y - yhat


@misconception("dyhat", "the factor 2 of the square was kept; the ½ of the loss cancels it")
def dyhat_twice(yhat, y):
    return 2 * (yhat - y)


@misconception("dyhat", "the factor ½ was kept; the 2 of the square cancels it")
def dyhat_half(yhat, y):
    return (yhat - y) / 2


@misconception("dyhat", "the target was forgotten: it is ŷ − y")
def dyhat_without_target(yhat):
    return yhat


@misconception("dv", "the weight stands where its input belongs: ∂ŷ/∂v is z")
def dv_weight_for_input(v, dyhat):
    return v * np.sum(dyhat)


@misconception("dv", "the pre-activations a stand where the activations z belong")
def dv_from_a(a, dyhat):
    return a.T @ dyhat


@misconception("dv", "the input factor z is missing")
def dv_without_z(z, dyhat):
    return np.full(z.shape[1], np.sum(dyhat))


@misconception("dv", "σ′ of the hidden layer does not belong here: v comes after it")
def dv_with_hidden_slope(z, dyhat):
    return (z * (1 - z)).T @ dyhat


@misconception("dv", "the mean over the batch was taken; this loss is the sum")
def dv_mean(z, dyhat):
    return z.T @ dyhat / len(dyhat)


@misconception("dv", "the factor 2 of the square was kept, but this loss has the factor ½")
def dv_twice(z, dyhat):
    return 2 * z.T @ dyhat


@misconception("dz", "the weight v is missing on the way back")
def dz_without_v(dyhat, z):
    return np.outer(dyhat, np.ones(z.shape[1]))


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
def w_new_updated_v(w, eta, v_new, dyhat, z, x):
    return w - eta * (np.outer(dyhat, v_new) * z * (1 - z)).T @ x

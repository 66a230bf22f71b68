"""A two-layer multi-class classifier over a batch: sigmoid hidden units, softmax outputs, categorical cross-entropy.

One example a row; row j of w holds the weights of hidden unit j; a bias is the weight of an input that is always 1.
Row l of v holds the weights of class l; classes are counted from 0. a = x wᵀ, z = σ(a), s = z vᵀ, ŷ = softmax(s),
L = −Σ_i Σ_l t_il ln ŷ_il with t_il = 1 where example i is of class l, summed over the batch.
"""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid, softmax


def a(x, w):
    """pre-activations w_jᵀx of the hidden units, shape (m, p)"""
    return x @ w.T


def z(a):
    """activations σ(w_jᵀx) of the hidden units, shape (m, p)"""
    return sigmoid(a)


def t(y, v):
    """indicator 1(y_i = l) of each example's class, one-hot rows, shape (m, k)"""
    return np.eye(len(v))[np.asarray(y).astype(int)]


def s(z, v):
    """scores v_lᵀz of the classes, shape (m, k)"""
    return z @ v.T


def yhat(s):
    """probabilities of the classes, softmax of each row of scores, shape (m, k)"""
    return softmax(s)


def loss(yhat, t):
    """categorical cross-entropy −Σ_i Σ_l t_il ln ŷ_il, in nats, summed over the batch"""
    return -np.sum(t * np.log(yhat))


@gradient(of="loss", wrt="yhat")
def dyhat(yhat, t):
    """∂L/∂ŷ = −t / ŷ, shape (m, k)"""
    return -t / yhat


@gradient(of="loss", wrt="s")
def ds(yhat, t):
    """∂L/∂s = ŷ − t, shape (m, k)"""
    return yhat - t


@gradient(of="loss", wrt="v")
def dv(z, ds):
    """∂L/∂v_l = Σ_i (ŷ_il − t_il) z_i; all outputs: dsᵀ z, shape (k, p)"""
    return ds.T @ z


@gradient(of="loss", wrt="z")
def dz(ds, v):
    """∂L/∂z_ij = Σ_l ds_il v_lj, shape (m, p)"""
    return ds @ v


@gradient(of="loss", wrt="a")
def da(dz, z):
    """∂L/∂a = dz ∘ σ′(a) = dz ∘ z ∘ (1 − z), shape (m, p)"""
    return dz * z * (1 - z)


@gradient(of="loss", wrt="w")
def dw(da, x):
    """∂L/∂w_j = Σ_i da_ij x_i; all units: daᵀ x, shape (p, n)"""
    return da.T @ x


def v_new(v, eta, dv):
    """output weights after one step of gradient descent, v − η dv, shape (k, p)"""
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


@misconception("s", "the hidden layer's activation was skipped: the scores are v_lᵀz, not v_lᵀa")
def s_from_a(a, v):
    return a @ v.T


@misconception("yhat", "the softmax was skipped: these are the scores")
def yhat_scores(s):
    return s


@misconception("yhat", "this is the sigmoid of each score; softmax divides by the sum over the classes")
def yhat_sigmoid(s):
    return sigmoid(s)


@misconception("yhat", "the exponentials were not divided by their sum")
def yhat_not_normalised(s):
    return np.exp(s)


@misconception("loss", "the minus sign of the cross-entropy is missing")
def loss_sign(yhat, t):
    return np.sum(t * np.log(yhat))


@misconception("loss", "the logarithms of all classes were summed; only the class of the example counts")
def loss_all_classes(yhat):
    return -np.sum(np.log(yhat))


@misconception("loss", "this is half the squared error; the loss here is the cross-entropy")
def loss_squared(yhat, t):
    return np.sum((yhat - t) ** 2) / 2


@misconception("dyhat", "the minus sign of the cross-entropy is missing: it is −t/ŷ")
def dyhat_sign(yhat, t):
    return t / yhat


@misconception("dyhat", "this is the gradient by the scores s, where the slope of the softmax has cancelled")
def dyhat_shortcut(yhat, t):
    return yhat - t


@misconception("ds", "the sign is turned round: it is ŷ − t")
def ds_sign(yhat, t):
    return t - yhat


@misconception("ds", "the target was forgotten: it is ŷ − t")
def ds_without_target(yhat):
    return yhat


@misconception("ds", "ŷ(1 − ŷ) is a factor too many: under cross-entropy the softmax's slope cancels")
def ds_with_slope(yhat, t):
    return (yhat - t) * yhat * (1 - yhat)


@misconception("ds", "only the diagonal of the softmax's Jacobian was used: every score moves every probability")
def ds_diagonal(yhat, t):
    return -t * (1 - yhat)


@misconception("dv", "this is the transpose: the gradient has the shape of v, a row for each output")
def dv_transposed(z, ds):
    return z.T @ ds


@misconception("dv", "the pre-activations a stand where the activations z belong")
def dv_from_a(a, ds):
    return ds.T @ a


@misconception("dv", "the input factor z is missing")
def dv_without_z(z, ds):
    return np.outer(ds.sum(axis=0), np.ones(z.shape[1]))


@misconception("dv", "σ′ of the hidden layer does not belong here: v comes after it")
def dv_with_hidden_slope(z, ds):
    return ds.T @ (z * (1 - z))


@misconception("dv", "the mean over the batch was taken; this loss is the sum")
def dv_mean(z, ds):
    return ds.T @ z / len(ds)


@misconception("dv", "the sign is turned round")
def dv_sign(z, ds):
    return -ds.T @ z


@misconception("dz", "the weights v are missing on the way back")
def dz_without_v(ds, z):
    return np.outer(ds.sum(axis=1), np.ones(z.shape[1]))


@misconception("dz", "only one output was followed back; a hidden unit feeds all of them")
def dz_one_output(ds, v):
    return np.outer(ds[:, 0], v[0])


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
    return w - eta * ((ds @ v_new) * z * (1 - z)).T @ x

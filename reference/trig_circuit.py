"""The circuit f = 1 / (2 + sin²(x1 w1) + cos(x2 w2)), each node a quantity; gradients are those of f."""

import numpy as np

from grader.graph import gradient, misconception


def a(x1, w1):
    """product x1·w1"""
    return x1 * w1


def s(a):
    """sine of a"""
    return np.sin(a)


def q(s):
    """square of the sine"""
    return s**2


def b(x2, w2):
    """product x2·w2"""
    return x2 * w2


def c(b):
    """cosine of b"""
    return np.cos(b)


def r(q, c):
    """sum q + c"""
    return q + c


def d(r):
    """denominator, 2 + r"""
    return 2 + r


def f(d):
    """result, 1/d"""
    return 1 / d


@gradient(of="f", wrt="d")
def dd(d):
    """∂f/∂d = −1/d²"""
    return -1 / d**2


@gradient(of="f", wrt="r")
def dr(dd):
    """∂f/∂r: adding a constant passes the gradient on"""
    return dd


@gradient(of="f", wrt="q")
def dq(dr):
    """∂f/∂q: an addition copies the gradient"""
    return dr


@gradient(of="f", wrt="c")
def dc(dr):
    """∂f/∂c: an addition copies the gradient"""
    return dr


@gradient(of="f", wrt="s")
def ds(dq, s):
    """∂f/∂s = dq·2s"""
    return dq * 2 * s


@gradient(of="f", wrt="a")
def da(ds, a):
    """∂f/∂a = ds·cos a"""
    return ds * np.cos(a)


@gradient(of="f", wrt="b")
def db(dc, b):
    """∂f/∂b = −dc·sin b"""
    return -dc * np.sin(b)


@gradient(of="f", wrt="x1")
def dx1(da, w1):
    """∂f/∂x1 = da·w1"""
    return da * w1


@gradient(of="f", wrt="w1")
def dw1(da, x1):
    """∂f/∂w1 = da·x1"""
    return da * x1


@gradient(of="f", wrt="x2")
def dx2(db, w2):
    """∂f/∂x2 = db·w2"""
    return db * w2


@gradient(of="f", wrt="w2")
def dw2(db, x2):
    """∂f/∂w2 = db·x2"""
    return db * x2


@misconception("s", "the angle was taken in degrees; it is in radians")
def s_degrees(a):
    return np.sin(a * np.pi / 180)


@misconception("c", "the angle was taken in degrees; it is in radians")
def c_degrees(b):
    return np.cos(b * np.pi / 180)


@misconception("q", "the sine was not squared")
def q_not_squared(s):
    return s


@misconception("q", "the square went to the argument: sin²(a) is (sin a)²")
def q_squared_argument(a):
    return np.sin(a**2)


@misconception("d", "the constant 2 is missing")
def d_without_constant(r):
    return r


@misconception("d", "1 was added; the constant of this circuit is 2")
def d_one(r):
    return 1 + r


@misconception("dd", "the minus sign of the derivative of 1/d is missing")
def dd_sign(d):
    return 1 / d**2


@misconception("dd", "the square is missing: the derivative of 1/d is −1/d²")
def dd_not_squared(d):
    return -1 / d


@misconception("dd", "this is the logarithm, the integral of 1/d; its derivative is −1/d²")
def dd_integral(d):
    return np.log(d)


@misconception("ds", "the inner derivative of the square, 2s, is missing")
def ds_copied(dq):
    return dq


@misconception("ds", "the factor 2 of the square is missing")
def ds_without_two(dq, s):
    return dq * s


@misconception("ds", "this is the local derivative 2s alone; the gradient from above is missing")
def ds_local(s):
    return 2 * s


@misconception("da", "the sine was left as it is: its derivative is the cosine")
def da_sine(ds, a):
    return ds * np.sin(a)


@misconception("da", "the inner derivative cos(a) is missing")
def da_copied(ds):
    return ds


@misconception("da", "the derivative of the sine is cos, with a plus")
def da_sign(ds, a):
    return -ds * np.cos(a)


@misconception("db", "the minus sign of the derivative of the cosine is missing")
def db_sign(dc, b):
    return dc * np.sin(b)


@misconception("db", "the cosine was left as it is: its derivative is −sin")
def db_cosine(dc, b):
    return dc * np.cos(b)


@misconception("db", "the inner derivative −sin(b) is missing")
def db_copied(dc):
    return dc


@misconception("dx1", "the inputs are exchanged: a product sends back the gradient times the other input")
def dx1_exchanged(da, x1):
    return da * x1


@misconception("dx1", "the factor w1 is missing")
def dx1_copied(da):
    return da


@misconception("dw1", "the inputs are exchanged: a product sends back the gradient times the other input")
def dw1_exchanged(da, w1):
    return da * w1


@misconception("dw1", "the factor x1 is missing")
def dw1_copied(da):
    return da


@misconception("dx2", "the inputs are exchanged: a product sends back the gradient times the other input")
def dx2_exchanged(db, x2):
    return db * x2


@misconception("dx2", "the factor w2 is missing")
def dx2_copied(db):
    return db


@misconception("dw2", "the inputs are exchanged: a product sends back the gradient times the other input")
def dw2_exchanged(db, w2):
    return db * w2


@misconception("dw2", "the factor x2 is missing")
def dw2_copied(db):
    return db

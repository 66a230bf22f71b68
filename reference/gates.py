"""How the six commonest nodes of a computational graph pass a gradient back.

u is what comes from above, ∂L/∂(output of the node). A node's output times u stands for the loss near the given point,
so the derivative of that product by an input is what the node sends back to it.
"""

import numpy as np

from grader.graph import gradient, misconception


def add_constant(x, c, u):
    """u·(x + c), c a constant"""
    return u * (x + c)


@gradient(of="add_constant", wrt="x")
def add_constant_dx(u):
    """back through x + c: the gradient passes unchanged"""
    return u


def add(x, y, u):
    """u·(x + y)"""
    return u * (x + y)


@gradient(of="add", wrt="x")
def add_dx(u):
    """back through x + y to x: the gradient is copied"""
    return u


@gradient(of="add", wrt="y")
def add_dy(u):
    """back through x + y to y: the gradient is copied"""
    return u


def multiply_constant(x, c, u):
    """u·c·x, c a constant"""
    return u * c * x


@gradient(of="multiply_constant", wrt="x")
def multiply_constant_dx(c, u):
    """back through c·x: the gradient is scaled by the constant"""
    return u * c


def multiply(x, y, u):
    """u·x·y"""
    return u * x * y


@gradient(of="multiply", wrt="x")
def multiply_dx(y, u):
    """back through x·y to x: the gradient times the other input"""
    return u * y


@gradient(of="multiply", wrt="y")
def multiply_dy(x, u):
    """back through x·y to y: the gradient times the other input"""
    return u * x


def maximum(x, y, u):
    """u·max(x, y)"""
    return u * np.where(np.real(x) >= np.real(y), x, y)


@gradient(of="maximum", wrt="x")
def maximum_dx(x, y, u):
    """back through max(x, y) to x: the whole gradient where x is the larger, else nothing; at a tie x gets it"""
    return u * np.where(np.real(x) >= np.real(y), 1.0, 0.0)


@gradient(of="maximum", wrt="y")
def maximum_dy(x, y, u):
    """back through max(x, y) to y: the whole gradient where y is the larger, else nothing; at a tie x gets it"""
    return u * np.where(np.real(x) >= np.real(y), 0.0, 1.0)


def minimum(x, y, u):
    """u·min(x, y)"""
    return u * np.where(np.real(x) <= np.real(y), x, y)


@gradient(of="minimum", wrt="x")
def minimum_dx(x, y, u):
    """back through min(x, y) to x: the whole gradient where x is the smaller, else nothing; at a tie x gets it"""
    return u * np.where(np.real(x) <= np.real(y), 1.0, 0.0)


@gradient(of="minimum", wrt="y")
def minimum_dy(x, y, u):
    """back through min(x, y) to y: the whole gradient where y is the smaller, else nothing; at a tie x gets it"""
    return u * np.where(np.real(x) <= np.real(y), 0.0, 1.0)


@misconception("add_constant_dx", "the constant does not scale the gradient: the derivative of x + c is 1")
def add_constant_dx_scaled(c, u):
    return u * c


@misconception("add_constant_dx", "the constant was added to the gradient; it passes unchanged")
def add_constant_dx_added(c, u):
    return u + c


@misconception("add_constant_dx", "this is the local derivative alone; times the gradient from above it is u")
def add_constant_dx_local():
    return 1.0


@misconception("add_dx", "the gradient was shared out; an addition copies it whole to each input")
def add_dx_half(u):
    return u / 2


@misconception("add_dx", "this is what a multiplication sends back; an addition copies the gradient")
def add_dx_multiplied(y, u):
    return u * y


@misconception("add_dx", "this is the local derivative alone; times the gradient from above it is u")
def add_dx_local():
    return 1.0


@misconception("add_dy", "the gradient was shared out; an addition copies it whole to each input")
def add_dy_half(u):
    return u / 2


@misconception("add_dy", "this is what a multiplication sends back; an addition copies the gradient")
def add_dy_multiplied(x, u):
    return u * x


@misconception("multiply_constant_dx", "the input stands where the constant belongs: the derivative of c·x is c")
def multiply_constant_dx_input(x, u):
    return u * x


@misconception("multiply_constant_dx", "the constant is missing: it scales the gradient")
def multiply_constant_dx_copied(u):
    return u


@misconception("multiply_constant_dx", "this is the local derivative alone; the gradient from above is missing")
def multiply_constant_dx_local(c):
    return c


@misconception("multiply_constant_dx", "the gradient was divided by the constant; it is multiplied with it")
def multiply_constant_dx_divided(c, u):
    return u / c


@misconception("multiply_dx", "this is the gradient times the own input: a multiplication sends it back times the other one")
def multiply_dx_own_input(x, u):
    return u * x


@misconception("multiply_dx", "this is the local derivative alone; the gradient from above is missing")
def multiply_dx_local(y):
    return y


@misconception("multiply_dx", "the gradient was copied; a multiplication scales it by the other input")
def multiply_dx_copied(u):
    return u


@misconception("multiply_dy", "this is the gradient times the own input: a multiplication sends it back times the other one")
def multiply_dy_own_input(y, u):
    return u * y


@misconception("multiply_dy", "this is the local derivative alone; the gradient from above is missing")
def multiply_dy_local(x):
    return x


@misconception("multiply_dy", "the gradient was copied; a multiplication scales it by the other input")
def multiply_dy_copied(u):
    return u


@misconception("maximum_dx", "the two inputs are exchanged: the larger one gets the gradient")
def maximum_dx_exchanged(x, y, u):
    return u * np.where(np.real(x) >= np.real(y), 0.0, 1.0)


@misconception("maximum_dx", "the gradient was scaled by the input; the larger input gets it as it is")
def maximum_dx_scaled(x, y, u):
    return u * x * np.where(np.real(x) >= np.real(y), 1.0, 0.0)


@misconception("maximum_dx", "both inputs got the gradient; only the larger one does")
def maximum_dx_copied(u):
    return u


@misconception("maximum_dy", "the two inputs are exchanged: the larger one gets the gradient")
def maximum_dy_exchanged(x, y, u):
    return u * np.where(np.real(x) >= np.real(y), 1.0, 0.0)


@misconception("maximum_dy", "both inputs got the gradient; only the larger one does")
def maximum_dy_copied(u):
    return u


@misconception("minimum_dx", "the two inputs are exchanged: the smaller one gets the gradient")
def minimum_dx_exchanged(x, y, u):
    return u * np.where(np.real(x) <= np.real(y), 0.0, 1.0)


@misconception("minimum_dx", "both inputs got the gradient; only the smaller one does")
def minimum_dx_copied(u):
    return u


@misconception("minimum_dx", "a minimum passes the gradient with its sign; nothing is negated")
def minimum_dx_negated(x, y, u):
    return -u * np.where(np.real(x) <= np.real(y), 1.0, 0.0)


@misconception("minimum_dy", "the two inputs are exchanged: the smaller one gets the gradient")
def minimum_dy_exchanged(x, y, u):
    return u * np.where(np.real(x) <= np.real(y), 1.0, 0.0)


@misconception("minimum_dy", "both inputs got the gradient; only the smaller one does")
def minimum_dy_copied(u):
    return u


@misconception("maximum_dx", "this is the local derivative alone; the gradient from above is missing")
def maximum_dx_local(x, y):
    return np.where(np.real(x) >= np.real(y), 1.0, 0.0)


@misconception("maximum_dy", "this is the local derivative alone; the gradient from above is missing")
def maximum_dy_local(x, y):
    return np.where(np.real(x) < np.real(y), 1.0, 0.0)


@misconception("minimum_dx", "this is the local derivative alone; the gradient from above is missing")
def minimum_dx_local(x, y):
    return np.where(np.real(x) <= np.real(y), 1.0, 0.0)


@misconception("minimum_dy", "this is the local derivative alone; the gradient from above is missing")
def minimum_dy_local(x, y):
    return np.where(np.real(x) > np.real(y), 1.0, 0.0)


@misconception("add_dy", "this is the local derivative alone; times the gradient from above it is u")
def add_dy_local():
    return 1.0

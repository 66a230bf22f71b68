"""A linear discriminant g(x) = θ₀ + θ₁x₁ + … and the geometry of its boundary g(x) = 0."""

import numpy as np

from grader.graph import gradient, misconception


def g(theta, x):
    """value of the discriminant at x, a scalar"""
    return theta[0] + theta[1:] @ x


@gradient(of="g", wrt="x")
def normal(theta):
    """normal of the boundary, pointing to the side where g is positive, shape (n,)"""
    return theta[1:]


def length(normal):
    """Euclidean length of the normal"""
    return np.sqrt(normal @ normal)


def unit_normal(normal, length):
    """normal of length one, shape (n,)"""
    return normal / length


def distance(theta, length):
    """distance of the boundary from the origin, |θ₀| / ‖normal‖"""
    return np.abs(theta[0]) / length


@misconception("g", "the bias θ₀ is missing")
def g_without_bias(theta, x):
    return theta[1:] @ x


@misconception("normal", "the bias θ₀ is no part of the normal: it only shifts the boundary")
def normal_with_bias(theta):
    return theta[:-1]


@misconception("normal", "this points to the side where g is negative")
def normal_reversed(theta):
    return -theta[1:]


@misconception("length", "this is the squared length; the square root is missing")
def length_squared(normal):
    return normal @ normal


@misconception("length", "the bias θ₀ was counted into the length of the normal")
def length_with_bias(theta):
    return np.sqrt(theta @ theta)


@misconception("length", "the coefficients were added; the Euclidean length adds their squares")
def length_sum(normal):
    return np.sum(np.abs(normal))


@misconception("unit_normal", "the normal was not divided by its length")
def unit_normal_raw(normal):
    return normal


@misconception("distance", "|θ₀| was not divided by the length of the normal")
def distance_not_normalised(theta):
    return np.abs(theta[0])


@misconception("distance", "it was divided by the square of the normal's length")
def distance_squared_length(theta, length):
    return np.abs(theta[0]) / length**2


@misconception("distance", "this is the length of the normal; the distance is |θ₀| divided by it")
def distance_length(length):
    return length

"""The sigmoid as the probability whose log-odds are linear: ln P(y=1|x)/P(y=0|x) = θᵀx."""

import numpy as np

from grader.graph import gradient, misconception

from .activations import sigmoid


def a(theta, x):
    """log-likelihood ratio, modelled as the linear function θᵀx"""
    return theta @ x


def odds(a):
    """likelihood ratio P(y=1|x) / P(y=0|x) = e^(θᵀx)"""
    return np.exp(a)


def p1(odds):
    """P(y=1|x) = odds / (1 + odds) = 1 / (1 + e^(−θᵀx)), the sigmoid of θᵀx"""
    return odds / (1 + odds)


def p0(p1):
    """P(y=0|x) = 1 − P(y=1|x)"""
    return 1 - p1


@gradient(of="p1", wrt="a")
def dp1(p1, p0):
    """∂P(y=1|x)/∂a = P(y=1|x) P(y=0|x), the slope of the sigmoid"""
    return p1 * p0


@misconception("odds", "the ratio is upside down: this is P(y=0|x) / P(y=1|x)")
def odds_inverted(a):
    return np.exp(-a)


@misconception("odds", "the logarithm was not undone: the ratio is the exponential of θᵀx")
def odds_logarithm(a):
    return a


@misconception("p1", "this is P(y=0|x): the sign in the exponent is turned round")
def p1_sign(a):
    return sigmoid(-a)


@misconception("p1", "this is the ratio of the two probabilities, not P(y=1|x)")
def p1_odds(odds):
    return odds


@misconception("p1", "this divides by e^(θᵀx) − 1; from P(1 + e^a) = e^a it is 1 + e^a")
def p1_minus(odds):
    return odds / (odds - 1)

"""f(x1, x2) = (1 + e^(w1 x1 + w2 x2 + b))^−1: the logistic function of −z, not of z."""

from grader.graph import gradient, misconception

from .activations import sigmoid


def z(w1, x1, w2, x2, b):
    """exponent w1 x1 + w2 x2 + b"""
    return w1 * x1 + w2 * x2 + b


def f(z):
    """1 / (1 + e^z) = σ(−z) = 1 − σ(z)"""
    return sigmoid(-z)


@gradient(of="f", wrt="z")
def df_dz(f):
    """df/dz = −f(1 − f) = −e^z / (1 + e^z)²"""
    return -f * (1 - f)


@gradient(of="f", wrt="x1")
def df_dx1(df_dz, w1):
    """∂f/∂x1 = −w1 f(1 − f) = −w1 σ(z)(1 − σ(z))"""
    return df_dz * w1


@misconception("f", "the sign of the exponent is turned round: this is σ(z), but f = 1/(1 + e^z) = σ(−z)")
def f_sign(z):
    return sigmoid(z)


@misconception("df_dx1", "the sign is wrong: f = 1/(1 + e^z) is σ(−z), which falls with z")
def df_dx1_sign(f, w1):
    return f * (1 - f) * w1


@misconception("df_dx1", "the inner derivative w1 is missing: this is df/dz")
def df_dx1_without_w1(df_dz):
    return df_dz


@misconception("df_dx1", "sign and inner derivative are missing: f = σ(−z), and z depends on x1 through w1 x1")
def df_dx1_bare_slope(f):
    return f * (1 - f)


@misconception("df_dx1", "x1 stands where its weight w1 belongs: this is the derivative by w1")
def df_dx1_by_weight(df_dz, x1):
    return df_dz * x1


@misconception("df_dx1", "the derivative of e^z is missing: the chain is −1/(1 + e^z)² · e^z · w1")
def df_dx1_without_exp(f, w1):
    return -(f**2) * w1


@misconception("df_dx1", "the square of the denominator is missing: the derivative of 1/u is −1/u²")
def df_dx1_not_squared(f, w1):
    return -(1 - f) * w1


@misconception("df_dx1", "this is w1 f: the factor −(1 − f) is missing")
def df_dx1_value(f, w1):
    return f * w1


@misconception("df_dx1", "z stands where σ(z) belongs: the slope is written with the value of the function")
def df_dx1_of_score(z, w1):
    return -z * (1 - z) * w1

r"""Formulas for every formula part: right forms, which must be taken, and wrong ones, which must not.

Right: expanded, factored, in terms of intermediate quantities, in index notation, in LaTeX. Wrong: from the
catalogue of misconceptions, and near misses. (assignment, question, part) → {"right": […], "wrong": […]}.
"""

from __future__ import annotations

Rows = dict[tuple[str, str, str], dict[str, list[str]]]

NEURONS: Rows = {
    ("hw1", "a6", "step_unit"): {
        "right": [
            "step(theta^T x)",
            "step(Σ_i θ_i x_i)",
            r"\text{step}(\theta^T x)",
            "1 - step(-theta^T x)",
            "(1 + sign(x^T theta))/2",
            r"\mathbb{1}(\theta^T x > 0)",
            r"1[\theta^\top x \geq 0]",
            r"\begin{cases} 1 & \theta^T x > 0 \\ 0 & \text{otherwise} \end{cases}",
            "1 if θ^T x > 0, 0 otherwise",
            r"\text{step}(\theta \cdot x)",
        ],
        "wrong": [
            "step(-theta^T x)",
            "sign(theta^T x)",
            "theta^T x",
            "sigma(theta^T x)",
            "relu(theta^T x)",
            r"1(\theta^T x < 0)",
            r"\begin{cases} 1 & \theta^T x > 0 \\ -1 & \text{otherwise} \end{cases}",
            "[θᵀx > 1]",
            "[θᵀx > 0.01]",
            "step(θᵀx + 1)",
            "where(θᵀx > -1, 1, 0)",
            "1 - step(-θᵀx - 0.001)",
            "step(2 + θᵀx)",
            "step(θ∘x)",
            "-step(θ·x)",
        ],
    },
    ("hw1", "a6", "sigmoid_unit"): {
        "right": [
            "1/(1 + exp(-theta^T x))",
            "σ(θᵀx)",
            r"\frac{1}{1 + \exp(-\theta^T x)}",
            "exp(theta^T x)/(1 + exp(theta^T x))",
            "1/(1 + e^(-dot(theta, x)))",
            "(1 + tanh(theta^T x/2))/2",
            "1/(1+e^{-θ·x})",
            "1/(1+np.exp(-theta.T @ x))",
            r"(1+e^{-\theta^Tx})^{-1}",
            r"\frac1{1+e^{-\theta^T x}}",
        ],
        "wrong": [
            "1/(1 + exp(theta^T x))",
            "1/(1 - exp(-theta^T x))",
            "tanh(theta^T x)",
            "theta^T x",
            "1/(1 + exp(-theta^T x))^2",
            "1/(1+e^{θ·x})",
            "1/(1+e^{-θ∘x})",
        ],
    },
    ("hw1", "a6", "limit"): {"right": ["1/2", "0.5", r"\frac{1}{2}", "1/(1 + 1)"], "wrong": ["0", "1", "e^(-1)"]},
    ("hw1", "a7", "ratio"): {
        "right": ["exp(theta^T x)", "e^(θᵀx)", r"\exp(\theta^T x)", "exp(a)", "p1/p0", "1/exp(-theta^T x)"],
        "wrong": ["exp(-theta^T x)", "theta^T x", "ln(theta^T x)", "p0/p1", "1 + exp(theta^T x)"],
    },
    ("hw1", "a7", "probability"): {
        "right": [
            "1/(1 + exp(-theta^T x))",
            "odds/(1 + odds)",
            r"\frac{\exp(\theta^T x)}{1 + \exp(\theta^T x)}",
            r"\frac{1}{1 + \exp(-\theta^T x)}",
            "sigma(theta^T x)",
            "1 - p0",
        ],
        "wrong": ["1/(1 + exp(theta^T x))", "exp(theta^T x)", "odds/(odds - 1)", "1 + exp(-theta^T x)", "theta^T x"],
    },
    ("hw1", "a8", "dsigmoid"): {
        "right": [
            "s*(1 - s)",
            "s - s^2",
            "sigma(x)*(1 - sigma(x))",
            r"\frac{\exp(-x)}{(1 + \exp(-x))^2}",
            r"\frac{1}{1 + \exp(-x)} \left(1 - \frac{1}{1 + \exp(-x)}\right)",
            "e^(-x)/(1 + e^(-x))^2",
            "1/(2 + e^x + e^(-x))",
            "σ'(x)",
            "s(1 - s)",
            r"\sigma(x)(1-\sigma(x))",
        ],
        "wrong": [
            "s",
            "1 - s",
            "-s*(1 - s)",
            "x*(1 - x)",
            "sigma(s)*(1 - sigma(s))",
            "1 - s^2",
            "exp(-x)/(1 + exp(-x))",
            "-exp(-x)/(1 + exp(-x))^2",
            # The scan's slip, where the 1 of 1 + e^−x − 1 became an x.
            "(1 + exp(-x) - x)/(1 + exp(-x))^2",
            "s(s - 1)",
        ],
    },
    ("hw1", "a8", "dlog_sigmoid"): {
        "right": [
            "1 - s",
            "ds/s",
            "1 - sigma(x)",
            r"\frac{\exp(-x)}{1 + \exp(-x)}",
            "1/(1 + e^x)",
            "sigma(-x)",
            r"1 - \frac{1}{1 + \exp(-x)}",
        ],
        "wrong": [
            "1/s",
            "s",
            "s*(1 - s)",
            "s - 1",
            "ln(s*(1 - s))",
            "(1 + exp(-x) - x)/(1 + exp(-x))",
            "1/(s*(1 - s))",
        ],
    },
    ("hw1", "a9", "theta_new"): {
        "right": [
            "theta - eta*g",
            "θ − η g",
            r"\theta - \eta \nabla L",
            "-(eta*g - theta)",
            "theta + eta*(-g)",
            "θ ← θ − η g",
            r"\theta_{t+1} = \theta_t - \eta g",
            r"\theta^{(t+1)} = \theta^{(t)} - \eta g",
            "θ := θ - η ∇L",
        ],
        "wrong": [
            "theta + eta*g",
            "theta - g",
            "-eta*g",
            "eta*g",
            "theta*(1 - eta)",
            "θ ← θ + η g",
            r"\theta_{t+1} = \theta_t + \eta g",
        ],
    },
    ("hw1", "a13", "likelihood"): {
        "right": [
            "h_i^y_i * (1 - h_i)^(1 - y_i)",
            "y_i*h_i + (1 - y_i)*(1 - h_i)",
            "exp(y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            r"(h^{(i)})^{y^{(i)}} (1 - h^{(i)})^{1 - y^{(i)}}",
            "sigma(z_i)^y_i * sigma(-z_i)^(1 - y_i)",
            r"h_\theta(x^{(i)})^{y^{(i)}} (1-h_\theta(x^{(i)}))^{1-y^{(i)}}",
        ],
        "wrong": [
            "h_i^(1 - y_i) * (1 - h_i)^y_i",
            "h_i^y_i",
            "h_i^y_i + (1 - h_i)^(1 - y_i)",
            "h_i",
            "h_i*y_i",
            r"h_\theta(x^{(i)})^{y^{(i)}} (1-h_\theta(x^{(i)}))^{y^{(i)}}",
        ],
    },
    ("hw1", "a13", "log_likelihood"): {
        "right": [
            "sum_i (y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            r"\sum_{i=1}^m \left( y^{(i)} \log h^{(i)} + (1 - y^{(i)}) \log (1 - h^{(i)}) \right)",
            "y^T ln(h) + (1 - y)^T ln(1 - h)",
            "Σ_i (y_i z_i + ln(1 - h_i))",
            "sum_i ln(p_i)",
            "np.sum(y*np.log(h) + (1-y)*np.log(1-h))",
            r"\sum_{i=1}^m \left[ y^{(i)} \ln h_\theta(x^{(i)}) + (1-y^{(i)}) \ln(1-h_\theta(x^{(i)})) \right]",
        ],
        "wrong": [
            "sum_i (y_i*ln(h_i))",
            "sum_i ((1 - y_i)*ln(h_i) + y_i*ln(1 - h_i))",
            "sum_i (ln(h_i) + ln(1 - h_i))",
            "-sum_i (y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            "sum_i (y_i*h_i + (1 - y_i)*(1 - h_i))",
            "np.mean(y*np.log(h) + (1-y)*np.log(1-h))",
            r"\sum_{i=1}^m \left[ y^{(i)} \ln h_\theta(x^{(i)}) - (1-y^{(i)}) \ln(1-h_\theta(x^{(i)})) \right]",
        ],
    },
    ("hw1", "a13", "cross_entropy"): {
        "right": [
            "-sum_i (y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            "-log_likelihood",
            r"-\sum_{i=1}^m \left[ y^{(i)} \log h^{(i)} + (1 - y^{(i)}) \log (1 - h^{(i)}) \right]",
            "sum(-y∘ln(h) - (1 - y)∘ln(1 - h))",
        ],
        "wrong": [
            "sum_i (y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            "-1/m*sum_i (y_i*ln(h_i) + (1 - y_i)*ln(1 - h_i))",
            "-sum_i (y_i*ln(h_i))",
            "1/2*sum_i (h_i - y_i)^2",
        ],
    },
    ("hw1", "a14", "gradient"): {
        "right": [
            "x^T (h - y)",
            "sum_i (h_i - y_i)*x_ij",
            r"\sum_{i=1}^m \left( h^{(i)} - y^{(i)} \right) x^{(i)}",
            "x^T dz",
            "x^T (sigma(x theta) - y)",
            "Σ_i h_i x_ij - Σ_i y_i x_ij",
            "-x^T (y - h)",
            r"\sum_{i=1}^{m}(h_\theta(x^{(i)}) - y^{(i)})x_j^{(i)}",
            "Σ_i (h_θ(x_i) − y_i) x_i",
        ],
        "wrong": [
            "x^T (y - h)",
            "sum_i (h_i - y_i)*h_i*(1 - h_i)*x_ij",
            "x^T h",
            "x^T (x theta - y)",
            "1/m * x^T (h - y)",
            "2*x^T (h - y)",
            r"\sum_{i=1}^{m}(y^{(i)} - h_\theta(x^{(i)}))x_j^{(i)}",
        ],
    },
    ("hw1", "a14", "update"): {
        "right": [
            "theta - eta*x^T (h - y)",
            "theta_j - eta*sum_i (h_i - y_i)*x_ij",
            "theta - eta*dtheta",
            r"\theta_{\text{old}} - \eta \sum_{i=1}^m (h^{(i)} - y^{(i)}) x^{(i)}",
            "theta + eta*x^T (y - h)",
        ],
        "wrong": [
            "theta + eta*x^T (h - y)",
            "theta - x^T (h - y)",
            "-eta*x^T (h - y)",
            "eta*x^T (h - y)",
            "theta - eta*x^T (y - h)",
        ],
    },
    ("hw1", "a15", "against_all"): {"right": ["k", "2*k/2", "(k^2)/k"], "wrong": ["k - 1", "k*(k-1)/2", "k^2", "1"]},
    ("hw1", "a15", "against_each"): {
        "right": [
            "k*(k-1)/2",
            r"\frac{k \cdot (k-1)}{2}",
            "(k^2 - k)/2",
            "1/2*k*(k - 1)",
            r"\frac{k(k-1)}{2}",
            "k(k - 1)/2",
        ],
        "wrong": [
            "k*(k-1)",
            "k^2",
            "k*(k+1)/2",
            "k",
            "2^k",
            "k^2/2",
            "k(k - 1)",
        ],
    },
    ("hw1", "a16", "scores"): {
        "right": ["Theta^T x", "sum_i Theta_ij x_i", r"\Theta^T x", "(x^T Theta)^T"],
        "wrong": ["-Theta^T x", "2*Theta^T x", "sum_i Theta_ij", "softmax(Theta^T x)"],
    },
    ("hw1", "a18", "dsoftmax"): {
        "right": [
            "p_i*(delta_ij - p_j)",
            "diag(p) - p p^T",
            "p_i delta_ij - p_i p_j",
            r"\text{softmax}(z)_i (\delta_{ij} - \text{softmax}(z)_j)",
            "p_j*(delta_ij - p_i)",
            "diag(p) - outer(p, p)",
            "np.diag(p) - np.outer(p, p)",
        ],
        "wrong": [
            "p_i*(1 - p_i)*delta_ij",
            "p_i*(1 - p_j)",
            "p_i*(delta_ij + p_j)",
            "p_i*(p_j - delta_ij)",
            "delta_ij - p_j",
            "z_i*(delta_ij - z_j)",
            "diag(p)",
        ],
    },
    ("hw1", "a18", "dlog_softmax"): {
        "right": [
            "delta_ij - p_j",
            "dp_ij/p_i",
            r"(\delta_{ij} - \text{softmax}(z)_j)",
            "delta_ij - exp(z_j)/sum_l exp(z_l)",
        ],
        "wrong": ["delta_ij - p_i", "(1 - p_j)*delta_ij", "1 - p_j", "p_i*(delta_ij - p_j)", "p_j - delta_ij", "1/p_i"],
    },
    ("hw1", "a19", "log_likelihood"): {
        "right": [
            "sum_i sum_j t_ij ln(h_ij)",
            r"\sum_{i=1}^m \sum_{j=1}^k t_{ij} \log(h_{ij})",
            "sum(t∘ln(h))",
            "sum_i sum_j t_ij*(s_ij - ln(sum_l exp(s_il)))",
        ],
        "wrong": [
            "-sum_i sum_j t_ij ln(h_ij)",
            "sum_i sum_j ln(h_ij)",
            "sum_i sum_j t_ij h_ij",
            "sum(t∘ln(h) + (1 - t)∘ln(1 - h))",
            "ln(sum_i sum_j t_ij h_ij)",
        ],
    },
    ("hw1", "a19", "cross_entropy"): {
        "right": [
            "-sum_i sum_j t_ij ln(h_ij)",
            "-log_likelihood",
            r"-\sum_{i=1}^m \sum_{j=1}^k t_{ij} \log(h_{ij})",
            "-sum(t∘ln(h))",
        ],
        "wrong": [
            "sum_i sum_j t_ij ln(h_ij)",
            "-1/m*sum_i sum_j t_ij ln(h_ij)",
            "-sum(ln(h))",
            "sum((h - t)∘(h - t))/2",
        ],
    },
    ("hw1", "a20", "gradient"): {
        "right": [
            "(h - t)^T x",
            "sum_i (h_ij - t_ij) x_ir",
            r"\sum_{i=1}^m (h_{ij} - t_{ij}) x^{(i)}_r",
            "ds^T x",
            "h^T x - t^T x",
            "-(t - h)^T x",
            "sum_i (h_ij - t_ij) x^{(i)}",
        ],
        "wrong": [
            "(t - h)^T x",
            "h^T x",
            "x^T (h - t)",
            "1/m*(h - t)^T x",
            "((h - t)∘h∘(1 - h))^T x",
            "-(t∘(1 - h))^T x",
        ],
    },
    ("hw1", "a20", "update"): {
        "right": [
            "theta - eta*(h - t)^T x",
            "theta - eta*dtheta",
            "theta_jr - eta*sum_i (h_ij - t_ij) x_ir",
            "theta + eta*(t - h)^T x",
        ],
        "wrong": ["theta + eta*(h - t)^T x", "theta - (h - t)^T x", "-eta*(h - t)^T x", "eta*dtheta"],
    },
}

NETWORKS: Rows = {
    ("hw1", "n4", "dyhat"): {
        "right": ["yhat_i - y_i", "yhat - y", r"\hat{y}^{(i)} - y^{(i)}", "-(y_i - yhat_i)", "z v - y"],
        "wrong": ["y_i - yhat_i", "2*(yhat_i - y_i)", "(yhat_i - y_i)/2", "yhat_i", "(yhat_i - y_i)^2/2"],
    },
    ("hw1", "n4", "dv"): {
        "right": [
            "z^T (yhat - y)",
            "sum_i (yhat_i - y_i) z_ij",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) z^{(i)}",
            "z^T dyhat",
            "z^T yhat - z^T y",
        ],
        "wrong": [
            "z^T (y - yhat)",
            "2*z^T (yhat - y)",
            "a^T (yhat - y)",
            "sum_i (yhat_i - y_i) v_j",
            "sum_i (yhat_i - y_i) z_ij (1 - z_ij)",
            "z^T (yhat - y)/m",
        ],
    },
    ("hw1", "n4", "dw"): {
        "right": [
            "sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij) x_ir",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) v_j z_j^{(i)} (1 - z_j^{(i)}) x_r^{(i)}",
            "da^T x",
            "(dz∘z∘(1 - z))^T x",
            "(outer(yhat - y, v)∘z∘(1 - z))^T x",
            "sum_i dyhat_i v_j (z_ij - z_ij^2) x_ir",
        ],
        "wrong": [
            "sum_i (yhat_i - y_i) z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) v_j x_ir",
            "sum_i (yhat_i - y_i) v_j z_ij x_ir",
            "sum_i (y_i - yhat_i) v_j z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) v_j a_ij (1 - a_ij) x_ir",
            "x^T da",
        ],
    },
    ("hw1", "n5", "dv"): {
        "right": [
            "sum_i (yhat_il - y_il) z_ij",
            "(yhat - y)^T z",
            r"\sum_{i=1}^m (\hat{y}_l^{(i)} - y_l^{(i)}) z_j^{(i)}",
            "dyhat^T z",
        ],
        "wrong": ["z^T (yhat - y)", "(y - yhat)^T z", "(yhat - y)^T a", "2*(yhat - y)^T z", "1/m*(yhat - y)^T z"],
    },
    ("hw1", "n5", "dw"): {
        "right": [
            "sum_i (sum_l (yhat_il - y_il) v_lj) z_ij (1 - z_ij) x_ir",
            r"\sum_{i=1}^m \sum_{l=1}^k (\hat{y}_l^{(i)} - y_l^{(i)}) v_{lj} z_j^{(i)} (1 - z_j^{(i)}) x_r^{(i)}",
            "(((yhat - y) v)∘z∘(1 - z))^T x",
            "da^T x",
            "(dz∘z∘(1 - z))^T x",
        ],
        "wrong": [
            "sum_i sum_l (yhat_il - y_il) z_ij (1 - z_ij) x_ir",
            "sum_i sum_l (yhat_il - y_il) v_lj x_ir",
            "sum_i (yhat_i1 - y_i1) v_1j z_ij (1 - z_ij) x_ir",
            "sum_i sum_l (y_il - yhat_il) v_lj z_ij (1 - z_ij) x_ir",
            "sum_i sum_l (yhat_il - y_il) v_lj z_ij x_ir",
        ],
    },
    ("hw1", "n6", "dyhat"): {
        "right": [
            "(1 - y_i)/(1 - yhat_i) - y_i/yhat_i",
            "-y_i/yhat_i + (1 - y_i)/(1 - yhat_i)",
            "(yhat_i - y_i)/(yhat_i*(1 - yhat_i))",
            r"-\frac{y^{(i)}}{\hat{y}^{(i)}} + \frac{1 - y^{(i)}}{1 - \hat{y}^{(i)}}",
        ],
        "wrong": [
            "y_i/yhat_i - (1 - y_i)/(1 - yhat_i)",
            "-y_i/yhat_i - (1 - y_i)/(1 - yhat_i)",
            "yhat_i - y_i",
            "-y_i/yhat_i",
            "y_i/yhat_i + (1 - y_i)/(1 - yhat_i)",
        ],
    },
    ("hw1", "n6", "dv"): {
        "right": [
            "z^T (yhat - y)",
            "sum_i (yhat_i - y_i) z_ij",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) z^{(i)}",
            "z^T ds",
            "sum_i dyhat_i yhat_i (1 - yhat_i) z_ij",
        ],
        "wrong": [
            "z^T (y - yhat)",
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) z_ij",
            "z^T dyhat",
            "z^T yhat",
            "a^T (yhat - y)",
        ],
    },
    ("hw1", "n6", "dw"): {
        "right": [
            "sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij) x_ir",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) v_j z_j^{(i)} (1 - z_j^{(i)}) x_r^{(i)}",
            "da^T x",
            "(outer(ds, v)∘z∘(1 - z))^T x",
        ],
        "wrong": [
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) v_j x_ir",
            "sum_i (yhat_i - y_i) z_ij (1 - z_ij) x_ir",
            "-sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij)^2 x_ir",
        ],
    },
    ("hw1", "n7", "dv"): {
        "right": [
            "sum_i (yhat_il - t_il) z_ij",
            "(yhat - t)^T z",
            "ds^T z",
            r"\sum_{i=1}^m (\hat{y}_l^{(i)} - t_{il}) z_j^{(i)}",
        ],
        # The sheet's own answer has a minus before the sum.
        "wrong": [
            "-sum_i (yhat_il - t_il) z_ij",
            "yhat^T z",
            "(yhat - t)^T a",
            "-(t∘(1 - yhat))^T z",
            "z^T (yhat - t)",
        ],
    },
    ("hw1", "n7", "dw"): {
        "right": [
            "sum_i (sum_l (yhat_il - t_il) v_lj) z_ij (1 - z_ij) x_ir",
            "(((yhat - t) v)∘z∘(1 - z))^T x",
            "da^T x",
            r"\sum_{i=1}^m \left( \sum_{l=1}^k (\hat{y}_l^{(i)} - t_{il}) v_{lj} "
            r"\right) z_j^{(i)} (1 - z_j^{(i)}) x_r^{(i)}",
        ],
        "wrong": [
            "sum_i (sum_l (yhat_il - t_il)) z_ij (1 - z_ij) x_ir",
            "sum_i (sum_l (yhat_il - t_il) v_lj) x_ir",
            "sum_i (sum_l yhat_il v_lj) z_ij (1 - z_ij) x_ir",
            "-da^T x",
            "sum_i (sum_l (yhat_il - t_il) v_lj) z_ij x_ir",
        ],
    },
    ("hw1", "n8", "variance"): {
        "right": [
            "1/n",
            r"\frac{1}{n}",
            "n^(-1)",
            "(1/sqrt(n))^2",
            r"\frac1n",
        ],
        "wrong": ["1/sqrt(n)", "1/n^2", "n", "1", "1/2"],
    },
    ("hw1", "c14", "ds"): {
        "right": [
            "(yhat_i - y_i) yhat_i (1 - yhat_i)",
            "dyhat∘yhat∘(1 - yhat)",
            r"(\hat{y}^{(i)} - y^{(i)}) \hat{y}^{(i)} (1 - \hat{y}^{(i)})",
            "(yhat_i - y_i)*(yhat_i - yhat_i^2)",
        ],
        "wrong": [
            "yhat_i - y_i",
            "(yhat_i - y_i) yhat_i",
            "(yhat_i - y_i) (1 - yhat_i)",
            "(y_i - yhat_i) yhat_i (1 - yhat_i)",
            "2*(yhat_i - y_i) yhat_i (1 - yhat_i)",
            "(yhat_i - y_i) s_i (1 - s_i)",
        ],
    },
    ("hw1", "c14", "dv"): {
        "right": [
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) z_ij",
            "z^T ds",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) \hat{y}^{(i)} (1 - \hat{y}^{(i)}) z^{(i)}",
            "z^T ((yhat - y)∘yhat∘(1 - yhat))",
        ],
        "wrong": [
            "z^T (yhat - y)",
            "sum_i (yhat_i - y_i) yhat_i z_ij",
            "-z^T ds",
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j",
            "sum_i (yhat_i - y_i) z_ij (1 - z_ij) z_ij",
        ],
    },
    ("hw1", "c14", "dw"): {
        "right": [
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j z_ij (1 - z_ij) x_ir",
            "da^T x",
            "(outer(ds, v)∘z∘(1 - z))^T x",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) \hat{y}^{(i)} (1 - "
            r"\hat{y}^{(i)}) v_j z_j^{(i)} (1 - z_j^{(i)}) x_r^{(i)}",
        ],
        # The sheet forgets the output's slope here.
        "wrong": [
            "sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) z_ij (1 - z_ij) x_ir",
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j x_ir",
            "sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j yhat_i (1 - yhat_i) x_ir",
        ],
    },
    ("hw1", "c14", "v_new"): {
        "right": [
            "v - eta*z^T ds",
            "v - eta*dv",
            "v_j - eta*sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) z_ij",
            r"V^{(old)} - \eta \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) \hat{y}^{(i)} (1 - \hat{y}^{(i)}) z^{(i)}",
        ],
        "wrong": ["v + eta*dv", "v - dv", "eta*dv", "v - eta*z^T (yhat - y)"],
    },
    ("hw1", "c14", "w_new"): {
        "right": [
            "w - eta*dw",
            "w - eta*da^T x",
            "w_jr - eta*sum_i ds_i v_j z_ij (1 - z_ij) x_ir",
            "w_jr - eta*sum_i (yhat_i - y_i) yhat_i (1 - yhat_i) v_j z_ij (1 - z_ij) x_ir",
        ],
        "wrong": ["w + eta*dw", "w - dw", "eta*dw", "w_jr - eta*sum_i (yhat_i - y_i) v_j z_ij (1 - z_ij) x_ir"],
    },
}

GRAPHS: Rows = {
    ("hw1", "c2", "composed"): {
        "right": ["f2(W2, f1(W1, x))", r"f_2(w_2, f_1(w_1, x))", "f2(W2, f1(W1, x_i))", r"f_2(W_2, f_1(W_1, x^{(i)}))"],
        "wrong": ["f1(W1, f2(W2, x))", "f2(W1, f1(W2, x))", "f2(W2, x)", "f1(W1, x)"],
    },
    ("hw1", "c2", "l2"): {
        "right": [
            "sum_i (yhat_i - y_i)^2",
            r"\sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2",
            r"\sum_{i=1}^m (f_2(w_2, f_1(w_1, x^{(i)})) - y^{(i)})^2",
            "norm(yhat - y)^2",
            "(yhat - y)^T (yhat - y)",
        ],
        "wrong": [
            "sum_i (yhat_i - y_i)",
            "1/2*sum_i (yhat_i - y_i)^2",
            "(sum_i (yhat_i - y_i))^2",
            "1/m*sum_i (yhat_i - y_i)^2",
            "norm(yhat - y)",
        ],
    },
    ("hw1", "c2", "dl2"): {
        "right": ["2*(yhat_i - y_i)", "2*yhat - 2*y", r"2(\hat{y}^{(i)} - y^{(i)})", "-2*(y - yhat)"],
        "wrong": ["yhat_i - y_i", "2*(y_i - yhat_i)", "2*yhat_i", "(yhat_i - y_i)^2"],
    },
    ("hw1", "c2", "dW2"): {
        "right": [
            "L_f2 * f2_W2",
            r"\frac{\partial L}{\partial f_2} \frac{\partial f_2}{\partial w_2}",
            "f2_W2^T L_f2",
            "f2_W2 * L_f2",
        ],
        "wrong": ["f2_W2", "L_f2 * f2_f1", "L_f2", "-L_f2 * f2_W2"],
    },
    ("hw1", "c2", "dW1"): {
        "right": [
            "L_f2 * f2_f1 @ f1_W1",
            r"\frac{\partial L}{\partial f_2} \frac{\partial f_2}{\partial f_1} \frac{\partial f_1}{\partial w_1}",
            "f1_W1^T f2_f1^T L_f2",
            "(L_f2 f2_f1) f1_W1",
        ],
        "wrong": ["f2_f1 @ f1_W1", "L_f2 * f2_f1", "L_f2 * f2_W2", "2*L_f2 * f2_f1 @ f1_W1"],
    },
    ("hw1", "c2", "ce"): {
        "right": [
            "-sum_i (y_i ln(yhat_i) + (1 - y_i) ln(1 - yhat_i))",
            r"-\sum_{i=1}^m \left( y^{(i)} \log(\hat{y}^{(i)}) + (1 - y^{(i)}) \log(1 - \hat{y}^{(i)}) \right)",
            "-y^T ln(yhat) - (1 - y)^T ln(1 - yhat)",
            r"-\sum_{i=1}^m ( y^{(i)} \log(f_2(w_2, f_1(w_1, x^{(i)}))) + (1 - "
            r"y^{(i)}) \log(1 - f_2(w_2, f_1(w_1, x^{(i)}))) )",
        ],
        "wrong": [
            "sum_i (y_i ln(yhat_i) + (1 - y_i) ln(1 - yhat_i))",
            "-sum_i y_i ln(yhat_i)",
            "-sum_i ((1 - y_i) ln(yhat_i) + y_i ln(1 - yhat_i))",
            "sum_i (yhat_i - y_i)^2",
        ],
    },
    ("hw1", "c2", "dce"): {
        "right": [
            "(1 - y_i)/(1 - yhat_i) - y_i/yhat_i",
            "-y_i/yhat_i + (1 - y_i)/(1 - yhat_i)",
            "(yhat_i - y_i)/(yhat_i (1 - yhat_i))",
        ],
        "wrong": [
            "y_i/yhat_i + (1 - y_i)/(1 - yhat_i)",
            "y_i/yhat_i - (1 - y_i)/(1 - yhat_i)",
            "yhat_i - y_i",
            "-y_i/yhat_i - (1 - y_i)/(1 - yhat_i)",
        ],
    },
    ("hw1", "c3", "l2"): {
        "right": [
            "sum_i sum_l (yhat_il - t_il)^2",
            r"\sum_{i=1}^m \sum_{l=1}^k (\hat{y}_l^{(i)} - y_l^{(i)})^2",
            "sum((yhat - t)∘(yhat - t))",
            "norm(yhat - t)^2",
        ],
        "wrong": [
            "sum_i sum_l (yhat_il - t_il)",
            "1/2*sum_i sum_l (yhat_il - t_il)^2",
            "1/m*sum_i sum_l (yhat_il - t_il)^2",
            "sum_i (yhat_i1 - t_i1)^2",
        ],
    },
    ("hw1", "c3", "dl2"): {
        "right": ["2*(yhat_il - t_il)", "2*(yhat - t)", r"2(\hat{y}_l^{(i)} - y_l^{(i)})", "2*yhat_il - 2*t_il"],
        "wrong": ["yhat_il - t_il", "2*(t_il - yhat_il)", "2*yhat_il", "(yhat_il - t_il)^2"],
    },
    ("hw1", "c3", "dW2"): {
        "right": ["f2_W2^T L_f2", "sum_l L_f2_l f2_W2_lr", "(L_f2^T f2_W2)^T", "L_f2^T f2_W2"],
        "wrong": ["-f2_W2^T L_f2", "2*f2_W2^T L_f2", "sum_l f2_W2_lr"],
    },
    ("hw1", "c3", "dW1"): {
        "right": [
            "f1_W1^T f2_f1^T L_f2",
            "(f2_f1 f1_W1)^T L_f2",
            "L_f2^T f2_f1 f1_W1",
            "sum_l L_f2_l (sum_j f2_f1_lj f1_W1_jq)",
        ],
        "wrong": ["f2_f1^T L_f2", "-f1_W1^T f2_f1^T L_f2", "sum_l sum_j f2_f1_lj f1_W1_jq", "2*f1_W1^T f2_f1^T L_f2"],
    },
    ("hw1", "c3", "ce"): {
        "right": [
            "-sum_i sum_l t_il ln(yhat_il)",
            r"-\sum_{i=1}^m \sum_{l=1}^k t_{il} \log(\hat{y}_l^{(i)})",
            "-sum(t∘ln(yhat))",
        ],
        "wrong": [
            "sum_i sum_l t_il ln(yhat_il)",
            "-sum_i sum_l ln(yhat_il)",
            "-sum(t∘ln(yhat) + (1 - t)∘ln(1 - yhat))",
            "-sum_i sum_l t_il yhat_il",
        ],
    },
    ("hw1", "c3", "dce"): {
        "right": ["-t_il/yhat_il", "-t/yhat", r"-\frac{t_{il}}{\hat{y}_{il}}", "-t_il*yhat_il^(-1)"],
        "wrong": ["t_il/yhat_il", "-1/yhat_il", "yhat_il - t_il", "-yhat_il/t_il", "-t_il"],
    },
    ("hw1", "c4", "dyhat"): {
        "right": ["2*(yhat - y)", "2*yhat - 2*y", r"2(\hat{y} - y)", "-2*(y - yhat)", "2*(w2^T h - y)"],
        "wrong": ["yhat - y", "2*(y - yhat)", "2*yhat", "(yhat - y)^2", "(yhat - y)/2"],
    },
    ("hw1", "c4", "yhat_w2"): {
        "right": ["h", "h_j", "sigma(W1 x)", "sigma(a_j)"],
        "wrong": ["w2", "a", "2*(yhat - y)*h", "h_j*(1 - h_j)", "1 - h"],
    },
    ("hw1", "c4", "yhat_h"): {
        "right": ["w2", "w2_j", r"w_2", "1*w2"],
        "wrong": ["h", "2*(yhat - y)*w2", "-w2", "w2_j*h_j"],
    },
    ("hw1", "c4", "h_a"): {
        "right": ["h_j*(1 - h_j)", "h∘(1 - h)", "h_j - h_j^2", "sigma(a_j)*(1 - sigma(a_j))", "σ'(a)"],
        "wrong": ["h_j", "1 - h_j", "a_j*(1 - a_j)", "1 - h_j^2", "h_j*(1 - h_j)*x_1"],
    },
    ("hw1", "c4", "dw2"): {
        "right": [
            "2*(yhat - y)*h",
            "dyhat*h_j",
            "2*(yhat - y)*sigma(W1 x)",
            r"2(\hat{y} - y) \cdot h",
            "2*yhat*h - 2*y*h",
        ],
        "wrong": ["(yhat - y)*h", "2*(yhat - y)*w2", "h", "2*(yhat - y)*a", "2*(y - yhat)*h"],
    },
    ("hw1", "c4", "dh"): {
        "right": ["2*(yhat - y)*w2", "dyhat*w2_j", r"2(\hat{y} - y) \cdot w_2", "2*yhat*w2 - 2*y*w2"],
        "wrong": ["(yhat - y)*w2", "2*(yhat - y)*h", "w2", "2*(y - yhat)*w2", "2*(yhat - y)*w2_j*h_j*(1 - h_j)"],
    },
    ("hw1", "c4", "dW1"): {
        "right": [
            "2*(yhat - y)*w2_j*h_j*(1 - h_j)*x_i",
            "da x^T",
            "outer(dh∘h_a, x)",
            "2*(yhat - y)*outer(w2∘h∘(1 - h), x)",
            "2*(yhat - y)*(w2∘sigma(W1 x)∘(1 - sigma(W1 x))) x^T",
        ],
        "wrong": [
            "(yhat - y)*w2_j*h_j*(1 - h_j)*x_i",
            "2*(yhat - y)*w2_j*x_i",
            "2*(yhat - y)*h_j*(1 - h_j)*x_i",
            "2*(yhat - y)*w2_j*h_j*x_i",
            "x da^T",
        ],
    },
    ("hw1", "c5", "plus_constant"): {"right": ["u", "1*u", "u*c/c"], "wrong": ["u*c", "1", "u + c", "0*u"]},
    ("hw1", "c5", "plus_x"): {"right": ["u", "1*u", "u*1"], "wrong": ["u/2", "u*y", "1", "u*x"]},
    ("hw1", "c5", "plus_y"): {"right": ["u", "u*1", "2*u/2"], "wrong": ["u/2", "u*x", "1", "u*y"]},
    ("hw1", "c5", "times_constant"): {"right": ["c*u", "u c", "u*c"], "wrong": ["u", "c", "u*x", "u/c", "u*c*x"]},
    ("hw1", "c5", "times_x"): {"right": ["u*y", "y u", r"u \cdot y"], "wrong": ["u*x", "y", "u", "u*x*y"]},
    ("hw1", "c5", "times_y"): {"right": ["u*x", "x u", r"u \cdot x"], "wrong": ["u*y", "x", "u", "u*x*y"]},
    ("hw1", "c5", "max_x"): {
        "right": [
            "u*step(x - y)",
            "u*(1 + sign(x - y))/2",
            "u - u*step(y - x)",
            "u*(max(x, y) - y)/(x - y)",
            "u [x > y]",
            r"u \cdot \mathbb{1}(x \ge y)",
            "u if x > y else 0",
        ],
        "wrong": [
            "u*step(y - x)",
            "u",
            "step(x - y)",
            "u*x*step(x - y)",
            "u*(1 - step(y - x/2))",
            "u [x > y + 0.001]",
            "u if x > 2y else 0",
            "u*max(x, y)",
            "u*step(x)",
            "u [x < y]",
            "u if y > x else 0",
            "[x > y]",
        ],
    },
    ("hw1", "c5", "max_y"): {
        "right": ["u*step(y - x)", "u*(1 - step(x - y))", "u*(1 - sign(x - y))/2"],
        "wrong": ["u*step(x - y)", "u", "step(y - x)", "u*max(x, y)", "u*step(y)"],
    },
    ("hw1", "c5", "min_x"): {
        "right": ["u*step(y - x)", "u*(1 - step(x - y))", "u*(1 + sign(y - x))/2"],
        "wrong": ["u*step(x - y)", "u", "-u*step(y - x)", "u*min(x, y)", "step(y - x)"],
    },
    ("hw1", "c5", "min_y"): {
        "right": ["u*step(x - y)", "u*(1 - step(y - x))", "u*(1 + sign(x - y))/2"],
        "wrong": [
            "u*step(y - x)",
            "u",
            "-u*step(x - y)",
            "u*min(x, y)",
            "u [x > 2y]",
            "u [x > y/2]",
            "u [2x > y]",
            "u [x > y - 0.01]",
            "u*step(sin(x) - y)",
        ],
    },
    ("hw1", "c6", "shape"): {
        "right": ["(n, 1)", "(n,)", "(n,1)"],
        "wrong": ["(1, n)", "(n, n)", "(1, 1)", "(n + 1, 1)"],
    },
    ("hw1", "c6", "example"): {"right": ["x_j", "x", "1*x_j"], "wrong": ["w_j", "w^T x", "x_j*w_j", "2*x_j"]},
    ("hw1", "c7", "shape"): {
        "right": ["(m, n)", "(m,n)", "(1*m, n)"],
        "wrong": ["(n, m)", "(m, m)", "(m, 1)", "(m*n, 1)"],
    },
    ("hw1", "c7", "example"): {"right": ["A_ij", "A", "1*A_ij"], "wrong": ["A_ij w_j", "2*A_ij", "-A"]},
    ("hw1", "c8", "shape"): {
        "right": ["(m, n)", "(m,n)", "(1*m, n)"],
        "wrong": ["(n, m)", "(1, 1)", "(m*n, 1)", "(m, 1)"],
    },
    ("hw1", "c8", "example"): {
        "right": ["a_i b_j", "a b^T", "outer(a, b)", "b_j*a_i"],
        "wrong": ["W_ij", "a_i W_ij b_j", "a_i", "b_j + a_i", "2*a_i*b_j"],
    },
    ("hw1", "c9", "chain"): {
        "right": ["DF_G @ DG_p", "DF_G DG_p", "(DG_p^T DF_G^T)^T", r"DF(G(p)) \cdot DG(p)"],
        "wrong": ["DG_p^T DF_G^T", "-DF_G DG_p", "2*DF_G DG_p", "DF_G"],
    },
    ("hw1", "c9", "shape_DF"): {"right": ["(m, k)", "(m,k)", "(1*m, k)"], "wrong": ["(k, m)", "(m, n)", "(k, k)"]},
    ("hw1", "c9", "shape_DG"): {"right": ["(k, n)", "(k,n)", "(k, 1*n)"], "wrong": ["(n, k)", "(m, n)", "(k, m)"]},
    ("hw1", "c9", "shape_DFG"): {"right": ["(m, n)", "(m,n)", "(m, 1*n)"], "wrong": ["(n, m)", "(m, k)", "(k, k)"]},
    ("hw1", "c9", "DF"): {
        "right": [
            "[[2*y, 2*x, 0], [0, 1, -1]]",
            r"\begin{bmatrix} 2y & 2x & 0 \\ 0 & 1 & -1 \end{bmatrix}",
            "[[y + y, x*2, 0], [0, 1, -1]]",
        ],
        "wrong": [
            "[[2*x, 2*y, 0], [0, 1, -1]]",
            "[[2*y, 2*x, 0], [0, 1, 1]]",
            "[[2*y, 0], [2*x, 1], [0, -1]]",
            "[[y, x, 0], [0, 1, -1]]",
        ],
    },
    ("hw1", "c9", "DG"): {
        "right": [
            "[[1, -4], [y, x], [1, 1]]",
            r"\begin{bmatrix} 1 & -4 \\ y & x \\ 1 & 1 \end{bmatrix}",
            "[[2 - 1, -4], [y, x], [1, 1]]",
        ],
        "wrong": [
            "[[1, 4], [y, x], [1, 1]]",
            "[[1, -4], [x, y], [1, 1]]",
            "[[1, y, 1], [-4, x, 1]]",
            "[[1, -4], [y, x], [1, -1]]",
        ],
    },
    ("hw1", "c9", "DF_at_G"): {
        "right": [
            "[[2*x*y, 2*(x - 4*y), 0], [0, 1, -1]]",
            r"\begin{bmatrix} 2xy & 2x-8y & 0 \\ 0 & 1 & -1 \end{bmatrix}",
            "[[2*x*y, 2*x - 8*y, 0], [0, 1, -1]]",
        ],
        "wrong": [
            "[[2*y, 2*x, 0], [0, 1, -1]]",
            "[[2*(x - 4*y), 2*x*y, 0], [0, 1, -1]]",
            "[[2*x*y, 2*(x + y), 0], [0, 1, -1]]",
            "[[2*x*y, 2*x - 4*y, 0], [0, 1, -1]]",
        ],
    },
    ("hw1", "c9", "DFG"): {
        "right": [
            "[[4*x*y - 8*y^2, 2*x^2 - 16*x*y], [y - 1, x - 1]]",
            r"\begin{bmatrix} 4xy - 8y^2 & 2x^2 - 16xy \\ y-1 & x-1 \end{bmatrix}",
            r"\begin{bmatrix} 2xy + 2xy - 8y^2 & -8xy + 2x^2 - 8xy \\ y-1 & x-1 \end{bmatrix}",
            "DF_at_G @ DG",
        ],
        "wrong": [
            "[[4*x*y - 8*y^2, y - 1], [2*x^2 - 16*x*y, x - 1]]",
            "[[2*x*y, -8*x*y], [y - 1, x - 1]]",
            "[[4*x*y - 8*y^2, 2*x^2 - 16*x*y], [y - 1, x + 1]]",
            "[[4*x*y, 2*x^2 - 16*x*y], [y - 1, x - 1]]",
        ],
    },
    ("hw1", "c10", "composition"): {
        "right": [
            "[3*(x - 5*y)*x*y, x*y - (x - y)]",
            r"\begin{bmatrix} 3x^2 y - 15 x y^2 \\ xy - x + y \end{bmatrix}",
            "[3*x^2*y - 15*x*y^2, x*y - x + y]",
        ],
        "wrong": [
            "[3*x*y, y - (x - y)]",
            "[3*(x - 5*y)*x*y, x*y - x - y]",
            "[3*(x + 5*y)*x*y, x*y - x + y]",
            "[3*(x - 5*y), x*y - x + y]",
        ],
    },
    ("hw1", "c10", "direct"): {
        "right": [
            "[[6*x*y - 15*y^2, 3*x^2 - 30*x*y], [y - 1, x + 1]]",
            r"\begin{bmatrix} 6xy - 15y^2 & 3x^2 - 30xy \\ y-1 & x+1 \end{bmatrix}",
            "[[3*y*(2*x - 5*y), 3*x*(x - 10*y)], [y - 1, x + 1]]",
        ],
        "wrong": [
            "[[6*x*y - 15*y^2, y - 1], [3*x^2 - 30*x*y, x + 1]]",
            "[[6*x*y - 15*y^2, 3*x^2 - 30*x*y], [y - 1, x - 1]]",
            "[[6*x*y - 15*y^2, 3*x^2 - 15*x*y], [y - 1, x + 1]]",
            "[[3*x*y, -15*x*y], [y - 1, x + 1]]",
        ],
    },
    ("hw1", "c10", "DF"): {
        "right": [
            "[[3*y, 3*x, 0], [0, 1, -1]]",
            r"\begin{bmatrix} 3y & 3x & 0 \\ 0 & 1 & -1 \end{bmatrix}",
            "[[y*3, x*3, 0], [0, 1, -1]]",
        ],
        "wrong": ["[[3*x, 3*y, 0], [0, 1, -1]]", "[[3*y, 3*x, 0], [0, 1, 1]]", "[[3*y, 0], [3*x, 1], [0, -1]]"],
    },
    ("hw1", "c10", "DG"): {
        "right": [
            "[[1, -5], [y, x], [1, -1]]",
            r"\begin{bmatrix} 1 & -5 \\ y & x \\ 1 & -1 \end{bmatrix}",
            "[[1, -10/2], [y, x], [1, -1]]",
        ],
        "wrong": [
            "[[1, 5], [y, x], [1, -1]]",
            "[[1, -5], [x, y], [1, -1]]",
            "[[1, y, 1], [-5, x, -1]]",
            "[[1, -5], [y, x], [1, 1]]",
        ],
    },
    ("hw1", "c10", "DF_at_G"): {
        "right": [
            "[[3*x*y, 3*(x - 5*y), 0], [0, 1, -1]]",
            r"\begin{bmatrix} 3xy & 3x-15y & 0 \\ 0 & 1 & -1 \end{bmatrix}",
            "[[3*x*y, 3*x - 15*y, 0], [0, 1, -1]]",
        ],
        "wrong": [
            "[[3*y, 3*x, 0], [0, 1, -1]]",
            "[[3*(x - 5*y), 3*x*y, 0], [0, 1, -1]]",
            "[[3*x*y, 3*x - 5*y, 0], [0, 1, -1]]",
        ],
    },
    ("hw1", "c10", "DFG"): {
        "right": [
            "DF_at_G @ DG",
            "[[6*x*y - 15*y^2, 3*x^2 - 30*x*y], [y - 1, x + 1]]",
            r"\begin{bmatrix} 3xy + 3xy - 15y^2 & -15xy + 3x^2 - 15xy \\ y-1 & x+1 \end{bmatrix}",
        ],
        "wrong": ["(DF_at_G @ DG)^T", "DG @ DF_at_G", "DF_at_G", "[[6*x*y - 15*y^2, 3*x^2 - 30*x*y], [y + 1, x + 1]]"],
    },
    ("hw1", "c13a", "gradient"): {
        "right": [
            "[8*x + 12*y, 12*x + 18*y]",
            r"\begin{bmatrix} 8x+12y \\ 12x+18y \end{bmatrix}",
            "[2*(2*x + 3*y)*2, 2*(2*x + 3*y)*3]",
            "[4*u, 6*u]",
            "2*u*[2, 3]",
            "np.array([4*u, 6*u])",
        ],
        "wrong": [
            "[2*(2*x + 3*y), 2*(2*x + 3*y)]",
            "[4*x + 6*y, 6*x + 9*y]",
            "[12*x + 18*y, 8*x + 12*y]",
            "[8*x, 18*y]",
            "[4*x, 6*y]",
        ],
    },
    ("hw1", "c13b", "jacobian"): {
        "right": [
            "[[2*x, 2], [3, 8*y]]",
            r"\begin{bmatrix} 2x & 2 \\ 3 & 8y \end{bmatrix}",
            "[[x + x, 2], [3, 4*2*y]]",
        ],
        "wrong": ["[[2*x, 3], [2, 8*y]]", "[[2*x, 0], [0, 8*y]]", "[[x, 2], [3, 4*y]]", "[[2*x, 2], [3, 4*y]]"],
    },
    ("hw1", "c13c", "composition"): {
        "right": [
            "[3*t^2, 3*t + 4*t^4]",
            "[t^2 + 2*t^2, 3*t + 4*(t^2)^2]",
            r"\begin{bmatrix} 3t^2 \\ 3t + 4t^4 \end{bmatrix}",
        ],
        "wrong": ["[t^2 + 2*t, 3*t + 4*t^2]", "[3*t^2, 3*t + 4*t^2]", "[3*t^2, 7*t^4]", "[3*t, 3*t + 4*t^4]"],
    },
    ("hw1", "c13c", "direct"): {
        "right": ["[6*t, 3 + 16*t^3]", r"\begin{bmatrix} 6t \\ 3 + 16t^3 \end{bmatrix}", "[2*t + 4*t, 3 + 16*t^3]"],
        "wrong": ["[6*t, 3 + 4*t^3]", "[6*t, 16*t^3]", "[3*t^2, 3*t + 4*t^4]", "[2*t + 2, 3 + 8*t^2]"],
    },
    ("hw1", "c13c", "DG"): {
        "right": ["[1, 2*t]", r"\begin{bmatrix} 1 \\ 2t \end{bmatrix}", "[1, t + t]"],
        "wrong": ["[1, t]", "[t, t^2]", "[1, 2]", "[2*t, 1]"],
    },
    ("hw1", "c13c", "DF_at_G"): {
        "right": [
            "[[2*t, 2], [3, 8*t^2]]",
            r"\begin{bmatrix} 2t & 2 \\ 3 & 8t^2 \end{bmatrix}",
            "[[t + t, 2], [3, 8*t*t]]",
        ],
        "wrong": [
            "[[2*t, 2], [3, 8*t]]",
            "[[2*t, 3], [2, 8*t^2]]",
            "[[2*t^2, 2], [3, 8*t^2]]",
            "[[2*t, 2], [3, 4*t^2]]",
        ],
    },
    ("hw1", "c13c", "chain"): {
        "right": [
            "DF_at_G DG",
            "[6*t, 3 + 16*t^3]",
            "[[2*t, 2], [3, 8*t^2]] [1, 2*t]",
            r"\begin{bmatrix} 2t + 4t \\ 3 + 16t^3 \end{bmatrix}",
        ],
        "wrong": ["DF_at_G^T DG", "DG", "[2*t + 2, 3 + 8*t^2]", "[6*t, 3 + 16*t^2]"],
    },
    ("hw1", "c13d", "dyhat_expr"): {
        "right": ["2*(yhat - y)", r"2(\hat{y} - y)", "2*yhat - 2*y", "2*(V^T b + v0 - y)"],
        "wrong": ["yhat - y", "2*(y - yhat)", "2*yhat", "(yhat - y)^2"],
    },
    ("hw1", "c13d", "yhat_b_expr"): {
        "right": ["V", "V^T", r"\frac{\partial \hat{y}}{\partial b} = V", "1*V"],
        "wrong": ["b", "V∘b", "dyhat*V", "-V"],
    },
    ("hw1", "c13d", "dW_expr"): {
        "right": [
            "outer(da, x)",
            "2*(yhat - y)*V_i*b_i*(1 - b_i)*x_j",
            "(b_a^T (dyhat*V)) x^T",
            r"2(\hat{y} - y) V_i \sigma'(a_i) x_j",
        ],
        # The sheet writes 2(ŷ − y) · V · σ′(a)(1 − σ(a)) · x.
        "wrong": [
            "2*(yhat - y)*V_i*σ'(a_i)*(1 - σ(a_i))*x_j",
            "(yhat - y)*V_i*b_i*(1 - b_i)*x_j",
            "2*(yhat - y)*V_i*x_j",
            "2*(yhat - y)*b_i*(1 - b_i)*x_j",
            "x_i*da_j",
        ],
    },
    ("hw1", "c13d", "b_a_expr"): {
        "right": ["diag(b∘(1 - b))", "diag(sigma(a)∘(1 - sigma(a)))", "diag(b) - diag(b∘b)", "diag(σ'(a))"],
        # The sheet writes σ′(a)(1 − σ(a)).
        "wrong": ["diag(σ'(a)∘(1 - sigma(a)))", "diag(b)", "b_i*(1 - b_j)", "diag(a∘(1 - a))", "diag(1 - b)"],
    },
}

"""A loss and its gradients held against each other: which of them is wrong."""

from __future__ import annotations

from functions.conftest import Grade
from functions.rows import LOSS, NET, SOFTMAX, TWO

LOSS_LINE = "loss = -np.log(p[np.arange(len(y)), y]).mean() + 0.5 * reg * np.sum(W ** 2)"
GRADIENT = "X.T @ p / len(y) + reg * W"


def test_a_wrong_loss_with_its_right_gradient_gets_the_share_that_the_author_gives(grade: Grade) -> None:
    own = LOSS.replace(LOSS_LINE, LOSS_LINE.replace("0.5", "0.8")).replace(GRADIENT, "X.T @ p / len(y) + 1.6 * reg * W")
    found = grade(SOFTMAX, own)
    assert "your gradient is right for your loss; the loss is what is wrong" in found.feedback
    assert float(found.points) == 3  # two of four cases, and half of the two others


def test_a_loss_that_is_off_and_a_right_gradient_are_told_apart(grade: Grade) -> None:
    found = grade(SOFTMAX, LOSS.replace(LOSS_LINE, LOSS_LINE.replace("0.5", "2")))
    assert "your gradient is right, but not for your loss: the loss is what is wrong" in found.feedback
    assert float(found.points) == 2


def test_a_wrong_gradient_beside_a_right_loss_is_said_to_be_the_slip(grade: Grade) -> None:
    found = grade(SOFTMAX, LOSS.replace(GRADIENT, "X.T @ p / len(y)"))
    assert "your loss is right: the slip is in dloss" in found.feedback
    assert found.misconception == "dloss_unpenalised"
    assert any("whenever reg ≠ 0" in sentence for sentence in found.feedback)


def test_both_wrong(grade: Grade) -> None:
    both = LOSS.replace(LOSS_LINE, LOSS_LINE.replace("0.5", "2")).replace(GRADIENT, "X.T @ p / len(y)")
    found = grade(SOFTMAX, both)
    assert "your gradient is not right for your own loss either: dloss and the loss are wrong" in found.feedback


def test_another_convention_is_taken_for_loss_and_gradient_together(grade: Grade) -> None:
    other = LOSS.replace(LOSS_LINE, LOSS_LINE.replace("0.5 * ", "")).replace(GRADIENT, "X.T @ p / len(y) + 2 * reg * W")
    found = grade(SOFTMAX, other)
    assert (str(found.outcome), float(found.points)) == ("correct", 4)
    assert found.feedback == ("your code keeps another convention, half = 1, which is accepted",)


def test_a_class_is_asked_again_with_its_arguments_moved(grade: Grade) -> None:
    found = grade(
        TWO, NET.replace("loss = -np.log(p[range(n), y]).mean()", "loss = -np.log(p[range(n), y]).mean() * 3")
    )
    assert "right for your own loss: " not in "".join(found.feedback)
    assert "your gradients are right, but not for your loss: the loss is what is wrong" in found.feedback

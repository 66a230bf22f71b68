"""How every renderer shows an outcome: a sign, and words."""

from __future__ import annotations

from grader.report import Outcome

SIGNS = {
    Outcome.CORRECT: "✓",
    Outcome.FOLLOW_THROUGH: "✓",
    Outcome.PARTIAL: "◐",
    Outcome.INCORRECT: "✗",
    Outcome.UNANSWERED: "·",
    Outcome.UNREADABLE: "?",
    Outcome.NEEDS_REVIEW: "…",
    Outcome.GRADER_ERROR: "!",
}
WORDS = {
    Outcome.CORRECT: "correct",
    Outcome.FOLLOW_THROUGH: "follows through",
    Outcome.PARTIAL: "partly right",
    Outcome.INCORRECT: "incorrect",
    Outcome.UNANSWERED: "unanswered",
    Outcome.UNREADABLE: "cannot be read",
    Outcome.NEEDS_REVIEW: "waits for review",
    Outcome.GRADER_ERROR: "our error",
}

"""A class: whose submissions there are, grading them side by side, and the table of what came out."""

"""The whole program of the student's process: standard library and NumPy, nothing of ours from outside this folder.

The grader imports `wire` from here, so that both ends speak of the same bytes; the rest runs only on the far side.
"""

"""References of the trial course."""

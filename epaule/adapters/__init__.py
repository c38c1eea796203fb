"""The outside world: one folder per outside system, each of which may be deleted."""

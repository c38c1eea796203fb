"""Pages of the ask, of the wait, and of the helper’s desk."""

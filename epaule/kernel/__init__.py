"""Shared by all, knows no app: ids, errors, domain events, page helpers."""

"""Épaule: remote digital help for a French territory. Read the folders in the order of docs/architecture.md."""

__version__ = "0.1.0"

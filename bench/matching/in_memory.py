"""The reference of the match: the whole crowd as numpy columns in this process, one pass over all of them."""

from __future__ import annotations

"""What `requests` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RequestPublished:
    request_id: int


@dataclass(frozen=True)
class RequestAccepted:
    request_id: int


@dataclass(frozen=True)
class RequestPassed:
    request_id: int
    helper_id: int


@dataclass(frozen=True)
class RequestOver:
    """Cancelled, expired, withdrawn or closed: nobody waits any more."""

    request_id: int

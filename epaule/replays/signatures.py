"""Short-lived addresses of a film: signed for one film and one person, of no use to anybody else."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from epaule.replays.models import Recording
from epaule.visits.models import Participant

LIFE = timedelta(minutes=15)
"""How long an address is good. A player asks for a new one before."""
_SALT = "epaule.replays.film"


@dataclass(frozen=True)
class Signed:
    """What an address of ours says, good or not any more."""

    recording: str
    participant: str
    """Public identifiers."""
    is_over: bool


def sign(recording: Recording, participant: Participant) -> tuple[str, datetime]:
    """The signature by which `participant` reads that film from now on, and until when."""
    signature = TimestampSigner(salt=_SALT).sign_object([recording.public_id, participant.public_id])
    # The signature knows whole seconds.
    return signature, datetime.now(UTC).replace(microsecond=0) + LIFE


def read(signature: str) -> Signed | None:
    """What `signature` says; None when it is none of ours."""
    signer = TimestampSigner(salt=_SALT)
    try:
        recording, participant = signer.unsign_object(signature)
    except BadSignature:
        return None
    try:
        signer.unsign(signature, max_age=LIFE)
    except SignatureExpired:
        return Signed(recording, participant, is_over=True)
    return Signed(recording, participant, is_over=False)

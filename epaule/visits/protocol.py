"""Every message of the sockets and of the data channel, once.

`web/src/lib/protocol.ts` is generated from here by `epaule write_protocol`; a test fails when they differ.
Messages are JSON objects whose `type` names the struct. Text lengths are in characters, coordinates are
fractions of the shared frame (0 left/top, 1 right/bottom), times are ISO 8601 with zone.
"""

from typing import Annotated, Literal

import msgspec

PublicId = Annotated[str, msgspec.Meta(min_length=26, max_length=26)]
Fraction = Annotated[float, msgspec.Meta(ge=0, le=1)]
Sequence = Annotated[int, msgspec.Meta(ge=0)]

ROOM_MESSAGE_MAX_BYTES = 64 * 1024
"""A session description with screen and voice is about 8 kB; nothing honest is larger than this."""
CHAT_MAX_LENGTH = 1000
PING_SECONDS = 15
"""A page that has nothing to say says `ping` this often; a server silent for twice as long is taken for dead."""
CLOSE_NOT_UNDERSTOOD = 4400
"""Close codes 4400 to 4499: the page does not try again by itself."""
CLOSE_NOT_YOURS = 4404
CLOSE_REPLACED = 4409
CLOSE_ENDED = 4410
CLOSE_TOO_FAST = 4429

LinkId = Annotated[str, msgspec.Meta(max_length=40)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", omit_defaults=True):
    """Base of all messages."""


# --- Parts ---------------------------------------------------------------------------------------------------


class SessionDescription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An RTCSessionDescriptionInit."""

    type: Literal["offer", "answer", "rollback", "pranswer"]
    sdp: Annotated[str, msgspec.Meta(max_length=60_000)] = ""


class IceCandidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """An RTCIceCandidateInit."""

    candidate: Annotated[str, msgspec.Meta(max_length=2000)]
    sdp_mid: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    sdp_m_line_index: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    username_fragment: Annotated[str, msgspec.Meta(max_length=300)] | None = None


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An RTCIceServer; `credential` is valid for a few hours only."""

    urls: list[str]
    username: str = ""
    credential: str = ""


class ParticipantInfo(msgspec.Struct, frozen=True):
    id: str
    first_name: str
    role: Literal["helped", "helper"]
    present: bool
    sharing: bool
    """Shows her screen now."""


class ChatLine(msgspec.Struct, frozen=True):
    number: int
    """1, 2, 3… within the visit."""
    author: str
    """Participant id."""
    client_id: str
    """Chosen by the sender, so that a line sent twice is kept once."""
    text: str
    at: str


# --- Room: page to server ------------------------------------------------------------------------------------


class Join(Message, frozen=True, tag="join"):
    """First message after opening, also after a cut: the server answers with `room`."""

    after_line: Sequence = 0
    """Number of the last chat line this page already shows."""


class SendSignal(Message, frozen=True, tag="signal.send"):
    """WebRTC negotiation, relayed untouched to one other participant of the same visit."""

    to: PublicId
    link: LinkId = ""
    """The connection this is about, named by the side that leads it (the helper's page). What belongs to
    another connection, sent before a page was reloaded for instance, is dropped on arrival."""
    description: SessionDescription | None = None
    candidate: IceCandidate | None = None
    restart: bool = False
    """From the leading side: forget the former connection, this `link` replaces it. From the other side:
    this page has no working connection, please lead a new one."""


class SendChat(Message, frozen=True, tag="chat.send"):
    client_id: Annotated[str, msgspec.Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9-]+$")]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=CHAT_MAX_LENGTH)]


class SetSharing(Message, frozen=True, tag="sharing.set"):
    """The helped person starts or stops showing her screen: her consent to be seen."""

    on: bool
    surface: Literal["monitor", "window", "browser", "unknown"] = "unknown"


class EndVisit(Message, frozen=True, tag="visit.end"):
    pass


class Ping(Message, frozen=True, tag="ping"):
    """Sent every `PING_SECONDS`; keeps the presence of the participant, helper or waiting person."""


# --- Room: server to page ------------------------------------------------------------------------------------


class Room(Message, frozen=True, tag="room"):
    """Everything a page needs to stand where it left."""

    you: str
    state: Literal["open", "ended"]
    participants: list[ParticipantInfo]
    lines: list[ChatLine]
    ice_servers: list[IceServer]
    absence_seconds: int
    started_at: str | None = None


class ParticipantChanged(Message, frozen=True, tag="participant"):
    participant: ParticipantInfo


class Signal(Message, frozen=True, tag="signal"):
    """What `signal.send` said, with who sent it."""

    sender: str
    link: LinkId = ""
    description: SessionDescription | None = None
    candidate: IceCandidate | None = None
    restart: bool = False


class Chat(Message, frozen=True, tag="chat"):
    line: ChatLine


class VisitEnded(Message, frozen=True, tag="visit.ended"):
    """`by` is the first name of who ended it, empty when an absence did."""

    by: str
    reason: Literal["finished", "absence"]


class Replaced(Message, frozen=True, tag="replaced"):
    """The same person opened the visit elsewhere; this page stops and says so."""


class RecordingChanged(Message, frozen=True, tag="recording"):
    """The film of this visit changed state; `GET souvenir/etat/` tells the same after a cut."""

    id: str
    state: Literal[
        "proposed", "recording", "declined", "cancelled", "uploading", "finishing", "ready", "failed", "deleted"
    ]
    proposed_by: str
    """Participant id."""
    recorder: str
    """Participant id of who records: the helper's page."""


class Failed(Message, frozen=True, tag="error"):
    """What was sent is refused; nothing changed."""

    code: str
    message: str
    """A French sentence for the person."""
    about: str = ""
    """The `client_id` of a refused chat line, else the `type` of the refused message."""


class Pong(Message, frozen=True, tag="pong"):
    pass


# --- The helper's bell (page /aider/) ------------------------------------------------------------------------


class RingingRequest(msgspec.Struct, frozen=True):
    """What a helper may read before accepting: never an address, never a telephone number."""

    id: str
    first_name: str
    commune: str
    topics: list[str]
    text: str
    published_at: str
    accept_url: str
    pass_url: str


class Ring(Message, frozen=True, tag="ring"):
    request: RingingRequest


class RingOver(Message, frozen=True, tag="ring.over"):
    request_id: str
    reason: Literal["taken", "cancelled", "expired", "passed", "withdrawn"]
    message: str
    """A French sentence: « Quelqu’un d’autre y va, merci ! »"""


# --- The person's waiting page -------------------------------------------------------------------------------


class RequestChanged(Message, frozen=True, tag="request"):
    state: Literal["published", "assigned", "closed", "expired", "cancelled", "withdrawn"]
    helper_first_name: str = ""
    go_to: str = ""
    """Path of the page to open now, empty to stay."""


# --- Data channel, page to page ------------------------------------------------------------------------------


class PointerMove(Message, frozen=True, tag="pointer.move"):
    """Unordered and unreliable; `n` grows, an older one is dropped on arrival."""

    x: Fraction
    y: Fraction
    n: Sequence


class PointerHide(Message, frozen=True, tag="pointer.hide"):
    """Reliable; shares the numbering of the moves, so that a late move does not bring the mark back."""

    n: Sequence


class VoiceChanged(Message, frozen=True, tag="voice"):
    """Reliable; the sender's microphone is heard, or not any more."""

    on: bool


RoomToServer = Join | SendSignal | SendChat | SetSharing | EndVisit | Ping
RoomToPage = Room | ParticipantChanged | Signal | Chat | VisitEnded | Replaced | RecordingChanged | Failed | Pong
BellToServer = Ping
BellToPage = Ring | RingOver | Failed | Pong
WaitingToServer = Ping
WaitingToPage = RequestChanged | Failed | Pong
PeerToPeer = PointerMove | PointerHide | VoiceChanged

UNIONS = {
    "RoomToServer": RoomToServer,
    "RoomToPage": RoomToPage,
    "BellToServer": BellToServer,
    "BellToPage": BellToPage,
    "WaitingToServer": WaitingToServer,
    "WaitingToPage": WaitingToPage,
    "PeerToPeer": PeerToPeer,
}

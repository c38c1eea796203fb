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
PEER_MESSAGE_MAX_LENGTH = 8000
"""Characters of one data-channel message: a drawn line of `POINTS_MAX` points is about 5,000."""
CHAT_MAX_LENGTH = 1000
POINTS_MAX = 256
"""Points of one mark; a longer line is drawn on by `mark.extend`, up to `INK_POINTS_MAX`."""
INK_POINTS_MAX = 2048
LABEL_MAX_LENGTH = 60
SENTENCE_MAX_LENGTH = 140
STEP_SENTENCE_MAX_LENGTH = 200
STEPS_MAX = 60
"""Of one memo: nobody follows a longer one."""
PARTICIPANTS_MAX = 4
"""Beyond, a mesh of browsers is too heavy for a small computer."""
VISIT_MINUTES = 60
WARNING_MINUTES = 15
"""Before the end both are told."""
PROLONG_MINUTES = 30
LEASE_SECONDS = 600
"""`act` is lent for that long."""
PING_SECONDS = 15
"""A page that has nothing to say says `ping` this often; a server silent for twice as long is taken for dead."""
CLOSE_NOT_UNDERSTOOD = 4400
"""Close codes 4400 to 4499: the page does not try again by itself."""
CLOSE_NOT_YOURS = 4404
CLOSE_REPLACED = 4409
CLOSE_ENDED = 4410
CLOSE_TOO_FAST = 4429

LinkId = Annotated[str, msgspec.Meta(max_length=40)]
MarkId = Annotated[str, msgspec.Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9-]+$")]
Hand = Literal["see", "point", "act"]
"""A rung of the ladder: what someone may do with the screen that is shown."""
Surface = Literal["monitor", "window", "browser", "camera", "unknown"]
"""What is shown: a whole screen, one window, one tab, or what a camera is aimed at."""
Role = Literal["helped", "helper", "relative", "interpreter", "apprentice"]


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
    role: Role
    colour: Annotated[int, msgspec.Meta(ge=0, le=PARTICIPANTS_MAX - 1)]
    """Which colour her marks and her portrait have; each of a visit has another one."""
    admitted: bool
    """False while she waits at the door for the helped person's yes."""
    present: bool
    sharing: bool
    """Shows her screen, or what her camera sees, now."""
    surface: Surface | None
    hidden: bool
    """Still sharing, but only black goes out: « Cacher mon écran »."""
    hand: Hand
    hand_until: str | None
    """End of the lease of `act`."""
    asked: Literal["point", "act"] | None
    """The rung she asks for and has no answer to yet."""


class FileInfo(msgspec.Struct, frozen=True):
    """A photo or PDF of the conversation; `url` answers to participants of the visit only."""

    id: str
    name: str
    kind: Literal["photo", "pdf"]
    size: int
    """Bytes."""
    url: str
    width: int = 0
    """Pixels, of a photo."""
    height: int = 0


class ChatLine(msgspec.Struct, frozen=True):
    number: int
    """1, 2, 3… within the visit."""
    author: str
    """Participant id."""
    client_id: str
    """Chosen by the sender, so that a line sent twice is kept once."""
    text: str
    at: str
    masked: bool = False
    """A number or code that nobody must give was replaced by dots."""
    tool: bool = False
    """It names a program that puts a computer in somebody else's hands: the page says that nobody needs one."""
    file: FileInfo | None = None


# --- Data channel, page to page ------------------------------------------------------------------------------
# Also carried by the server (`peer.send`) while two pages do not reach each other.


class PointerMove(Message, frozen=True, tag="pointer.move"):
    """Unordered and unreliable; `n` grows, an older one is dropped on arrival."""

    x: Fraction
    y: Fraction
    n: Sequence


class PointerHide(Message, frozen=True, tag="pointer.hide"):
    """Reliable; shares the numbering of the moves, so that a late move does not bring the mark back."""

    n: Sequence


class PutMark(Message, frozen=True, tag="mark.put"):
    """Reliable. A mark on what is shown; the same `id` again replaces it."""

    id: MarkId
    kind: Literal["spot", "ink", "arrow", "circle", "label"]
    """One place · a freehand line · from, to · centre, a point of the edge · one place with `text`."""
    points: Annotated[list[Fraction], msgspec.Meta(min_length=2, max_length=2 * POINTS_MAX)]
    """x, y, x, y…"""
    stays: bool = False
    """Until it is erased; otherwise it fades after some seconds (a spot: stays until the next one)."""
    text: Annotated[str, msgspec.Meta(max_length=LABEL_MAX_LENGTH)] = ""


class ExtendMark(Message, frozen=True, tag="mark.extend"):
    """Reliable. The line `id` of the same sender goes on."""

    id: MarkId
    points: Annotated[list[Fraction], msgspec.Meta(min_length=2, max_length=2 * POINTS_MAX)]


class EraseMark(Message, frozen=True, tag="mark.erase"):
    """Reliable. One mark of the same sender; all of hers without `id`."""

    id: MarkId | None = None


class Sentence(Message, frozen=True, tag="sentence"):
    """Reliable. What the helper tells her to do, in one sentence; empty takes it back."""

    text: Annotated[str, msgspec.Meta(max_length=SENTENCE_MAX_LENGTH)]


class Answer(Message, frozen=True, tag="answer"):
    """Reliable. The helped person found what is marked, or did not."""

    found: bool


class VoiceChanged(Message, frozen=True, tag="voice"):
    """Reliable; the sender's microphone is heard, or not any more."""

    on: bool


class LinkQuality(Message, frozen=True, tag="quality"):
    """Reliable; how the sender's picture goes out: live, or one still every two seconds when the link is poor."""

    picture: Literal["live", "stills"]


class ScreenHidden(Message, frozen=True, tag="hidden"):
    """Reliable. The helped person hides her screen, or shows it again: also while a page is cut from the server.
    What is filmed is black and silent at once."""

    on: bool


class Act(Message, frozen=True, tag="act"):
    """Reliable. One input of a helper who holds the hand; dropped without a running lease."""

    n: Sequence
    kind: Literal["move", "down", "up", "wheel", "key", "text"]
    x: Fraction = 0
    y: Fraction = 0
    button: Annotated[int, msgspec.Meta(ge=0, le=2)] = 0
    key: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """A KeyboardEvent.key, or the text to type."""


PeerToPeer = (
    PointerMove
    | PointerHide
    | PutMark
    | ExtendMark
    | EraseMark
    | Sentence
    | Answer
    | VoiceChanged
    | LinkQuality
    | ScreenHidden
    | Act
)


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
    """Someone starts or stops showing her own screen: her consent to be seen. One screen at a time; the helped
    person's takes the place of the helper's."""

    on: bool
    surface: Surface = "unknown"


class SetHidden(Message, frozen=True, tag="sharing.hide"):
    """« Cacher mon écran »: the sender's picture is black until `on` is false."""

    on: bool


class ConfirmTrust(Message, frozen=True, tag="trust.confirm"):
    """The helped person read who comes, asked for this help herself, and was called by nobody."""


class AskHand(Message, frozen=True, tag="hand.ask"):
    """« Puis-je vous montrer ? » A helper asks for a rung; asking for `see` takes the question back."""

    rung: Hand


class SetHand(Message, frozen=True, tag="hand.set"):
    """The helped person gives `rung` to a participant, or takes it back; anyone may come down by himself.
    An ask that was pending is answered: yes by its rung, no by a lower one."""

    participant: PublicId
    rung: Hand


class SetStage(Message, frozen=True, tag="stage.set"):
    """Put a photo of the conversation in the place of the screen; take it away without `file`."""

    file: PublicId | None = None


class Admit(Message, frozen=True, tag="admit"):
    """The helped person lets in who waits at the door, or not; later, shows her out."""

    participant: PublicId
    yes: bool


class Prolong(Message, frozen=True, tag="visit.prolong"):
    """The helped person goes on for `PROLONG_MINUTES` more."""


class PeerSend(Message, frozen=True, tag="peer.send"):
    """A data-channel message for everyone, while the data channel is cut. The server checks the ladder."""

    message: PeerToPeer


class EndVisit(Message, frozen=True, tag="visit.end"):
    pass


class Ping(Message, frozen=True, tag="ping"):
    """Sent every `PING_SECONDS`; keeps the presence of the participant, helper or waiting person."""


# --- Room: server to page ------------------------------------------------------------------------------------


class Numbered(Message, frozen=True, kw_only=True):
    """What everyone in the room is told. A page that misses a number says `join` again and gets `room`."""

    seq: Sequence = 0
    """1, 2, 3… within the visit."""


class Room(Message, frozen=True, tag="room"):
    """Everything a page needs to stand where it left, as of `seq`."""

    you: str
    seq: int
    state: Literal["open", "ended"]
    participants: list[ParticipantInfo]
    lines: list[ChatLine]
    ice_servers: list[IceServer]
    relay_only: bool
    """Connections go through the TURN server only, so that pages do not learn each other's addresses."""
    absence_seconds: int
    trusted: bool
    """The helped person confirmed this helper, now or in an earlier visit; always true for the others."""
    now: str
    """The server's clock: the page's may be wrong."""
    started_at: str | None = None
    ends_at: str | None = None
    photo: FileInfo | None = None
    """In the place of the screen."""


class ParticipantChanged(Numbered, frozen=True, tag="participant"):
    participant: ParticipantInfo


class ParticipantGone(Numbered, frozen=True, tag="participant.gone"):
    """Turned away, or shown out: not in this visit any more."""

    id: str


class StageChanged(Numbered, frozen=True, tag="stage"):
    photo: FileInfo | None = None


class TimeChanged(Numbered, frozen=True, tag="time"):
    """When the visit ends by itself, unless the helped person prolongs it."""

    now: str
    started_at: str
    ends_at: str


class PeerSaid(Message, frozen=True, tag="peer"):
    """What `peer.send` said, with who sent it."""

    sender: str
    message: PeerToPeer


class Signal(Message, frozen=True, tag="signal"):
    """What `signal.send` said, with who sent it."""

    sender: str
    link: LinkId = ""
    description: SessionDescription | None = None
    candidate: IceCandidate | None = None
    restart: bool = False


class Chat(Numbered, frozen=True, tag="chat"):
    line: ChatLine


class VisitEnded(Numbered, frozen=True, tag="visit.ended"):
    """`by` is the first name of who ended it, empty when an absence or the clock did."""

    by: str
    reason: Literal["finished", "absence", "time", "safety"]


class Replaced(Message, frozen=True, tag="replaced"):
    """The same person opened the visit elsewhere; this page stops and says so."""


class GoElsewhere(Message, frozen=True, tag="go"):
    """This room is no more: the helper who accepted did not come, and others are rung. Nothing comes after it."""

    path: str
    """Of the page to open now, which says what happened."""


class RecordingChanged(Numbered, frozen=True, tag="recording"):
    """The film of this visit changed state; `GET souvenir/etat/` tells the same after a cut."""

    id: str
    state: Literal[
        "proposed",
        "recording",
        "paused",
        "declined",
        "cancelled",
        "uploading",
        "finishing",
        "ready",
        "failed",
        "deleted",
    ]
    proposed_by: str
    """Participant id."""
    recorder: str
    """Participant id of who records: the helper's page."""
    awaited: list[str]
    """Participant ids of those in the visit who have not agreed yet; nothing is filmed before they do."""


class StepInfo(msgspec.Struct, frozen=True):
    """One marked moment of the visit; `url` answers to the two whose visit it is."""

    id: str
    number: int
    """1, 2, 3… in the memo."""
    sentence: str
    zone: str
    """Of what is marked: `top_left`, … `bottom_right`; empty when nothing is."""
    url: str


class MemoChanged(Numbered, frozen=True, tag="memo"):
    """The step memo of this visit changed; `GET memo/etat/` tells the same after a cut."""

    state: Literal["off", "asked", "on"]
    """No picture may be kept · somebody asks the helped person · she agrees."""
    asked_by: str
    """Participant id, empty when nobody asks."""
    steps: list[StepInfo]


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
    procedure: str
    urgency: str
    device: str
    """What she needs help on, in words; empty when she did not say."""
    needs: list[str]
    """What she needs to be helped with, in words."""
    filled_in_by: str
    """Who asks for her: « sa fille Anne ». Empty when she asks herself."""
    because: str
    """Why this helper was chosen: « parle anglais, connaît les impôts, à 12 km »."""
    published_at: str
    accept_url: str
    pass_url: str


class Ring(Message, frozen=True, tag="ring"):
    request: RingingRequest


class RingOver(Message, frozen=True, tag="ring.over"):
    request_id: str
    reason: Literal["taken", "cancelled", "expired", "passed", "withdrawn", "redirected"]
    message: str
    """A French sentence: « Quelqu’un d’autre y va, merci ! »"""


class DeskChanged(Message, frozen=True, tag="desk"):
    """What the helper's desk says of her own visits has changed: the page shows it again."""


# --- The person's waiting page -------------------------------------------------------------------------------


class RequestChanged(Message, frozen=True, tag="request"):
    state: Literal["published", "booked", "assigned", "closed", "expired", "cancelled", "withdrawn", "redirected"]
    """`published` again and again while others are rung: the page shows how the search stands."""
    helper_first_name: str = ""
    go_to: str = ""
    """Path of the page to open now, empty to stay."""


RoomToServer = (
    Join
    | SendSignal
    | SendChat
    | SetSharing
    | SetHidden
    | ConfirmTrust
    | AskHand
    | SetHand
    | SetStage
    | Admit
    | Prolong
    | PeerSend
    | EndVisit
    | Ping
)
RoomToPage = (
    Room
    | ParticipantChanged
    | ParticipantGone
    | StageChanged
    | TimeChanged
    | Signal
    | PeerSaid
    | Chat
    | VisitEnded
    | GoElsewhere
    | Replaced
    | RecordingChanged
    | MemoChanged
    | Failed
    | Pong
)
BellToServer = Ping
BellToPage = Ring | RingOver | DeskChanged | Failed | Pong
WaitingToServer = Ping
WaitingToPage = RequestChanged | Failed | Pong
CheckToServer = Ping
CheckToPage = Failed | Pong

UNIONS = {
    "RoomToServer": RoomToServer,
    "RoomToPage": RoomToPage,
    "BellToServer": BellToServer,
    "BellToPage": BellToPage,
    "WaitingToServer": WaitingToServer,
    "WaitingToPage": WaitingToPage,
    "CheckToServer": CheckToServer,
    "CheckToPage": CheckToPage,
    "PeerToPeer": PeerToPeer,
}

"""Reads about visits, as the protocol tells them."""

from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from epaule.people.devices import DEVICES
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.queries import ringing_for
from epaule.requests.searching import why_you
from epaule.safety.remote_control import mention_of_tool
from epaule.territory.models import Territory
from epaule.visits.models import (
    THE_TWO,
    Acquaintance,
    Alarm,
    AlarmKind,
    AlarmState,
    ChatFile,
    ChatMessage,
    Invitation,
    Participant,
    Role,
    Visit,
    VisitState,
)
from epaule.visits.protocol import ChatLine, FileInfo, ParticipantInfo, RequestChanged, RingingRequest, TimeChanged
from epaule.visits.rules import can_raise_alarm, can_read_files, is_in_time_for_alarm, is_inside


def participant_info(participant: Participant) -> ParticipantInfo:
    """What the other may know of a participant. Its person is loaded."""
    return ParticipantInfo(
        id=participant.public_id,
        first_name=participant.person.first_name,
        role=participant.role,  # type: ignore[arg-type]  # a closed list
        colour=participant.colour,
        admitted=participant.admitted_at is not None,
        present=bool(participant.connection),
        sharing=participant.sharing,
        surface=participant.surface or None,  # type: ignore[arg-type]  # a closed list
        hidden=participant.hidden,
        hand=participant.hand,  # type: ignore[arg-type]  # a closed list
        hand_until=participant.hand_until.isoformat() if participant.hand_until else None,
        asked=participant.asked or None,  # type: ignore[arg-type]  # a closed list
    )


def file_info(file: ChatFile, visit: Visit) -> FileInfo:
    """What pages are told of a photo or PDF of `visit`."""
    return FileInfo(
        id=file.public_id,
        name=file.name,
        kind=file.kind,  # type: ignore[arg-type]  # a closed list
        size=file.size,
        url=reverse("visits:file", args=[visit.public_id, file.public_id]),
        width=file.width,
        height=file.height,
    )


def chat_line(message: ChatMessage) -> ChatLine:
    """One line as pages are told. Its author, its file and its visit are loaded."""
    return ChatLine(
        number=message.number,
        author=message.author.public_id,
        client_id=message.client_id,
        text=message.text,
        at=message.at.isoformat(),
        masked=message.masked,
        tool=mention_of_tool(message.text) is not None,
        file=file_info(message.file, message.visit) if message.file else None,
    )


def file_of(participant: Participant, file_public_id: str) -> ChatFile | None:
    """That file, when it is of the visit of `participant`."""
    return ChatFile.objects.filter(visit_id=participant.visit_id, public_id=file_public_id).first()


def files_read_by(participant: Participant) -> list[ChatFile]:
    """The photos and documents of the visit that she may open, in the order they came; a newcomer's begin with
    her."""
    if not can_read_files(participant):
        return []
    files = participant.visit.files.all()
    if participant.role in THE_TWO:
        return list(files)
    return list(files.filter(at__gte=participant.admitted_at))


def as_now(participant: Participant) -> Participant:
    """`participant` as she is now, with her visit and everyone in it. Two queries, whoever is there."""
    everything = Participant.objects.select_related("visit").prefetch_related("visit__participants")
    return everything.get(pk=participant.pk)


def time_changed(started_at: datetime, ends_at: datetime) -> TimeChanged:
    """How long a visit that has started lasts."""
    return TimeChanged(
        now=timezone.now().isoformat(), started_at=started_at.isoformat(), ends_at=ends_at.isoformat()
    )


def participation_of(person: Person, visit_public_id: str) -> Participant | None:
    """`person` in that visit, with visit and person, also at its door or gone; None when she never came to it."""
    return (
        Participant.objects.select_related("visit__request", "visit__territory", "person")
        .filter(visit__public_id=visit_public_id, person=person)
        .first()
    )


def participant_of(person: Person, visit_public_id: str) -> Participant | None:
    """`person` inside that visit; None when she takes no part, is not let in, is gone, or it does not exist."""
    participant = participation_of(person, visit_public_id)
    return participant if participant is not None and is_inside(participant) else None


def everyone_of(visit_id: int) -> QuerySet[Participant]:
    """Who is inside the visit or at its door, with their persons."""
    return Participant.objects.select_related("person").filter(visit_id=visit_id, gone_at=None).order_by("pk")


def others_of(participant: Participant) -> list[Participant]:
    """The others inside the same visit, with their persons."""
    inside = everyone_of(participant.visit_id).filter(admitted_at__isnull=False)
    return list(inside.exclude(pk=participant.pk))


def counterpart_of(participant: Participant) -> Participant:
    """The one her visit is with: the helper for the helped person, the helped person for everyone else."""
    role = Role.HELPER if participant.role == Role.HELPED else Role.HELPED
    return Participant.objects.select_related("person").get(visit_id=participant.visit_id, role=role)


def helper_of(visit_id: int) -> Person:
    """Who helps in that visit, with what is said of him before a screen is shown to him."""
    participants = Participant.objects.select_related("person__commune", "person__vouched_by")
    return participants.get(visit_id=visit_id, role=Role.HELPER).person


def has_confirmed(participant: Participant) -> bool:
    """The helped person knows who helps her, now or from an earlier visit; the others are asked nothing."""
    if participant.role != Role.HELPED:
        return True
    helping = Participant.objects.filter(visit_id=participant.visit_id, role=Role.HELPER).values("person")
    return Acquaintance.objects.filter(person=participant.person_id, helper__in=helping).exists()


def may_still_report(participant: Participant) -> bool:
    """She may say now what she was asked for, and nobody has said it yet."""
    said = Alarm.objects.filter(visit_id=participant.visit_id).exclude(kind=AlarmKind.CALLED)
    in_time = is_in_time_for_alarm(participant.visit, timezone.now())
    return can_raise_alarm(participant) and in_time and not said.exists()


def alarms_of(territory: Territory) -> QuerySet[Alarm]:
    """The alarms of a territory with who they are about: the open ones first, the oldest of them at the top; then
    the decided ones, the latest first."""
    alarms = Alarm.objects.select_related("visit__request", "by", "helper__commune", "decided_by")
    is_open = Case(When(state=AlarmState.OPEN, then=0), default=1)
    ordered = alarms.annotate(rank=is_open).order_by("rank", F("decided_at").desc(nulls_last=True), "at", "pk")
    return ordered.filter(visit__territory=territory)


def alarms_to_decide(territory: Territory) -> QuerySet[Alarm]:
    return Alarm.objects.filter(visit__territory=territory, state=AlarmState.OPEN)


def alarms_that_stop(helper: Person) -> QuerySet[Alarm]:
    """Alarms for which `helper` may help nobody: those not decided yet, and those that were upheld."""
    undecided = Q(state=AlarmState.OPEN) & ~Q(kind=AlarmKind.CALLED)
    return Alarm.objects.filter(undecided | Q(state=AlarmState.UPHELD), helper=helper)


def invitation_by_code(code: str, territory: Territory) -> Invitation | None:
    """The invitation of that territory with these six digits, still good; used or not."""
    return _invitations(territory).filter(code=code).first()


def invitation_by_token(token: str, territory: Territory) -> Invitation | None:
    """The same by the secret of its link."""
    return _invitations(territory).filter(token=token).first()


def _invitations(territory: Territory) -> QuerySet[Invitation]:
    return Invitation.objects.select_related("by", "request", "helper", "visit__request").filter(
        Q(request__territory=territory) | Q(helper__territory=territory) | Q(visit__territory=territory),
        expires_at__gt=timezone.now(),
    )


def invitation_of_helper(helper: Person) -> Invitation | None:
    """What he gave out last for somebody to help, while it lasts; used, it led somewhere or was stopped."""
    return Invitation.objects.filter(helper=helper, expires_at__gt=timezone.now()).first()


def room_already_open(person: Person, invitation: Invitation) -> Visit | None:
    """The open visit that `invitation` led `person` to, for who opens it again."""
    led_to = Q(request=invitation.request_id) if invitation.request_id else Q(pk=invitation.visit_id)
    if invitation.helper_id:
        led_to = Q(request__helper=invitation.helper_id, request__person=person)
    inside = Visit.objects.filter(
        led_to, state=VisitState.OPEN, participants__person=person, participants__gone_at=None
    )
    return inside.first()


def lines_after(visit: Visit, number: int, *, since: datetime | None = None) -> list[ChatLine]:
    """Chat lines with a greater number, in order; with `since`, those written from then on."""
    messages = ChatMessage.objects.select_related("author", "file", "visit").filter(visit=visit, number__gt=number)
    if since is not None:
        messages = messages.filter(at__gte=since)
    return [chat_line(message) for message in messages.order_by("number")]


def ringing_card(request: HelpRequest, because: str = "") -> RingingRequest:
    """What a helper may read before accepting; `because`: why she was chosen, in words."""
    return RingingRequest(
        id=request.public_id,
        first_name=request.first_name,
        commune=request.commune.name,
        topics=[topic.plain_label for topic in request.topics.all()],
        text=request.text,
        procedure=request.procedure.plain_label if request.procedure else "",
        urgency=request.get_urgency_display(),
        device=str(DEVICES.get(request.device, "")),
        needs=[str(NEEDS[code]) for code in request.needs if code in NEEDS],
        filled_in_by=request.filled_in_by,
        because=because,
        published_at=request.published_at.isoformat(),
        accept_url=reverse("requests:accept", args=[request.public_id]),
        pass_url=reverse("requests:pass_on", args=[request.public_id]),
    )


def cards_ringing_for(helper: Person) -> list[RingingRequest]:
    """What rings for `helper` now, wherever her switch is on, the longest waiting first."""
    switches = helper.availabilities.select_related("territory").order_by("pk")
    return [
        ringing_card(ring.request, why_you(ring))
        for switch in switches
        for ring in ringing_for(helper, switch.territory)
    ]


def request_changed(request: HelpRequest) -> RequestChanged:
    """Where the request stands, for the page of the person who waits. Its helper is loaded."""
    if request.state == RequestState.ASSIGNED and request.helper is not None:
        return RequestChanged(
            state="assigned",
            helper_first_name=request.helper.first_name,
            go_to=reverse("visits:enter_for_request", args=[request.public_id]),
        )
    return RequestChanged(state=request.state)  # type: ignore[arg-type]  # a constraint of the database


def request_awaited_by(person: Person, request_public_id: str) -> HelpRequest | None:
    """Her own request with its helper; None when it is not hers or does not exist."""
    return HelpRequest.objects.select_related("helper").filter(public_id=request_public_id, person=person).first()

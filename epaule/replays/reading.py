"""Reads about finished memos: who reads which, in what capacity, and what « Mes mémos » shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from epaule.people.models import Person
from epaule.replays.models import READABLE, Attempt, Memo, MemoState, Outcome, Step
from epaule.replays.rules import can_give_memo, can_read_memo, can_read_memo_to_help, is_without_alarm
from epaule.requests.models import HelpRequest, RequestState
from epaule.safety.plain import plain_text
from epaule.visits.models import AlarmState, Participant, Role
from epaule.visits.queries import participant_of

_signer = Signer(sep=".", salt="epaule.replays.memo-link")


@dataclass(frozen=True)
class Reading:
    """A memo, and who reads it."""

    memo: Memo
    participant: Participant | None
    """One of the two whose visit it was; None for who helps in a new visit, or came by the link."""

    @property
    def is_hers(self) -> bool:
        return self.participant is not None and self.participant.role == Role.HELPED

    @property
    def may_give(self) -> bool:
        """By mail or by its secret address."""
        return self.participant is not None and bool(can_give_memo(self.participant, self.memo))


def _memos() -> QuerySet[Memo]:
    alarms = "visit__alarms"
    return Memo.objects.select_related("visit__territory", "visit__request").prefetch_related(alarms)


def memo_read_by(person: Person, memo_id: str) -> Reading | None:
    """The memo, when `person` may read it; None when it is not hers, is being made, or does not exist."""
    memo = _memos().filter(public_id=memo_id, state__in=READABLE).first()
    if memo is None:
        return None
    participant = participant_of(person, memo.visit.public_id)
    if participant is not None:
        participant.visit = memo.visit
        if can_read_memo(participant, memo):
            return Reading(memo, participant)
    return Reading(memo, None) if _helps_again(person, memo) else None


def _helps_again(person: Person, memo: Memo) -> bool:
    requests = HelpRequest.objects.filter(
        helper=person, state=RequestState.ASSIGNED, origin__startswith=f"memo:{memo.public_id}:"
    )
    asked = requests.first()
    if asked is None or not can_read_memo_to_help(person, asked) or not is_without_alarm(memo):
        return False
    return _may_pass_it_on(asked, memo)


def _may_pass_it_on(asked: HelpRequest, memo: Memo) -> bool:
    """She who asks is the helped person herself, or came by a link that is still open."""
    hers = memo.visit.participants.filter(role=Role.HELPED, person=asked.person_id).exists()
    return hers or (memo.state == MemoState.KEPT and memo.link_is_open)


# --- The secret address


def link_token(memo: Memo) -> str:
    """What stands in the secret address of `memo` as long as its link is not closed or renewed."""
    return _signer.sign(f"{memo.public_id}-{memo.link_version}")


def memo_of_token(token: str) -> Memo | None:
    """The kept memo of that address; None once it is closed or renewed, and for whatever we did not sign."""
    try:
        memo_id, version = _signer.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    memo = _memos().filter(public_id=memo_id, state=MemoState.KEPT, link_version=int(version)).first()
    return memo if memo is not None and memo.link_is_open and is_without_alarm(memo) else None


# --- « Mes mémos »


def times_alone(memo: Memo, person: Person) -> int:
    """How often she did it again without help."""
    return memo.attempts.filter(outcome=Outcome.ALONE, person=person).count()


def _listed() -> QuerySet[Memo]:
    """Memos as a list shows them: the names of the two, the first picture, the number of steps."""
    first = Step.objects.filter(memo=OuterRef("memo")).order_by("rank", "pk").values("pk")[:1]
    cover = Prefetch("steps", Step.objects.filter(pk=Subquery(first)), to_attr="cover")
    names = {
        f"{role}_name": Subquery(
            Participant.objects.filter(visit=OuterRef("visit"), role=role).values("person__first_name")[:1]
        )
        for role in (Role.HELPED, Role.HELPER)
    }
    return (
        Memo.objects.select_related("visit")
        .prefetch_related(cover)
        .annotate(steps_count=Count("steps", distinct=True), **names)
    )


def memos_of(person: Person) -> QuerySet[Memo]:
    """The memos of what `person` was shown: those to read again first, then the latest."""
    taught = _listed().filter(
        visit__participants__person=person, visit__participants__role=Role.HELPED, state__in=READABLE
    )
    alone = Q(attempts__outcome=Outcome.ALONE, attempts__person=person)
    return taught.annotate(times_alone=Count("attempts", filter=alone, distinct=True)).order_by(
        "-visit__opened_at", "-pk"
    )


def memos_to_prepare(helper: Person) -> QuerySet[Memo]:
    """Drafts of visits in which `helper` helped, and what he prepared and she has not kept yet."""
    alarmed = Q(visit__alarms__state__in=[state for state in AlarmState if state != AlarmState.CLEARED])
    helped = Q(visit__participants__person=helper, visit__participants__role=Role.HELPER)
    waiting = _listed().filter(helped, state__in=[MemoState.DRAFT, MemoState.OFFERED])
    return waiting.exclude(alarmed).order_by("-visit__opened_at", "-pk")


def last_memos_with(helper: Person) -> dict[int, str]:
    """The identifier of the last memo, among those `helper` may read, of each person he helped, by her key."""
    alarmed = Q(visit__alarms__state__in=[state for state in AlarmState if state != AlarmState.CLEARED])
    helped = Q(visit__participants__person=helper, visit__participants__role=Role.HELPER)
    memos = Memo.objects.filter(helped, state__in=READABLE).exclude(alarmed).order_by("visit__opened_at", "pk")
    return dict(memos.values_list("visit__request__person", "public_id"))


def has_memos(person: Person) -> bool:
    return Memo.objects.filter(
        visit__participants__person=person, visit__participants__role=Role.HELPED, state__in=READABLE
    ).exists()


def matching(memos: Iterable[Memo], words: str) -> list[Memo]:
    """Those whose title holds each of `words`, whatever the accents and capitals."""
    wanted = plain_text(words).split()
    return [memo for memo in memos if all(word in plain_text(memo.title) for word in wanted)]


def attempt_waiting_for(request: HelpRequest) -> Attempt | None:
    """The « Je bloque ici » that led to `request` and is not tied to it yet."""
    kind, _colon, rest = request.origin.partition(":")
    memo_id, _colon, step_id = rest.partition(":")
    if kind != "memo":
        return None
    return (
        Attempt.objects.filter(memo__public_id=memo_id, outcome=Outcome.STUCK, request=None)
        .filter(Q(step__public_id=step_id) | Q(step=None), Q(person=request.person_id) | Q(person=None))
        .order_by("-at", "-pk")
        .first()
    )

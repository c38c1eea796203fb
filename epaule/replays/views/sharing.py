"""« Partager ce savoir-faire avec tout le monde »: the helped person, of a memo she keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.knowhow.queries import last_sheet_from
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import MemoIsHers, MemoNotKept, MemoUnknown
from epaule.replays.models import Memo, MemoState
from epaule.replays.rules import can_decide_memo, can_edit_memo, is_without_alarm
from epaule.replays.share_form import ShareForm
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits.models import Participant
from epaule.visits.queries import participant_of

SHARE_LIMIT = Limit("share-memo", capacity=6, seconds_per_token=120)


def _hers(request: SignedInRequest, memo_id: str) -> tuple[Participant, Memo]:
    """Her memo, and herself in its visit; to the helper it says that she decides, to others it does not exist."""
    memo = Memo.objects.select_related("visit__territory", "visit__request").filter(public_id=memo_id).first()
    if memo is None or memo.state in {MemoState.OPEN, MemoState.DELETED}:
        raise MemoUnknown()
    participant = participant_of(request.user, memo.visit.public_id)
    if participant is None or not can_edit_memo(participant, memo):
        raise MemoUnknown()
    if not can_decide_memo(participant, memo):
        raise MemoIsHers()
    return participant, memo


@never_cache
@require_http_methods(["GET", "POST"])
def share(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """Everything as it would be published, her agreement, and afterwards what became of it."""
    participant, memo = _hers(request, memo_id)
    sheet = last_sheet_from(actions.origin_of(memo))
    if sheet is not None and not sheet.is_over:
        return render(request, "replays/shared_state.html", {"memo": memo, "sheet": sheet})
    if not is_without_alarm(memo):
        raise MemoUnknown()
    if memo.state != MemoState.KEPT:
        raise MemoNotKept(way_on=_("Relisez-le, touchez « Terminé », puis partagez-le."))
    replacing = request.POST.get("do") == "replace"
    form = ShareForm.of(memo, request.POST if request.method == "POST" else None, replacing=replacing)
    if request.method == "POST" and not replacing and form.is_valid():
        spend_as_caller(SHARE_LIMIT, request)
        actions.share_memo(by=participant, memo=memo, shared=form.shared())
        messages.success(request, _("Merci ! Un autre aidant regarde d’abord votre fiche."))
        return redirect("replays:memo_share", memo_id)
    wrong = request.method == "POST" and not replacing and form.errors
    context = {"memo": memo, "form": form, "former": sheet, "replaced": replacing}
    return render(request, "replays/share.html", context, status=400 if wrong else 200)


@require_POST
def unshare(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """« Retirer de la bibliothèque »."""
    participant, memo = _hers(request, memo_id)
    actions.unshare_memo(by=participant, memo=memo)
    messages.success(request, _("La fiche est retirée, et ses images sont effacées. Votre mémo reste à vous."))
    return redirect("replays:memo_share", memo_id)

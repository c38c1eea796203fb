"""The helped person gives her memo: by a secret address, by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import Refusal
from epaule.kernel.forms import posted
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import MemoNotKept, MemoUnknown
from epaule.replays.forms import SendForm
from epaule.replays.mailing import mail_memo
from epaule.replays.models import Memo, MemoState
from epaule.replays.views.memos import address_to_come_back, read, shown_to_the_two
from epaule.safety.throttle import Limit, spend, spend_as_caller
from epaule.visits.models import Participant

MAIL_LIMIT = Limit("memo-mail", capacity=5, seconds_per_token=720)
"""Five, then five an hour: nobody uses it to write to strangers."""
RECEIVED_LIMIT = Limit("memo-mail-received", capacity=5, seconds_per_token=720)
"""The same for one address, whoever writes to it."""
LINK_LIMIT = Limit("memo-link", capacity=20, seconds_per_token=60)


def _to_give(request: SignedInRequest, memo_id: str) -> tuple[Participant, Memo]:
    """The helped person and her memo: nobody else gives it."""
    reading = read(request, memo_id)
    if reading.participant is None or not reading.is_hers:
        raise MemoUnknown()
    return reading.participant, reading.memo


def _back_to(memo: Memo) -> HttpResponse:
    """To the part of the page that gives it."""
    return redirect(reverse("replays:memo", args=[memo.public_id]) + "#donner")


@require_POST
def open_link(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """« Faire un lien »; with `anew`, another one in its place."""
    her, memo = _to_give(request, memo_id)
    spend_as_caller(LINK_LIMIT, request)
    actions.open_link(by=her, memo=memo, anew=request.POST.get("anew") == "1")
    return _back_to(memo)


@require_POST
def close_link(request: SignedInRequest, memo_id: str) -> HttpResponse:
    her, memo = _to_give(request, memo_id)
    actions.close_link(by=her, memo=memo)
    messages.success(request, _("Le lien est fermé. Il ne montre plus rien à personne."))
    return _back_to(memo)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """By mail, to herself or to somebody she chooses; what she typed stays when it does not leave."""
    her, memo = _to_give(request, memo_id)
    if memo.state != MemoState.KEPT:
        raise MemoNotKept()
    form = SendForm(posted(request), initial={"email": request.user.email or ""})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, her, memo, form.cleaned_data["email"])
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("C’est parti ! L’e-mail arrive dans quelques minutes."))
            return redirect("replays:memo", memo_id)
    status = refusal.status if refusal else 400 if form.errors else 200
    return render(
        request, "replays/memo_send.html", {"memo": memo, "form": form, "refusal": refusal}, status=status
    )


def _send(request: SignedInRequest, her: Participant, memo: Memo, to: str) -> None:
    spend_as_caller(MAIL_LIMIT, request)
    spend(RECEIVED_LIMIT, to.casefold())
    memo = actions.open_link(by=her, memo=memo)
    mail_memo(memo, shown_to_the_two(memo), address_to_come_back(request, memo), by=her.person, to=to)
    actions.note_sent(by=her, memo=memo)

"""Pages of the memo after the visit: one page to edit it all, and what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.middleware import wants_json
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.edit_forms import MemoForm
from epaule.replays.errors import MemoIsKept, MemoUnderWay, MemoUnknown
from epaule.replays.models import EDITABLE, Memo, MemoState
from epaule.replays.queries import memo_of
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits.models import Participant, Role
from epaule.visits.queries import counterpart_of

EDIT_LIMIT = Limit("memo-edit", capacity=120, seconds_per_token=1)
UNKNOWN = "inconnu"
PICTURE_PAGES = {"mask": "", "crop": "?pour=recadrer"}
"""What of a picture is asked for by a button of the editor, and the query of its page."""


def memo_or_404(request: SignedInRequest, memo_id: str) -> tuple[Participant, Memo]:
    """Who she is, and the memo; for who may not read it, it does not exist."""
    found = memo_of(request.user, memo_id)
    if found is None:
        raise MemoUnknown()
    if found[1].state == MemoState.OPEN:
        raise MemoUnderWay()
    return found


def to_read(memo: Memo) -> HttpResponse:
    """Where a memo that is not edited is read."""
    if memo.state == MemoState.KEPT:
        return redirect("replays:memo", memo.public_id)
    return redirect("replays:keepsake", memo.visit.public_id)


def _is_over(request: HttpRequest, participant: Participant, memo: Memo) -> HttpResponse | None:
    """What a page that still shows the editor of a kept memo gets."""
    if memo.state in EDITABLE:
        return None
    # « Terminé » pressed twice is the same.
    is_hers = participant.role == Role.HELPED and request.path.endswith("/termine/")
    if request.method != "POST" or is_hers:
        return to_read(memo)
    raise MemoIsKept()


def _save(request: SignedInRequest, participant: Participant, memo: Memo) -> MemoForm:
    """The form that was sent; what is right in it is saved when all of it is."""
    spend_as_caller(EDIT_LIMIT, request)
    form = MemoForm(request.POST, memo=memo, steps=list(memo.steps.all()))
    if form.is_valid():
        actions.rewrite(by=participant, memo=memo, title=form.typed_title, sentences=form.typed_sentences)
    return form


def _page(
    request: SignedInRequest, participant: Participant, memo: Memo, form: MemoForm | None = None, moved: str = ""
) -> HttpResponse:
    form = form or MemoForm(None, memo=memo, steps=list(memo.steps.all()))
    context = {
        "memo": memo,
        "visit": memo.visit,
        "form": form,
        "other": counterpart_of(participant).person,
        "is_hers": participant.role == Role.HELPED,
        "moved_up": moved.removeprefix("up:"),
        "moved_down": moved.removeprefix("down:"),
    }
    template = "replays/_memo_steps.html" if request.htmx else "replays/memo_edit.html"
    return render(request, template, context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, memo_id: str) -> HttpResponse:
    participant, memo = memo_or_404(request, memo_id)
    over = _is_over(request, participant, memo)
    if over is not None:
        return over
    if request.method != "POST":
        return _page(request, participant, memo)
    form = _save(request, participant, memo)
    if wants_json(request):
        errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422 if errors else 200)
    if form.errors:
        return _page(request, participant, memo, form)
    return _go_on(request, memo, request.POST.get("then", ""))


def _go_on(request: HttpRequest, memo: Memo, then: str) -> HttpResponse:
    """To the picture she wants to hide a part of, or back to the page."""
    what, _colon, step_id = then.partition(":")
    if what in PICTURE_PAGES and memo.steps.filter(public_id=step_id).exists():
        address = reverse("replays:memo_step_picture", args=[memo.public_id, step_id])
        return redirect(address + PICTURE_PAGES[what])
    messages.success(request, _("C’est enregistré. Vous pouvez continuer, ou toucher « Terminé »."))
    return redirect("replays:memo_edit", memo.public_id)


@require_POST
def finish(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """« Terminé »: all that was typed is saved, then she keeps it, or he offers it."""
    participant, memo = memo_or_404(request, memo_id)
    over = _is_over(request, participant, memo)
    if over is not None:
        return over
    form = _save(request, participant, memo)
    if form.errors:
        return _page(request, participant, memo, form)
    memo = actions.finish(by=participant, memo=memo)
    if memo.state == MemoState.KEPT:
        messages.success(request, _("Votre mémo est gardé."))
    else:
        name = counterpart_of(participant).person.first_name
        messages.success(request, _("C’est prêt. %(name)s décidera de ce qui est gardé.") % {"name": name})
    return to_read(memo)


@require_POST
def move(request: SignedInRequest, memo_id: str, step_id: str, *, places: int) -> HttpResponse:
    """One place up or down; what was typed meanwhile is saved with it."""
    participant, memo = memo_or_404(request, memo_id)
    over = _is_over(request, participant, memo)
    if over is not None:
        return over
    form = _save(request, participant, memo)
    if form.errors:
        return _page(request, participant, memo, form)
    actions.shift_step(by=participant, memo=memo, step_id=step_id, places=places)
    if request.htmx:
        return _page(request, participant, memo, moved=f"{'up' if places < 0 else 'down'}:{step_id}")
    return redirect(reverse("replays:memo_edit", args=[memo.public_id]) + f"#etape-{step_id}")


@require_POST
def remove(request: SignedInRequest, memo_id: str, step_id: str) -> HttpResponse:
    participant, memo = memo_or_404(request, memo_id)
    over = _is_over(request, participant, memo)
    if over is not None:
        return over
    form = _save(request, participant, memo)
    if form.errors:
        return _page(request, participant, memo, form)
    actions.delete_step(by=participant, memo=memo, step_id=step_id)
    messages.success(request, _("L’étape est retirée. Il ne reste rien de son image."))
    return redirect("replays:memo_edit", memo.public_id)


@require_POST
def reopen(request: SignedInRequest, memo_id: str) -> HttpResponse:
    participant, memo = memo_or_404(request, memo_id)
    actions.reopen(by=participant, memo=memo)
    return redirect("replays:memo_edit", memo.public_id)


@require_POST
def delete(request: SignedInRequest, memo_id: str) -> HttpResponse:
    participant, memo = memo_or_404(request, memo_id)
    memo = actions.delete_memo(by=participant, memo=memo)
    messages.success(
        request, _("Le mémo est supprimé. Il n’en reste rien, ni pour vous ni pour l’autre personne.")
    )
    return to_read(memo)

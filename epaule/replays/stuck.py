"""From « Je bloque ici » to the ask: its words are proposed, and an ask she was writing is not lost."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from epaule.people.models import Person
from epaule.replays.models import Memo
from epaule.replays.rules import is_without_alarm
from epaule.replays.showing import StepShown
from epaule.requests.draft import Draft
from epaule.requests.models import TEXT_MAX_LENGTH


def ask_about(
    request: HttpRequest, memo: Memo, shown: StepShown, topics: Sequence[str], *, back: str
) -> HttpResponse:
    """Lead to the first page of the ask, which says where she is stuck; `back` is the page of the memo.

    When she was writing something else, she chooses first (`keep` in the form: « mine » or « this »).
    """
    writing, choice = Draft.of(request), request.POST.get("keep", "")
    if writing.text and not writing.origin.startswith(f"memo:{memo.public_id}:") and choice != "this":
        if choice == "mine":
            return redirect("requests:ask")
        context = {"memo": memo, "writing": writing.text, "shown": shown, "back": back}
        return render(request, "replays/memo_stuck.html", context)
    _draft(request, memo, shown, topics).keep(request)
    if is_without_alarm(memo):
        messages.info(request, _("La personne qui viendra vous aider verra ce mémo, le temps de la visite."))
    return redirect("requests:ask")


def _draft(request: HttpRequest, memo: Memo, shown: StepShown, topics: Sequence[str]) -> Draft:
    draft = Draft(
        text=_words(memo, shown),
        topics=list(topics),
        # Without themes of her own she is asked, as for any other ask.
        topics_seen=bool(topics),
        origin=f"memo:{memo.public_id}:{shown.step.public_id}",
    )
    if isinstance(request.user, Person):
        draft.first_name, draft.commune = request.user.first_name, request.user.commune_id or ""
    return draft


def _words(memo: Memo, shown: StepShown) -> str:
    words = _("Je bloque à l’étape %(number)d de « %(title)s » : « %(sentence)s »") % {
        "number": shown.number,
        "title": memo.title,
        "sentence": shown.sentence,
    }
    return words[:TEXT_MAX_LENGTH]

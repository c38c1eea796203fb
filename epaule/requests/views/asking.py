"""Asking for help: one question a screen, no account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.forms import posted
from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.errors import SheetUnknown
from epaule.knowhow.library import find_sheets
from epaule.knowhow.queries import all_procedures, all_topics, sheet_of, understand, understand_procedure
from epaule.people.devices import device_of
from epaule.people.models import Person
from epaule.people.names import is_name, plain_name
from epaule.people.needs import NEEDS
from epaule.requests.draft import Draft
from epaule.requests.forms import ForOtherForm, TopicsForm, WhatForm, WhenForm, WhoForm
from epaule.requests.models import ForWhom
from epaule.requests.queries import open_request_of
from epaule.requests.views.commune import read_commune_search
from epaule.requests.wishes import helper_wished
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.territory.middleware import TerritoryRequest

STEPS = 5
NAME_MAX_LENGTH = 60
SUFFICED_LIMIT = Limit("sheet-sufficed", capacity=6, seconds_per_token=60)


def page(request: HttpRequest, template: str, step: int, *, status: int = 200, **context: Any) -> HttpResponse:
    """A screen of the ask; an answer that is missing or wrong makes it a 400."""
    form = context.get("form")
    if form is not None and form.errors:
        status = 400
    return render(request, template, {"step": step, "steps": STEPS, **context}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: TerritoryRequest) -> HttpResponse:
    """« Que voulez-vous faire ? » `fiche`: the how-to sheet that did not suffice. `aidant`: her wished helper."""
    draft = Draft.of(request)
    wished = _wished(request, draft)
    form = WhatForm(posted(request), initial={"text": draft.text or _after_sheet(request)})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["text"] != draft.text:
            draft.text, draft.topics_seen = form.cleaned_data["text"], False
            draft.topics = [understood.topic_code for understood in understand(draft.text)][:1]
            draft.procedure = next((one.procedure_code for one in understand_procedure(draft.text, limit=1)), "")
        draft.keep(request)
        return redirect("requests:ask_topics")
    waiting = open_request_of(request.user) if request.user.is_authenticated else None
    return page(request, "requests/ask_what.html", 1, form=form, open_request=waiting, wished=wished)


def _wished(request: TerritoryRequest, draft: Draft) -> Person | None:
    """The helper of « Demander à Sophie », kept in the draft; « Peu importe qui » forgets her."""
    asked = request.GET.get("aidant")
    if request.method == "GET" and asked is not None:
        wished = wished_in(request, asked)
        draft.wished_helper = wished.public_id if wished else ""
        draft.keep(request)
        return wished
    return wished_in(request, draft.wished_helper)


def wished_in(request: TerritoryRequest, public_id: str) -> Person | None:
    """The helper that this visitor may wish for under that identifier."""
    by = request.user if isinstance(request.user, Person) else None
    return helper_wished(public_id, by=by, territory=request.territory) if public_id else None


def _after_sheet(request: TerritoryRequest) -> str:
    """What she may say when she comes from a sheet of the library; empty when she does not."""
    sheet_id = request.GET.get("fiche", "")
    # PostgreSQL cannot even be asked about a NUL.
    sheet = sheet_of(request.territory, sheet_id) if sheet_id.isalnum() else None
    if sheet is None or not sheet.is_readable:
        return ""
    return _("%(title)s. J’ai suivi la fiche, et j’ai encore besoin d’aide.") % {"title": sheet.title}


@login_not_required
@require_POST
def sheet_sufficed(request: TerritoryRequest, sheet_id: str) -> HttpResponse:
    """« Cela m’a suffi »: counted; what she was about to ask is forgotten."""
    sheet = sheet_of(request.territory, sheet_id)
    if sheet is None or not sheet.is_readable:
        raise SheetUnknown()
    spend_as_caller(SUFFICED_LIMIT, request)
    knowhow_actions.note_enough(by=request.user if isinstance(request.user, Person) else None, sheet=sheet)
    if request.POST.get("demande") == "1":
        Draft.forget(request)
    messages.success(request, _("Bravo, vous l’avez fait ! Si besoin, nous sommes là."))
    return redirect("home")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_topics(request: TerritoryRequest) -> HttpResponse:
    """« De quoi s’agit-il ? »: what we understood first, everything else one tap away."""
    draft = Draft.of(request)
    if not draft.text:
        return redirect("requests:ask")
    form = TopicsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        draft.topics, draft.topics_seen = form.cleaned_data["topics"], True
        draft.procedure = form.cleaned_data["procedure"]
        draft.keep(request)
        return redirect("requests:ask_when")
    understood = {found.topic_code: found for found in understand(draft.text)}
    first = set(understood) | set(draft.topics)
    topics = list(all_topics())
    procedures = {found.procedure_code for found in understand_procedure(draft.text)} | {draft.procedure}
    return page(
        request,
        "requests/ask_topics.html",
        1,
        form=form,
        draft=draft,
        proposed=[(topic, understood.get(topic.code)) for topic in topics if topic.code in first],
        others=[topic for topic in topics if topic.code not in first],
        procedures=[one for one in all_procedures() if one.code in procedures],
        sheets=[found.sheet for found in find_sheets(draft.text, territory=request.territory, limit=3, sure=True)],
        from_ask=True,
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_when(request: HttpRequest) -> HttpResponse:
    """« Pour quand ? »"""
    draft = Draft.of(request)
    form = WhenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        draft.when = form.cleaned_data["when"]
        draft.keep(request)
        return redirect("requests:ask_callback" if draft.when == "callback" else "requests:ask_who")
    return page(request, "requests/ask_when.html", 2, form=form, draft=draft)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_who(request: HttpRequest) -> HttpResponse:
    """« Votre prénom »; or hers and who one is, when one asks for somebody else."""
    draft = Draft.of(request)
    turn = request.POST.get("turn", "")
    if turn in ForWhom.values:
        typed = request.POST.get("filled_in_by" if draft.is_for_other else "first_name", "")
        typed = plain_name(typed[: 4 * NAME_MAX_LENGTH])[:NAME_MAX_LENGTH].strip()
        draft.turn_to(turn, typed if is_name(typed) else "")
        draft.keep(request)
        return redirect("requests:ask_who")
    kind = ForOtherForm if draft.is_for_other else WhoForm
    form = kind(posted(request), initial=vars(draft) | {"device": _device(request, draft)})
    if request.method == "POST" and form.is_valid():
        draft.first_name = form.cleaned_data["first_name"]
        draft.filled_in_by = form.cleaned_data.get("filled_in_by", "")
        draft.language = form.cleaned_data["language"] or "fr"
        draft.device, draft.needs = form.cleaned_data["device"], form.cleaned_data["needs"]
        draft.keep(request)
        return redirect("requests:ask_where")
    chosen = set(form["needs"].value() or [])
    return page(
        request, "requests/ask_who.html", 3, form=form, draft=draft, needs=NEEDS.items(), chosen_needs=chosen
    )


def _device(request: HttpRequest, draft: Draft) -> str:
    """What she said, or what she is reading this on when she asks for herself."""
    if draft.device is not None:
        return draft.device
    return "" if draft.is_for_other else device_of(request.headers.get("User-Agent", ""))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_where(request: TerritoryRequest) -> HttpResponse:
    """« Votre commune »; without script the search is a page of its own."""
    draft = Draft.of(request)
    search = read_commune_search(request, near=request.territory, known=draft.commune)
    sent = request.method == "POST"
    if sent and search.commune is not None:
        draft.commune = search.commune.pk
        draft.keep(request)
        return redirect("requests:check")
    status = 400 if sent and not search.matches else 200
    return page(
        request, "requests/ask_where.html", 4, status=status, nothing_chosen=sent, draft=draft, **search.context()
    )

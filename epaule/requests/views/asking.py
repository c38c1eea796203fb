"""Asking for help: one question a screen, no account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.forms import posted
from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.errors import SheetUnknown
from epaule.knowhow.library import find_sheets
from epaule.knowhow.queries import all_topics, sheet_of, understand
from epaule.people import actions as people_actions
from epaule.people.guests import keep_signed_in, person_of
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.draft import Draft
from epaule.requests.errors import AlreadyAsking
from epaule.requests.forms import CallbackForm, TopicsForm, WhatForm, WhenForm, WhoForm
from epaule.requests.models import HelpRequest
from epaule.requests.queries import open_request_of
from epaule.requests.views.commune import read_commune_search
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.territory.middleware import TerritoryRequest
from epaule.territory.models import Commune

STEPS = 5
PUBLISH_LIMIT = Limit("publish-request", capacity=6, seconds_per_token=120)
SUFFICED_LIMIT = Limit("sheet-sufficed", capacity=6, seconds_per_token=60)
CALLBACK_LIMIT = Limit("ask-callback", capacity=4, seconds_per_token=300)


def page(request: HttpRequest, template: str, step: int, *, status: int = 200, **context: Any) -> HttpResponse:
    """A screen of the ask; an answer that is missing or wrong makes it a 400."""
    form = context.get("form")
    if form is not None and form.errors:
        status = 400
    return render(request, f"requests/{template}.html", {"step": step, "steps": STEPS, **context}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: TerritoryRequest) -> HttpResponse:
    """« Que voulez-vous faire ? » `fiche`: the how-to sheet that did not suffice."""
    draft = Draft.of(request)
    form = WhatForm(posted(request), initial={"text": draft.text or _after_sheet(request)})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["text"] != draft.text:
            draft.text, draft.topics_seen = form.cleaned_data["text"], False
            draft.topics = [understood.topic_code for understood in understand(draft.text)][:1]
        draft.keep(request)
        return redirect("requests:ask_topics")
    waiting = open_request_of(request.user) if request.user.is_authenticated else None
    return page(request, "ask_what", 1, form=form, open_request=waiting)


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
    messages.success(request, _("Bravo, vous l’avez fait ! Si besoin, nous sommes là."))
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
        draft.keep(request)
        return redirect("requests:ask_when")
    understood = {found.topic_code: found for found in understand(draft.text)}
    first = set(understood) | set(draft.topics)
    topics = list(all_topics())
    return page(
        request,
        "ask_topics",
        1,
        form=form,
        draft=draft,
        proposed=[(topic, understood.get(topic.code)) for topic in topics if topic.code in first],
        others=[topic for topic in topics if topic.code not in first],
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
        return redirect("requests:ask_callback" if draft.when == "later" else "requests:ask_who")
    return page(request, "ask_when", 2, form=form, draft=draft)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_who(request: HttpRequest) -> HttpResponse:
    """« Votre prénom »"""
    draft = Draft.of(request)
    form = WhoForm(posted(request), initial={"first_name": draft.first_name, "language": draft.language})
    if request.method == "POST" and form.is_valid():
        draft.first_name = form.cleaned_data["first_name"]
        draft.language = form.cleaned_data["language"] or "fr"
        draft.keep(request)
        return redirect("requests:ask_where")
    return page(request, "ask_who", 3, form=form, draft=draft)


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
    return page(request, "ask_where", 4, status=status, nothing_chosen=sent, **search.context())


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: TerritoryRequest) -> HttpResponse:
    """What will be told to the helper, then « Demander de l’aide »."""
    draft = Draft.of(request)
    missing = draft.missing_step()
    if missing:
        return redirect(missing)
    commune = Commune.objects.get(pk=draft.commune)
    if request.method == "POST" and request.POST.get("without_memo"):
        draft.origin = ""
        draft.keep(request)
        return redirect("requests:check")
    if request.method == "POST":
        spend_as_caller(PUBLISH_LIMIT, request)
        try:
            published = publish_draft(request, draft, commune)
        except AlreadyAsking:
            # Only a person can be asking already.
            asked = request.user.requests.latest("pk")  # type: ignore[union-attr]
            return redirect("requests:waiting", asked.public_id)
        Draft.forget(request)
        return redirect("requests:waiting", published.public_id)
    topics = [topic for topic in all_topics() if topic.code in draft.topics]
    return page(request, "check", 5, draft=draft, commune=commune, topics=topics)


def publish_draft(request: TerritoryRequest, draft: Draft, commune: Commune) -> HelpRequest:
    """Welcome the visitor if she has no account, publish, and give a guest the link of her page."""
    secret = ""
    with transaction.atomic():
        person = person_of(
            request,
            first_name=draft.first_name,
            territory_id=request.territory.pk,
            commune_id=commune.pk,
            languages=[draft.language],
        )
        published = actions.publish_request(
            by=person,
            territory=request.territory,
            first_name=draft.first_name,
            commune=commune,
            text=draft.text,
            topics=draft.topics,
            language=draft.language,
            origin=draft.origin,
        )
        if person.is_guest:
            path = reverse("requests:waiting", args=[published.public_id])
            secret = people_actions.create_access_link(by=person, next_path=path)
    keep_signed_in(request, person)
    if secret:
        request.session[f"link:{published.public_id}"] = secret
    return published


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_callback(request: TerritoryRequest) -> HttpResponse:
    """« Un autre jour »: appointments come later; meanwhile someone calls back."""
    draft = Draft.of(request)
    if not draft.text:
        return redirect("requests:ask")
    form = CallbackForm(posted(request), initial={"first_name": draft.first_name})
    if request.method == "POST" and form.is_valid():
        spend_as_caller(CALLBACK_LIMIT, request)
        actions.ask_callback(
            by=request.user if isinstance(request.user, Person) else None,
            territory=request.territory,
            text=draft.text,
            **form.cleaned_data,
        )
        Draft.forget(request)
        return redirect("requests:callback_kept")
    return page(request, "ask_callback", 3, form=form, draft=draft)


@login_not_required
def callback_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "requests/callback_kept.html")

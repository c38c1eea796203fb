"""The last screen of the ask: everything once more, each line can be changed; then it is published."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.forms import posted
from epaule.knowhow.models import Fee, Procedure
from epaule.knowhow.queries import all_topics
from epaule.people import actions as people_actions
from epaule.people.devices import DEVICES
from epaule.people.guests import keep_signed_in, person_of
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.requests import actions
from epaule.requests.draft import Draft
from epaule.requests.errors import AlreadyAsking
from epaule.requests.forms import WishesForm
from epaule.requests.limits import GUESTS_PUBLISH_LIMIT
from epaule.requests.models import ForWhom, HelpRequest, Urgency
from epaule.requests.views.asking import page, wished_in
from epaule.requests.wishes import helpers_who_know
from epaule.safety.throttle import Limit, spend_as_address, spend_as_caller
from epaule.territory.middleware import TerritoryRequest
from epaule.territory.models import Commune

PUBLISH_LIMIT = Limit("publish-request", capacity=6, seconds_per_token=120)


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
        if not request.user.is_authenticated:
            spend_as_address(GUESTS_PUBLISH_LIMIT, request)
        try:
            published = publish_draft(request, draft, commune)
        except AlreadyAsking:
            # Only a person can be asking already.
            asked = request.user.requests.latest("pk")  # type: ignore[union-attr]
            return redirect("requests:waiting", asked.public_id)
        Draft.forget(request)
        page_after = "requests:waiting" if published.urgency == Urgency.NOW else "requests:slots"
        return redirect(page_after, published.public_id)
    return page(
        request,
        "requests/check.html",
        5,
        draft=draft,
        commune=commune,
        topics=[topic for topic in all_topics() if topic.code in draft.topics],
        procedure=Procedure.objects.filter(pk=draft.procedure).first() if draft.procedure else None,
        when=Urgency(draft.when).label,
        needs=[label for code, label in NEEDS.items() if code in draft.needs],
        device=DEVICES.get(draft.device or ""),
        language=LANGUAGES_SPOKEN[draft.language],
        wished=wished_in(request, draft.wished_helper),
    )


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
            procedure=draft.procedure,
            urgency=Urgency(draft.when),
            for_whom=ForWhom(draft.for_whom),
            filled_in_by=draft.filled_in_by,
            device=draft.device or "",
            needs=draft.needs,
            fee=Fee(draft.fee),
            wished_helper=wished_in(request, draft.wished_helper),
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
def ask_wishes(request: TerritoryRequest) -> HttpResponse:
    """« Vos souhaits »: whom she would like among those who know her, and whether she would pay."""
    draft = Draft.of(request)
    missing = draft.missing_step()
    if missing:
        return redirect(missing)
    known = helpers_who_know(request.user, request.territory) if isinstance(request.user, Person) else []
    wished = wished_in(request, draft.wished_helper)
    helpers = known if wished is None or wished in known else [wished, *known]
    form = WishesForm(posted(request), helpers=helpers, initial=vars(draft))
    if request.method == "POST" and form.is_valid():
        draft.fee, draft.wished_helper = form.cleaned_data["fee"], form.cleaned_data["wished_helper"]
        draft.keep(request)
        return redirect("requests:check")
    return page(request, "requests/ask_wishes.html", 5, form=form, draft=draft, helpers=helpers)

"""Pages of the demonstration. They exist only in demo mode, which a system check keeps off public names."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from epaule.demo.mail import last_mails
from epaule.demo.personas import PERSONAS
from epaule.people.models import Person


@login_not_required
@never_cache
def personas(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/personas.html", {"personas": PERSONAS})


@login_not_required
@require_POST
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """One click, and you are that person."""
    persona = next((persona for persona in PERSONAS if persona.slug == slug), None)
    if persona is None:
        raise Http404
    person = get_object_or_404(Person, email=persona.email)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(persona.lands_on)


@login_not_required
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """The mail the demonstration would have sent."""
    return render(request, "demo/mail.html", {"mails": last_mails()})

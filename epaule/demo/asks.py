"""What is asked in the demonstration: one who can wait, an appointment, one whom nobody answered, a call-back."""

from datetime import timedelta

from django.utils import timezone

from epaule.knowhow.models import Topic
from epaule.people.models import Contact, Dismissal, Person
from epaule.requests import actions
from epaule.requests.calling_hours import calling_hours
from epaule.requests.models import (
    OVER,
    CallbackRequest,
    ForWhom,
    HelpRequest,
    RequestState,
    Urgency,
)
from epaule.requests.slots import free_slots
from epaule.territory.models import Commune, Territory

CALLER = ("Huguette", "+33639980050")
"""A number of the range reserved for fiction."""
WITHIN = timedelta(days=14)


def load_asks(territory: Territory, persons: dict[str, Person]) -> None:
    """Safe to run again: what is over is asked anew, what its persons chose is left alone."""
    keep(persons["jeanne"], persons["karim"])
    wait(territory, persons["odette"])
    meet(territory, persons["lucien"], persons["karim"])
    nobody_came(territory, persons["yvonne"])
    wish_a_call(territory)


def keep(helped: Person, helper: Person) -> None:
    """Jeanne is in the list of the helper who came to her."""
    answered = Dismissal.objects.filter(person=helped).exists()
    if not answered and not Contact.objects.filter(helped=helped).exists():
        actions.keep_helper(by=helped, helper=helper)


def wait(territory: Territory, odette: Person) -> None:
    if not _is_asking(odette):
        actions.publish_request(
            by=odette,
            territory=territory,
            first_name=odette.first_name,
            commune=_commune_of(odette),
            text="Ma mère voudrait voir ses petits-enfants en appel vidéo sur sa tablette",
            topics=["reseaux_sociaux"],
            urgency=Urgency.NO_HURRY,
            for_whom=ForWhom.RELATIVE,
            filled_in_by="sa fille Anne",
            needs=["deaf"],
        )


def meet(territory: Territory, lucien: Person, karim: Person) -> None:
    """From tomorrow on: the helper can still be rung today."""
    if _is_asking(lucien):
        return
    tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    free = free_slots(karim, territory, tomorrow, tomorrow + WITHIN)
    if free:
        request = actions.publish_request(
            by=lucien,
            territory=territory,
            first_name=lucien.first_name,
            commune=_commune_of(lucien),
            text="Je voudrais demander ma carte grise sur internet",
            topics=["transports_mobilite"],
            procedure="carte_grise",
            urgency=Urgency.THIS_WEEK,
        )
        actions.book(by=lucien, request=request, helper=karim, starts_at=free[0])


def nobody_came(territory: Territory, yvonne: Person) -> None:
    """Written as it stands the day after: what is asked now would ring those who are trying it out."""
    if not yvonne.requests.exists():
        asked_at = timezone.now() - timedelta(hours=20)
        request = HelpRequest.objects.create(
            territory=territory,
            person=yvonne,
            first_name=yvonne.first_name,
            commune=_commune_of(yvonne),
            text="Ma tablette ne s’allume plus depuis ce matin",
            state=RequestState.EXPIRED,
            published_at=asked_at,
            ended_at=asked_at + actions.WAIT_FOR_HELPER,
        )
        request.topics.set(Topic.objects.filter(code="prendre_en_main_du_materiel"))


def wish_a_call(territory: Territory) -> None:
    first_name, phone = CALLER
    hours = calling_hours(territory, timezone.now())
    if hours and not CallbackRequest.objects.filter(territory=territory, phone=phone, done_at=None).exists():
        actions.ask_callback(
            by=None,
            territory=territory,
            first_name=first_name,
            phone=phone,
            moment="",
            text="Je ne retrouve plus mes photos sur mon téléphone",
            at=hours[0],
        )


def _is_asking(person: Person) -> bool:
    return person.requests.exclude(state__in=OVER).exists()


def _commune_of(person: Person) -> Commune:
    return Commune.objects.get(pk=person.commune_id)

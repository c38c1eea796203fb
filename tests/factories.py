"""Small real scenes for tests: communes of the Manche, invented persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from epaule.knowhow.models import Offer, Topic, TopicKind
from epaule.people.models import Person, Status
from epaule.requests import actions as requests_actions
from epaule.requests import roster
from epaule.requests.models import HelpRequest
from epaule.territory.models import Commune, CommuneName, Departement, Epci, Place, Territory
from epaule.visits import actions as visits_actions
from epaule.visits.models import Acquaintance, Participant, Visit
from tests.kept_scene import Kept

COMMUNES = {
    "50502": ("Saint-Lô", ["50000"], 49.1157, -1.0906),
    "50025": ("Avranches", ["50300"], 48.6861, -1.3681),
    "50218": ("Granville", ["50400"], 48.8376, -1.5967),
    "50147": ("Coutances", ["50200"], 49.0469, -1.4453),
    "50129": ("Cherbourg-en-Cotentin", ["50100"], 49.6386, -1.6163),
}
TOPICS = {
    "email": ("E-mail", "Mes e-mails", TopicKind.MEDIATION),
    "banque_et_achats_en_ligne": ("Banque et achats en ligne", "Ma banque, mes achats", TopicKind.MEDIATION),
    "aide_aux_demarches_administratives": ("Aide aux démarches", "Mes démarches", TopicKind.MEDIATION),
    "argent_impots": ("Argent - Impôts", "Mes impôts", TopicKind.PROCEDURE),
}


def make_topics() -> None:
    Topic.objects.bulk_create(
        (
            Topic(code=code, label=label, plain_label=plain, kind=kind, icon="mail", rank=rank)
            for rank, (code, (label, plain, kind)) in enumerate(TOPICS.items(), start=1)
        ),
        ignore_conflicts=True,
    )


def make_communes() -> None:
    """A few communes of the Manche; again is the same."""
    departement, created = Departement.objects.get_or_create(code="50", defaults={"name": "Manche"})
    if not created:
        return
    epci = Epci.objects.create(siren="200066389", name="CA Saint-Lô Agglo")
    Commune.objects.bulk_create(
        Commune(
            insee=insee,
            name=name,
            postcodes=postcodes,
            latitude=latitude,
            longitude=longitude,
            population=10_000,
            departement=departement,
            epci=epci,
        )
        for insee, (name, postcodes, latitude, longitude) in COMMUNES.items()
    )
    CommuneName.objects.bulk_create(
        CommuneName(commune_id=insee, folded=name.lower().replace("-", " ").replace("ô", "o"), is_current=True)
        for insee, (name, _postcodes, _latitude, _longitude) in COMMUNES.items()
    )


def make_territory(slug: str = "manche") -> Territory:
    make_communes()
    territory = Territory.objects.create(
        slug=slug, name="la Manche", operator="Épaule, tests", phone="02 61 91 50 00"
    )
    territory.communes.set(COMMUNES)
    return territory


@dataclass
class Scene:
    """One territory; jeanne asks, karim and sophie help, claire coordinates, paul has nothing to do with it."""

    territory: Territory
    jeanne: Person
    karim: Person
    sophie: Person
    claire: Person
    paul: Person
    kept: ClassVar[Kept | None] = None

    @classmethod
    def build(cls) -> Scene:
        """From the rows that `keep` left, where nothing is in their way."""
        rows = cls.kept.write() if cls.kept else None
        return cls.play() if rows is None else cls._found_in(rows)

    @classmethod
    def keep(cls) -> None:
        """Play it once and forget it, in an empty database: those to come are its rows."""
        cls.kept = Kept.of(cls.play)

    @classmethod
    def _found_in(cls, rows: Iterable[Any]) -> Scene:
        """The scene of these rows, whose objects know each other."""
        found = list(rows)
        (territory,) = (one for one in found if isinstance(one, Territory))
        persons = {one.first_name.lower(): one for one in found if isinstance(one, Person)}
        scene = cls(territory=territory, **persons)
        for person in persons.values():
            person.territory = territory
            if person.vouched_by_id:
                person.vouched_by = scene.claire
        return scene

    @classmethod
    def play(cls) -> Scene:
        """By the same steps as everybody's."""
        make_topics()
        territory = make_territory()
        claire = cls._person(territory, "Claire", "50129", Status.COORDINATOR)
        scene = cls(
            territory=territory,
            jeanne=cls._person(territory, "Jeanne", "50502", Status.RESIDENT),
            karim=cls._person(territory, "Karim", "50025", Status.ANIMATOR, claire),
            sophie=cls._person(territory, "Sophie", "50218", Status.VOLUNTEER, claire),
            claire=claire,
            paul=cls._person(territory, "Paul", "50147", Status.RESIDENT),
        )
        scene.offer(scene.karim, *TOPICS)
        scene.offer(scene.sophie, "email")
        return scene

    @staticmethod
    def _person(
        territory: Territory, first_name: str, insee: str, status: Status, vouched_by: Person | None = None
    ) -> Person:
        return Person.objects.create_user(
            f"{first_name.lower()}@example.org",
            territory=territory,
            first_name=first_name,
            commune_id=insee,
            status=status,
            languages=["fr"],
            vouched_by=vouched_by,
            vouched_at=timezone.now() if vouched_by else None,
        )

    def offer(self, person: Person, *topics: str) -> Offer:
        offer, _ = Offer.objects.get_or_create(person=person, territory=self.territory)
        offer.topics.set(topics)
        roster.refresh(person.pk)
        return offer

    def place(self, name: str = "Médiathèque", insee: str = "50502", hours: str = "24/7", **changes: Any) -> Place:
        """A public place, open day and night when nothing else is said."""
        told = {"commune_id": insee, "opening_hours": hours, "phone": "02 61 91 05 02", **changes}
        return Place.objects.update_or_create(territory=self.territory, name=name, defaults=told)[0]

    def available(self, *persons: Person) -> None:
        for person in persons:
            requests_actions.become_available(by=person, territory=self.territory)

    def ask(self, person: Person | None = None, **changes: Any) -> HelpRequest:
        """`person` (Jeanne) asks for help about her e-mail."""
        person = person or self.jeanne
        given: dict[str, Any] = {
            "first_name": person.first_name,
            "commune": Commune.objects.get(pk="50502"),
            "text": "Je n’arrive pas à envoyer une photo",
            "topics": ["email"],
        }
        return requests_actions.publish_request(by=person, territory=self.territory, **(given | changes))

    def visit(self, *, known: bool = True) -> Visit:
        """Jeanne asked, Karim accepted, the room is open. `known`: he already came, she confirmed who he is."""
        request = requests_actions.accept(by=self.karim, request=self.ask())
        if known:
            confirmed = {"confirmed_at": timezone.now(), "text_version": "2026-11"}
            Acquaintance.objects.get_or_create(person=self.jeanne, helper=self.karim, defaults=confirmed)
        return visits_actions.open_visit(by=self.karim, request=request)

    def newcomer(
        self, visit: Visit, person: Person, role: str = "relative", *, inside: bool = True
    ) -> Participant:
        """`person`, come to a visit under way: let in, or still at the door."""
        now = timezone.now()
        return Participant.objects.create(
            visit=visit,
            person=person,
            role=role,
            colour=visit.participants.count(),
            seen_at=now,
            admitted_at=now if inside else None,
        )

    def participants(self, visit: Visit) -> tuple[Participant, Participant]:
        """(helped, helper) of `visit`, with persons and visit loaded."""
        both = {one.role: one for one in visit.participants.select_related("person", "visit__territory")}
        return both["helped"], both["helper"]

"""The invented persons of the demonstration, in real communes of the Manche."""

from dataclasses import dataclass, field

from epaule.people.models import Status


@dataclass(frozen=True)
class Persona:
    slug: str
    first_name: str
    story: str
    """One French sentence for the page."""
    commune: str
    """INSEE code."""
    status: Status
    helps_with: tuple[str, ...] = field(default=())
    """Theme codes; « * » for all."""
    lands_on: str = "home"
    """Name of the page she enters by."""
    languages: tuple[str, ...] = ("fr",)
    hours: tuple[tuple[tuple[int, ...], str, str], ...] = field(default=())
    """When she can be booked: weekdays (0 is Monday), from, until, on the wall."""

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"


PERSONAS = (
    Persona("jeanne", "Jeanne", "78 ans, Saint-Lô. Elle a besoin d’aide.", "50502", Status.RESIDENT),
    Persona(
        "karim",
        "Karim",
        "Animateur de l’espace public numérique d’Avranches. Il aide.",
        "50025",
        Status.ANIMATOR,
        ("*",),
        "requests:desk",
        ("fr", "ar"),
        (((0, 1, 3, 4), "09:00", "12:00"), ((1, 3), "14:00", "17:00")),
    ),
    Persona(
        "sophie",
        "Sophie",
        "Bénévole à Granville. Elle aide le soir et le samedi.",
        "50218",
        Status.VOLUNTEER,
        ("email", "navigation_sur_internet", "reseaux_sociaux", "prendre_en_main_du_materiel", "sante"),
        "requests:desk",
        ("fr", "en"),
        (((0, 1, 2, 3, 4), "18:00", "20:30"), ((5,), "09:30", "12:00")),
    ),
    Persona(
        "marc",
        "Marc",
        "Professionnel indépendant à Coutances. Il aide, et un jour il en vivra.",
        "50147",
        Status.PROFESSIONAL,
        ("maintenance_de_materiel", "bureautique", "securite_numerique", "banque_et_achats_en_ligne"),
        "requests:desk",
    ),
    Persona(
        "claire",
        "Claire",
        "Coordinatrice du territoire. Elle accepte les aidants et suit les rappels.",
        "50129",
        Status.COORDINATOR,
        ("*",),
        "requests:desk",
    ),
)

PLACES = (
    (
        "Espace public numérique d’Avranches (fictif)",
        "50025",
        "02 61 91 00 25",
        "12 rue des Trois-Ponts",
        "Mo-Fr 09:00-12:30,13:30-17:30; PH off",
    ),
    (
        "Médiathèque numérique de Granville (fictive)",
        "50218",
        "02 61 91 00 18",
        "3 place du Phare",
        "Tu,Th,Fr 14:00-18:30; We,Sa 10:00-12:30,14:00-18:00; PH off",
    ),
    (
        "Espace numérique de Saint-Lô (fictif)",
        "50502",
        "02 61 91 05 02",
        "8 rue du Haras",
        "Tu,Th-Sa 09:00-12:00; Mo,We 09:00-12:00,14:00-18:00; PH off",
    ),
)
"""Name, INSEE code, telephone in the range reserved for fiction, invented street, hours."""

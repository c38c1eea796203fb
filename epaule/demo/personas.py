"""The invented persons of the demonstration, in real communes of the Manche and of its neighbour."""

from dataclasses import dataclass, field

from epaule.knowhow.models import Fee, Level
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
    level: Level = Level.AT_EASE
    needs: tuple[str, ...] = ()
    """Codes of `people.needs.NEEDS` she is at ease with."""
    about: str = ""
    """Her own words, on her page of the directory."""
    fee: Fee = Fee.FREE
    weekly_cap: int | None = None
    away_in_days: int | None = None
    """A week of holidays begins so many days from now."""

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
        Level.EXPERT,
        ("mental", "reading"),
        "Je prends le temps. On refait autant de fois qu’il faut, et c’est vous qui tenez la souris.",
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
        needs=("deaf", "mental"),
        about="J’ai appris sur le tard, je sais ce que c’est. Je parle lentement et j’écris en gros.",
        weekly_cap=4,
        away_in_days=20,
    ),
    Persona(
        "marc",
        "Marc",
        "Professionnel indépendant à Coutances. Il aide, et un jour il en vivra.",
        "50147",
        Status.PROFESSIONAL,
        ("maintenance_de_materiel", "bureautique", "securite_numerique", "banque_et_achats_en_ligne"),
        "requests:desk",
        hours=(((1, 3), "14:00", "18:00"),),
        level=Level.EXPERT,
        about="Réparateur d’ordinateurs depuis vingt ans. Aucune question n’est bête.",
        fee=Fee.BOTH,
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
    Persona("lucien", "Lucien", "71 ans, Valognes. Il a rendez-vous avec Karim.", "50615", Status.RESIDENT),
    Persona(
        "odette",
        "Odette",
        "83 ans, Carentan-les-Marais. Sa fille a demandé pour elle, sans se presser.",
        "50099",
        Status.RESIDENT,
    ),
    Persona(
        "yvonne",
        "Yvonne",
        "69 ans, Périers. Hier, personne n’est venu : elle choisit la suite.",
        "50394",
        Status.RESIDENT,
    ),
)

NEIGHBOURS = (
    Persona(
        "denis",
        "Denis",
        "Coordinateur du Calvados. Il aide aussi les voisins.",
        "14047",
        Status.COORDINATOR,
        ("email", "argent_impots", "sante", "navigation_sur_internet"),
        hours=(((2,), "14:00", "17:00"),),
        about="À Bayeux ou plus loin, c’est pareil : on se voit à l’écran.",
    ),
)
"""Helpers of the neighbouring territory: in the directory, and rung last. Nobody enters in their place."""

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

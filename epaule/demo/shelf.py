"""A living library for the demonstration, and a memo that Jeanne keeps: pictures of invented pages."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from epaule.kernel import files
from epaule.kernel.ids import new_public_id
from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.models import Sheet, Topic
from epaule.people.models import Person
from epaule.replays.files import memo_folder
from epaule.replays.models import Memo, MemoState, Step
from epaule.replays.pdf import letters_file
from epaule.requests.models import HelpRequest, RequestState
from epaule.territory.models import Territory
from epaule.visits.models import EndReason, Participant, Role, Visit, VisitState

SIZE = (480, 640)
BOX_LEFT, BOX_RIGHT = 110, 370
MARK = "#ab4323"
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One step: what is shown, and which of its lines is marked."""

    sentence: str
    bar: str
    lines: Lines
    marked: int


@dataclass(frozen=True)
class Shelved:
    slug: str
    topic: str
    title: str
    procedure: str
    official_url: str
    pages: tuple[Page, ...]


ATTACH = (
    Page(
        "Ouvrez votre messagerie, puis touchez « Nouveau message ».",
        "Messagerie",
        ("Nouveau message", "Boîte de réception", "Envoyés"),
        0,
    ),
    Page(
        "Touchez le trombone, « Joindre une photo ».",
        "Nouveau message",
        ("À :", "Sujet :", "Joindre une photo"),
        2,
    ),
    Page(
        "Choisissez la photo, puis touchez « Envoyer ».",
        "Nouveau message",
        ("plage.jpg", "Votre texte", "Envoyer"),
        2,
    ),
)
SHEETS = (
    Shelved("photo", "email", "Envoyer une photo par e-mail", "Joindre une photo à un message", "", ATTACH),
    Shelved(
        "impots",
        "argent_impots",
        "Déclarer ses revenus en ligne",
        "Déclaration d’impôts",
        "https://www.impots.gouv.fr/",
        (
            Page(
                "Sur le site des impôts, touchez « Votre espace particulier ».",
                "Impôts",
                ("Accueil", "Votre espace particulier", "Aide"),
                1,
            ),
            Page(
                "Touchez « Déclarer mes revenus ».",
                "Espace particulier",
                ("Mes messages", "Déclarer mes revenus", "Payer"),
                1,
            ),
            Page(
                "Vérifiez chaque montant, puis validez.",
                "Déclaration",
                ("Salaires et pensions", "Charges", "Valider"),
                2,
            ),
        ),
    ),
    Shelved(
        "carte-grise",
        "transports_mobilite",
        "Demander une carte grise",
        "Certificat d’immatriculation",
        "https://ants.gouv.fr/",
        (
            Page("Touchez « Immatriculation ».", "Titres", ("Passeport", "Permis", "Immatriculation"), 2),
            Page(
                "Touchez « J’achète un véhicule ».",
                "Immatriculation",
                ("Je vends", "J’achète un véhicule", "Je déménage"),
                1,
            ),
        ),
    ),
    Shelved(
        "medecin",
        "sante",
        "Prendre rendez-vous chez le médecin en ligne",
        "Rendez-vous médical",
        "",
        (
            Page(
                "Écrivez « médecin » et votre commune, puis touchez « Rechercher ».",
                "Rendez-vous",
                ("Médecin généraliste", "Avranches", "Rechercher"),
                2,
            ),
            Page(
                "Touchez l’heure qui vous va.",
                "Choisir une heure",
                ("Mardi 9 h 20", "Mardi 10 h", "Jeudi 14 h 40"),
                1,
            ),
        ),
    ),
)


def _letters(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The pages' own letters: Pillow's have no accents."""
    path = letters_file()
    return ImageFont.load_default(size) if path is None else ImageFont.truetype(path, size)


def draw(page: Page) -> tuple[bytes, tuple[float, float]]:
    """A simple page of a telephone with its mark, as JPEG; where the mark is, in fractions."""
    picture = Image.new("RGB", SIZE, "#f3f4f6")
    pen = ImageDraw.Draw(picture)
    large, plain = _letters(30), _letters(20)
    pen.rectangle((0, 0, SIZE[0], 84), fill="#1f4e79")
    pen.text((36, 22), page.bar, fill="white", font=large)
    middle = (0.0, 0.0)
    for number, line in enumerate(page.lines):
        top = 150 + number * 160
        pen.rounded_rectangle((BOX_LEFT, top, BOX_RIGHT, top + 72), 14, fill="white", outline="#9aa5b1", width=2)
        pen.text((BOX_LEFT + 18, top + 22), line, fill="#1c2733", font=plain)
        if number == page.marked:
            pen.rounded_rectangle((BOX_LEFT - 13, top - 13, BOX_RIGHT + 13, top + 85), 24, outline=MARK, width=6)
            middle = ((BOX_LEFT + BOX_RIGHT) / 2 / SIZE[0], (top + 36) / SIZE[1])
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue(), middle


def load_shelf(territory: Territory, jeanne: Person, karim: Person, sophie: Person) -> None:
    """The sheets that are not there yet, and Jeanne's memo; again is the same, also for one she took back."""
    known = set(Topic.objects.values_list("code", flat=True))
    for number, shelved in enumerate(SHEETS):
        origin = f"demo:{shelved.slug}"
        if shelved.topic not in known or Sheet.objects.filter(origin=origin).exists():
            continue
        drawn = [(page.sentence, *draw(page)) for page in shelved.pages]
        sheet = knowhow_actions.propose_sheet(
            by=jeanne,
            helper=karim,
            territory=territory,
            title=shelved.title,
            topic=shelved.topic,
            procedure=shelved.procedure,
            official_url=shelved.official_url,
            steps=[(sentence, Step(focus_x=x, focus_y=y).zone, jpeg) for sentence, jpeg, (x, y) in drawn],
            signature=jeanne.first_name,
            text_version="2026-11",
            origin=origin,
        )
        # The last one waits for a second look.
        if number < len(SHEETS) - 1:
            knowhow_actions.publish_sheet(by=sophie, sheet=sheet)
    has_memo = Memo.objects.filter(visit__request__person=jeanne, visit__request__origin="demo:memo").exists()
    if jeanne.commune_id and not has_memo:
        _keep_memo(territory, jeanne, jeanne.commune_id, karim)


def _keep_memo(territory: Territory, jeanne: Person, commune_id: str, karim: Person) -> None:
    """A visit of last week, over, and the memo she kept of it."""
    then = timezone.now() - timedelta(days=7)
    request = HelpRequest.objects.create(
        person=jeanne,
        territory=territory,
        first_name=jeanne.first_name,
        commune_id=commune_id,
        text="Je voudrais envoyer une photo à ma petite-fille",
        state=RequestState.CLOSED,
        helper=karim,
        origin="demo:memo",
        published_at=then,
        assigned_at=then,
        ended_at=then + timedelta(minutes=25),
    )
    request.topics.set(Topic.objects.filter(code="email"))
    visit = Visit.objects.create(
        territory=territory,
        request=request,
        state=VisitState.ENDED,
        opened_at=then,
        started_at=then,
        ends_at=then + timedelta(hours=1),
        ended_at=then + timedelta(minutes=25),
        ended_by=jeanne,
        end_reason=EndReason.FINISHED,
    )
    both = [
        Participant.objects.create(
            visit=visit, person=person, role=role, colour=colour, seen_at=then, admitted_at=then
        )
        for colour, (person, role) in enumerate(((jeanne, Role.HELPED), (karim, Role.HELPER)))
    ]
    memo = Memo.objects.create(
        visit=visit,
        state=MemoState.KEPT,
        title="Envoyer une photo à ma petite-fille",
        created_at=then,
        offered_at=then,
        kept_at=then,
    )
    for rank, page in enumerate(ATTACH):
        jpeg, (x, y) = draw(page)
        Step.objects.create(
            memo=memo,
            rank=rank,
            client_id=new_public_id(),
            taken_by=both[1],
            at=then + timedelta(minutes=rank),
            sentence=page.sentence,
            picture=files.store(f"{memo_folder(visit.public_id)}/{new_public_id()}.jpg", ContentFile(jpeg)),
            width=SIZE[0],
            height=SIZE[1],
            focus_x=x,
            focus_y=y,
        )

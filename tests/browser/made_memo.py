"""A kept memo of Jeanne's in the data of a running server: `epaule shell -c "from … import make; make()"`."""

from __future__ import annotations

from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from epaule.kernel.ids import new_public_id
from epaule.people.models import Person
from epaule.replays import actions
from epaule.replays.models import Memo, MemoState
from epaule.requests import actions as requests_actions
from epaule.requests.models import HelpRequest, RequestState
from epaule.territory.models import Commune
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant

STEPS = [
    ("Ouvrez le site des impôts et cliquez sur « Votre espace particulier ».", (0.86, 0.08)),
    ("Cliquez sur « Déclarer mes revenus ».", (0.22, 0.56)),
    ("Vérifiez votre adresse, puis cliquez sur « Suivant ».", (0.84, 0.9)),
]


def screen(number: int, mark: tuple[float, float], width: int = 1280, height: int = 720) -> bytes:
    """A page such as an office's site shows, with a mark drawn in it."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    letters = ImageFont.load_default(17)
    draw.rectangle((0, 0, width, 96), fill="#1b2c6b")
    draw.text((40, 36), "impots.exemple", fill="white", font=ImageFont.load_default(28))
    draw.text((960, 44), "Votre espace particulier", fill="white", font=letters)
    for row in range(6):
        draw.rectangle((40, 130 + row * 84, 620, 200 + row * 84), outline="#999", width=2)
        draw.text(
            (60, 152 + row * 84), f"Rubrique {number}.{row + 1} : declarer mes revenus", fill="black", font=letters
        )
    draw.rectangle((960, 620, 1180, 680), fill="#1b2c6b")
    draw.text((1030, 640), "Suivant", fill="white", font=letters)
    x, y = mark[0] * width, mark[1] * height
    draw.ellipse((x - 90, y - 44, x + 90, y + 44), outline="#d0361b", width=8)
    written = BytesIO()
    image.save(written, "JPEG", quality=90)
    return written.getvalue()


def make(title: str = "Déclarer mes impôts") -> Memo:
    jeanne, karim = (Person.objects.get(email=f"{name}@example.org") for name in ("jeanne", "karim"))
    for left in HelpRequest.objects.filter(
        person=jeanne, state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]
    ):
        requests_actions.cancel(by=jeanne, request=left)
    asked = requests_actions.publish_request(
        by=jeanne,
        territory=jeanne.territory,
        first_name=jeanne.first_name,
        commune=Commune.objects.get(pk="50502"),
        text=title,
        topics=["argent_impots"],
    )
    visit = visits_actions.open_visit(by=karim, request=requests_actions.accept(by=karim, request=asked))
    both = {one.role: one for one in Participant.objects.filter(visit=visit)}
    visits_actions.confirm_trust(participant=both["helped"])
    visits_actions.set_sharing(participant=both["helped"], on=True, surface="window")
    actions.agree_to_memo(by=both["helped"])
    for number, (sentence, mark) in enumerate(STEPS, start=1):
        actions.take_step(
            by=both["helper"],
            client_id=new_public_id(),
            picture=screen(number, mark),
            sentence=sentence,
            focus=mark,
        )
    visits_actions.end_visit(participant=both["helped"])
    memo = actions.close_memo(visit_id=visit.pk) or Memo.objects.get(visit=visit)
    memo.state, memo.kept_at, memo.delete_on = MemoState.KEPT, timezone.now(), None
    memo.save()
    return memo

"""A visit of the past with a film, a memo and a conversation, made by the actions in the data of a running server.

Run as a command of its own, in the server's environment: `python -m tests.browser.old_visit`. Prints JSON.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta

FILM_SECONDS = 24
CHAPTERS = {4: "Ouvrez le site des impôts.", 12: "Cliquez sur « Déclarer mes revenus »."}
LINES = {2: "Bonjour, je vous suis.", 13: "C’est le bouton vert, en bas.", 18: "Mon code est ••••"}
GAP = (8, 11)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epaule.config.settings")
    import django

    django.setup()
    print(json.dumps(make()))


def make() -> dict[str, str]:
    from django.utils import timezone

    from epaule.people.models import Person
    from epaule.replays import actions, finishing
    from epaule.replays.models import Recording, Segment, Step
    from epaule.requests import actions as requests_actions
    from epaule.territory.models import Commune
    from epaule.visits import actions as visits_actions
    from epaule.visits.models import ChatMessage
    from tests.factories import Scene
    from tests.replays.footage import in_pieces, take
    from tests.replays.studio import Studio

    karim = Person.objects.get(email__startswith="karim")
    jeanne = Person.objects.get(email__startswith="jeanne")
    territory = jeanne.territory
    request = requests_actions.publish_request(
        by=jeanne,
        territory=territory,
        first_name="Jeanne",
        commune=Commune.objects.get(pk="50502"),
        text="Je veux déclarer mes revenus",
        topics=["argent_impots"],
    )
    request = requests_actions.accept(by=karim, request=request)
    visit = visits_actions.open_visit(by=karim, request=request)
    helped, helper = (
        visit.participants.select_related("person", "visit").get(role=role) for role in ("helped", "helper")
    )
    scene = Scene(territory, jeanne, karim, karim, karim, jeanne)
    studio = Studio(scene, visit, helped, helper)
    visits_actions.confirm_trust(participant=helped)
    studio.agree_to_memo()
    recording = studio.start()
    for sentence in CHAPTERS.values():
        studio.step(sentence)
    studio.keep_all(in_pieces(take(FILM_SECONDS, size=256), 12))
    studio.stop()
    # What took moments is told as if it had lasted as long as its film.
    began = timezone.now() - timedelta(seconds=FILM_SECONDS)
    Recording.objects.filter(pk=recording.pk).update(started_at=began)
    Segment.objects.filter(recording=recording).update(started_at=began)
    for step, after in zip(Step.objects.filter(memo__visit=visit).order_by("rank"), CHAPTERS, strict=True):
        Step.objects.filter(pk=step.pk).update(at=began + timedelta(seconds=after))
    for number, (after, text) in enumerate(LINES.items(), start=1):
        ChatMessage.objects.create(
            visit=visit,
            author=helper if number < len(LINES) else helped,
            number=number,
            client_id=f"line-{number:04}",
            text=text,
            masked=number == len(LINES),
            at=began + timedelta(seconds=after),
        )
    actions.all_sent(by=helper, recording=recording, expected={0: 12})
    finishing.finish_recording(recording.pk)
    Recording.objects.filter(pk=recording.pk).update(gaps=[[GAP[0] * 1000, GAP[1] * 1000]])
    visits_actions.end_visit(participant=helped)
    return {"visit": visit.public_id, "recording": recording.public_id}


if __name__ == "__main__":
    main()

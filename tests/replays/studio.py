"""A visit whose film is made: Jeanne is helped, Karim helps and his page records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse

from epaule.kernel.ids import new_public_id
from epaule.people.models import Person
from epaule.replays import actions, finishing, signatures
from epaule.replays.models import Memo, Piece, Recording, Segment, Step
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant, Role, Visit
from tests.factories import Scene
from tests.replays.footage import in_pieces, take
from tests.visits.documents import jpeg

JSON = {"Accept": "application/json"}


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass
class Studio:
    scene: Scene
    visit: Visit
    jeanne: Participant
    karim: Participant

    @classmethod
    def of(cls, scene: Scene) -> Studio:
        visit = scene.visit()
        return cls(scene, visit, *scene.participants(visit))

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"replays:{name}", args=[self.visit.public_id, *args])

    @property
    def recording(self) -> Recording:
        """The last film of the visit, as it is now."""
        return Recording.objects.filter(visit=self.visit).latest("pk")

    def film_url(self, name: str, *args: Any) -> str:
        """An address that takes its pieces."""
        return self.url(name, self.recording.public_id, *args)

    def signed_url(self, recording: Recording, who: Participant | None = None) -> str:
        """A fresh address of the film, signed for `who` (Jeanne)."""
        signature, _until = signatures.sign(recording, who or self.jeanne)
        return reverse("replays:film_file", args=[signature])

    # --- Somebody more

    def let_in(self, person: Person, role: Role = Role.RELATIVE) -> Participant:
        """`person` comes in; the film, if any, hears of it."""
        newcomer = visits_actions.knock(
            by=person, invitation=visits_actions.invite_more(by=self.jeanne, role=role)
        )
        return self.admit(newcomer)

    def admit(self, newcomer: Participant, yes: bool = True) -> Participant:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return visits_actions.admit(by=self.jeanne, participant_id=newcomer.public_id, yes=yes)

    # --- By the actions

    def start(self) -> Recording:
        """Both have said yes; the recorder's page has begun its first segment."""
        actions.propose(by=self.jeanne)
        recording = actions.accept(by=self.karim)
        self.segment()
        return recording

    def segment(self, page: str = "a page") -> int:
        """Karim's page begins a take."""
        return actions.start_segment(by=self.karim, recording=self.recording, page=page)

    def close(self, number: int = 0, pieces: int | None = None) -> Segment:
        """It films no more of it."""
        return actions.close_segment(by=self.karim, recording=self.recording, number=number, pieces=pieces)

    def keep(self, body: bytes, number: int = 0, segment: int = 0, recording: Recording | None = None) -> Piece:
        return actions.keep_piece(
            by=self.karim,
            recording=recording or self.recording,
            segment=segment,
            number=number,
            sha256=sha256(body),
            body=body,
        )

    def all_sent(self, expected: dict[int, int], recording: Recording | None = None) -> Recording:
        return actions.all_sent(by=self.karim, recording=recording or self.recording, expected=expected)

    def keep_all(self, pieces: Sequence[bytes], segment: int = 0) -> None:
        for number, body in enumerate(pieces):
            self.keep(body, number, segment)

    def stop(self) -> Recording:
        recording = actions.stop(by=self.karim, visit_id=self.visit.pk)
        assert recording is not None
        return recording

    def finishing(self, *segments: Sequence[bytes]) -> Recording:
        """All was sent; the film is not made yet. By default one take of two seconds in three pieces."""
        segments = segments or (in_pieces(take(), 3),)
        self.start()
        for number, pieces in enumerate(segments):
            if number:
                self.segment()
            self.keep_all(pieces, number)
        self.stop()
        expected = {number: len(pieces) for number, pieces in enumerate(segments)}
        return self.all_sent(expected)

    def finish(self, *segments: Sequence[bytes]) -> Recording:
        recording = self.finishing(*segments)
        with TestCase.captureOnCommitCallbacks(execute=True):
            finishing.finish_recording(recording.pk)
        recording.refresh_from_db()
        return recording

    # --- The memo

    def agree_to_memo(self) -> Memo:
        """Jeanne shows a window and lets pictures be kept."""
        visits_actions.set_sharing(participant=self.jeanne, on=True, surface="window")
        return actions.agree_to_memo(by=self.jeanne)

    def step(self, sentence: str = "Cliquez ici.", picture: bytes | None = None, **changes: Any) -> Step:
        """Karim keeps what is shown as the next step."""
        given: dict[str, Any] = {
            "by": self.karim,
            "client_id": new_public_id(),
            "picture": picture or jpeg(640, 360),
            "sentence": sentence,
            "focus": (0.2, 0.8),
        }
        return actions.take_step(**(given | changes))

    def end(self) -> None:
        """The visit is over, and all that hears of it has done its part."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            visits_actions.end_visit(participant=self.jeanne)

    def draft(self, *sentences: str) -> Memo:
        """The memo of a visit that is over, to be looked at again."""
        self.agree_to_memo()
        for sentence in sentences or ("Ouvrez le site.", "Cliquez sur « Déclarer ».", "Vérifiez, puis validez."):
            self.step(sentence)
        self.end()
        return Memo.objects.get(visit=self.visit)

    # --- By the pages

    def put(self, client: Client, body: bytes, number: int = 0, segment: int = 0, **headers: str) -> Any:
        address = self.film_url("piece", segment, number)
        sent = JSON | {"X-Content-SHA256": sha256(body)} | headers
        return client.put(address, body, content_type="video/webm", headers=sent)

    def post(self, client: Client, name: str, body: Any = None) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        address = self.film_url(name) if name in {"segment", "done", "finish_now"} else self.url(name)
        return client.post(address, data, content_type="application/json", headers=JSON)


def files_kept() -> list[str]:
    """Paths of all files and folders under the data folder's files, and of films being put together."""
    root, workshop = Path(settings.MEDIA_ROOT), Path(settings.DATA_DIR) / "montage"
    kept = [path for folder in (root, workshop) if folder.exists() for path in folder.rglob("*")]
    return sorted(str(path.relative_to(settings.DATA_DIR)) for path in kept if path.is_file())

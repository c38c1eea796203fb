"""Secrets are hidden before a line is kept; remote-control programs are not brought into a visit."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.visits import actions
from epaule.visits.errors import RemoteControlTool
from epaule.visits.models import ChatMessage
from epaule.visits.queries import lines_after
from tests.factories import Scene
from tests.visits.wire import Told

ASKED = "C’est quoi TeamViewer ?"
TOLD = "On m’a fait installer AnyDesk hier"
INVITED = "Installez AnyDesk"
LINKED = "https://anydesk.com/fr"


def test_secret_is_never_kept_nor_told(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    with django_capture_on_commit_callbacks(execute=True):
        actions.say(participant=jeanne, client_id="line-0001", text="Ma carte est 4970 1012 3456 7893, voilà")
    kept = ChatMessage.objects.get()
    assert (kept.text, kept.masked) == ("Ma carte est •••• •••• •••• ••••, voilà", True)
    assert (told[0].message["line"]["text"], told[0].message["line"]["masked"]) == (kept.text, True)
    assert lines_after(visit, 0)[0].masked
    assert "4970" not in str(told)


def test_line_without_a_secret_is_kept_as_it_is(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    line = actions.say(participant=jeanne, client_id="line-0001", text="Appelez-moi au 06 12 34 56 78")
    assert (line.text, line.masked) == ("Appelez-moi au 06 12 34 56 78", False)


@pytest.mark.parametrize(
    ("role", "text", "goes"),
    [
        ("helped", ASKED, True),
        ("helped", TOLD, True),
        ("helped", INVITED, False),
        ("helped", LINKED, False),
        ("relative", ASKED, True),
        ("relative", INVITED, False),
        ("interpreter", LINKED, False),
        ("apprentice", ASKED, False),
        ("apprentice", INVITED, False),
        ("helper", ASKED, False),
        ("helper", TOLD, False),
        ("helper", INVITED, False),
        ("helper", LINKED, False),
        ("helper", "Ouvrez Assistance rapide", False),
        ("helper", "Merci de votre assistance rapide", True),
    ],
)
def test_who_may_speak_of_remote_control(scene: Scene, role: str, text: str, goes: bool) -> None:
    visit = scene.visit()
    known = {"helped": scene.participants(visit)[0], "helper": scene.participants(visit)[1]}
    by = known.get(role) or scene.newcomer(visit, scene.paul, role)
    if goes:
        assert actions.say(participant=by, client_id="line-0001", text=text).text == text
        return
    with pytest.raises(RemoteControlTool) as refusal:
        actions.say(participant=by, client_id="line-0001", text=text)
    assert not ChatMessage.objects.exists()
    assert ("On me demande ça" in str(refusal.value.way_on)) is (role not in {"helper", "apprentice"})


def test_line_that_names_such_a_program_is_explained(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    for number, text in enumerate([ASKED, "Bonjour"]):
        actions.say(participant=jeanne, client_id=f"line-000{number}", text=text)
    assert [line.tool for line in lines_after(visit, 0)] == [True, False]

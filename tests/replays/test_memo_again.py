"""What she does with a memo: again alone, stuck at a step, found in « Mes mémos »."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from epaule.replays import actions
from epaule.replays.models import Attempt, Memo, MemoState, Outcome
from epaule.replays.reading import link_token
from epaule.requests import actions as requests_actions
from epaule.requests.draft import SESSION_KEY
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from tests.consistency.tour import signed_in
from tests.factories import Scene
from tests.pages import parsed
from tests.replays.studio import Studio
from tests.replays.test_memo_access import keep
from tests.requests.wizard import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def memo(studio: Studio) -> Memo:
    return keep(studio.draft("Ouvrez le site.", "Cliquez sur « Suivant »."))


def at_memo(name: str, memo: Memo) -> str:
    return reverse(f"replays:{name}", args=[memo.public_id])


def at_link(name: str, memo: Memo) -> str:
    return reverse(f"replays:{name}", args=[link_token(memo)])


# --- Again, alone


def test_she_did_it_alone_and_is_told_how_often(studio: Studio, memo: Memo) -> None:
    jeanne = signed_in(studio.scene.jeanne)
    page = jeanne.post(at_memo("memo_alone", memo), follow=True)
    assert "vous l’avez refait 1 fois sans aide" in page.content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        signed_in(studio.scene.jeanne).post(at_memo("memo_alone", memo))
    for address in (at_memo("memo", memo), reverse("replays:memos")):
        assert "efait 2 fois sans aide" in jeanne.get(address).content.decode()
    assert "efait 2 fois" not in signed_in(studio.scene.karim).get(at_memo("memo", memo)).content.decode()
    assert AuditEvent.objects.filter(event="memo.done_alone").count() == 2


def test_pressed_twice_within_the_hour_it_counts_once(studio: Studio, memo: Memo) -> None:
    jeanne = signed_in(studio.scene.jeanne)
    for _again in range(3):
        jeanne.post(at_memo("memo_alone", memo))
    assert Attempt.objects.get().outcome == Outcome.ALONE


def test_before_any_success_its_page_leads_to_the_memo(studio: Studio, memo: Memo) -> None:
    response = signed_in(studio.scene.jeanne).get(at_memo("memo_alone", memo))
    assert response.headers["Location"] == at_memo("memo", memo)


def test_by_the_link_nobody_is_named_and_an_address_counts_once_an_hour(studio: Studio, memo: Memo) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=memo)
    for _again in range(3):
        assert Client().post(at_link("shared_alone", memo), follow=True).status_code == 200
    Client(REMOTE_ADDR="203.0.113.9").post(at_link("shared_alone", memo))
    assert list(Attempt.objects.values_list("person", "outcome")) == [(None, Outcome.ALONE)] * 2
    assert "refait" not in signed_in(studio.scene.jeanne).get(at_memo("memo", memo)).content.decode()


# --- Stuck


def stuck(client: Client, memo: Memo, number: int = 2, **more: str) -> Any:
    step = memo.steps.all()[number - 1].public_id
    return client.post(at_memo("memo_stuck", memo), {"step": step} | more)


def draft_of(client: Client) -> dict[str, Any]:
    return dict(client.session.get(SESSION_KEY) or {})


def test_from_stuck_to_the_new_visit(studio: Studio, memo: Memo) -> None:
    scene = studio.scene
    scene.available(scene.sophie)
    jeanne = signed_in(scene.jeanne)
    response = stuck(jeanne, memo)
    assert response.headers["Location"] == at("ask")
    page = jeanne.get(at("ask"))
    words = (
        "Je bloque à l’étape 2 de «\u00a0Je n’arrive pas à envoyer une photo\u00a0»\u00a0: "
        "«\u00a0Cliquez sur « Suivant ».\u00a0»"
    )
    assert parsed(page).select_one("textarea").get_text().strip() == words  # type: ignore[union-attr]
    assert "verra ce mémo" in page.content.decode()
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.person, attempt.step, attempt.request) == (
        Outcome.STUCK,
        scene.jeanne,
        memo.steps.all()[1],
        None,
    )
    jeanne.post(at("ask"), {"text": words})
    assert draft_of(jeanne)["topics"] == ["email"], "her themes are those of the visit"
    jeanne.post(at("ask_topics"), {"topics": ["email"]})
    jeanne.post(at("ask_when"), {"when": "now"})
    assert "le mémo dont vous parlez" in jeanne.get(at("check")).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        jeanne.post(at("check"))
    request = HelpRequest.objects.latest("pk")
    attempt.refresh_from_db()
    assert (attempt.request, request.text) == (request, words)
    sophie = signed_in(scene.sophie)
    assert "Je bloque à l’étape 2" in sophie.get("/aider/").content.decode()
    assert at_memo("memo", memo) not in sophie.get("/aider/").content.decode()
    requests_actions.accept(by=scene.sophie, request=request)
    assert at_memo("memo", memo) in sophie.get("/aider/").content.decode()
    visit = visits_actions.open_visit(by=scene.sophie, request=request)
    rooms = {who: signed_in(who).get(reverse("visits:room", args=[visit.public_id])) for who in (scene.sophie,)}
    assert at_memo("memo", memo) in rooms[scene.sophie].content.decode()
    assert sophie.get(at_memo("memo", memo)).status_code == 200


def test_she_may_ask_without_showing_the_memo(studio: Studio, memo: Memo) -> None:
    scene, jeanne = studio.scene, signed_in(studio.scene.jeanne)
    stuck(jeanne, memo)
    jeanne.post(at("ask_when"), {"when": "now"})
    jeanne.post(at("check"), {"without_memo": "1"})
    assert "le mémo dont vous parlez" not in jeanne.get(at("check")).content.decode()
    jeanne.post(at("check"))
    request = HelpRequest.objects.latest("pk")
    assert (request.origin, request.person) == ("", scene.jeanne)
    requests_actions.accept(by=scene.sophie, request=request)
    assert signed_in(scene.sophie).get(at_memo("memo", memo)).status_code == 404


def test_what_she_was_writing_is_not_lost(studio: Studio, memo: Memo) -> None:
    jeanne = signed_in(studio.scene.jeanne)
    jeanne.post(at("ask"), {"text": "Payer mes impôts en ligne"})
    page = stuck(jeanne, memo)
    assert "Payer mes impôts en ligne" in page.content.decode()
    assert stuck(jeanne, memo, keep="mine").headers["Location"] == at("ask")
    assert draft_of(jeanne)["text"] == "Payer mes impôts en ligne"
    assert stuck(jeanne, memo, keep="this").headers["Location"] == at("ask")
    assert draft_of(jeanne)["text"].startswith("Je bloque à l’étape 2")
    assert stuck(jeanne, memo, number=1).status_code == 302, "her own words about this memo may be replaced"
    assert draft_of(jeanne)["text"].startswith("Je bloque à l’étape 1")


@pytest.mark.parametrize("step", ["", "x", "01J00000000000000000000000", "\0"])
def test_stuck_at_no_step_of_this_memo(studio: Studio, memo: Memo, step: str) -> None:
    response = signed_in(studio.scene.jeanne).post(at_memo("memo_stuck", memo), {"step": step})
    assert response.status_code == 404
    assert Attempt.objects.count() == 0


def test_stuck_by_the_link_asks_without_a_word_of_her(studio: Studio, memo: Memo) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=memo)
    guest = Client()
    step = memo.steps.all()[0].public_id
    assert guest.post(at_link("shared_stuck", memo), {"step": step}).headers["Location"] == at("ask")
    draft = draft_of(guest)
    words = (
        "Je bloque à l’étape 1 de «\u00a0Je n’arrive pas à envoyer une photo\u00a0»\u00a0: "
        "«\u00a0Ouvrez le site.\u00a0»"
    )
    assert draft["text"] == words
    assert (draft["first_name"], draft["commune"]) == ("", "")
    assert Attempt.objects.get().person is None


def test_publishing_again_ties_nothing_twice(studio: Studio, memo: Memo) -> None:
    stuck(signed_in(studio.scene.jeanne), memo)
    origin = f"memo:{memo.public_id}:{memo.steps.all()[1].public_id}"
    request = studio.scene.ask(origin=origin)
    for _again in range(2):
        actions.tie_to_request(request=request)
    assert Attempt.objects.get().request == request
    for odd in ("", "x", "memo:", "memo:a:b:c"):
        request.origin = odd
        actions.tie_to_request(request=request)


# --- « Mes mémos »


def titled(scene: Scene, *titles: str) -> None:
    for title in titles:
        memo = keep(Studio.of(scene).draft("Ouvrez.", "Cliquez."))
        memo.title = title
        memo.save(update_fields=["title"])


def test_my_memos_with_many_cost_no_more(scene: Scene) -> None:
    jeanne, karim = signed_in(scene.jeanne), signed_in(scene.karim)
    titled(scene, "Un")

    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("replays:memos")).status_code == 200
        return len(queries)

    few, few_his = cost(jeanne), cost(karim)
    titled(scene, *"abcdef")
    Studio.of(scene).draft()
    assert (cost(jeanne), cost(karim)) == (few, few_his + 1), "his list has a picture now"
    assert few <= 8


def test_a_long_memo_costs_no_more_than_a_short_one(studio: Studio) -> None:
    def cost(memo: Memo) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(studio.scene.jeanne).get(at_memo("memo", memo)).status_code == 200
        return len(queries)

    short = cost(keep(studio.draft("Une.")))
    assert cost(keep(Studio.of(studio.scene).draft(*"abcdefgh"))) == short


def test_memos_are_found_whatever_the_accents(scene: Scene) -> None:
    titled(scene, "Déclarer mes impôts", "Envoyer une photo", "c", "d", "e", "f", "g")
    jeanne = signed_in(scene.jeanne)
    page = jeanne.get(reverse("replays:memos"), {"q": "IMPOTS declarer"})
    assert [card.get_text().strip() for card in parsed(page).select(".memo-card__title")] == [
        "Déclarer mes impôts"
    ]
    assert "Aucun mémo ne porte ces mots" in jeanne.get(reverse("replays:memos"), {"q": "zzz"}).content.decode()


def test_each_sees_what_is_hers(studio: Studio) -> None:
    draft = studio.draft("Ouvrez.")
    seen = {
        name: parsed(signed_in(getattr(studio.scene, name)).get(reverse("replays:memos")))
        .select_one("main")
        .get_text()  # type: ignore[union-attr]
        for name in ("jeanne", "karim", "paul")
    }
    assert "à relire" in seen["jeanne"]
    assert "Avec Karim" in seen["jeanne"]
    assert "à préparer" in seen["karim"]
    assert "Avec Jeanne" in seen["karim"]
    assert "Aucun mémo pour le moment" in seen["paul"]
    keep(draft)
    page = signed_in(studio.scene.karim).get(reverse("replays:memos")).content.decode()
    assert draft.title not in page, "a kept memo is hers"
    assert Memo.objects.get().state == MemoState.KEPT


def test_the_home_page_leads_to_them_when_there_are_some(studio: Studio) -> None:
    jeanne = signed_in(studio.scene.jeanne)
    link = f'main a[href="{reverse("replays:memos")}"]'
    assert not parsed(jeanne.get("/")).select(link)
    studio.draft("Ouvrez.")
    assert parsed(jeanne.get("/")).select(link)

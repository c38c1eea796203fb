"""The pages of the memo's editor: who opens them, what they do without script, and that nothing typed is lost."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from epaule.replays import actions
from epaule.replays.models import Memo
from epaule.replays.pictures import Area
from epaule.replays.urls import edit_addresses
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind
from tests.pages import field, parsed, said, title
from tests.replays.screens import screen, shows_secret
from tests.replays.studio import JSON, Studio, files_kept
from tests.replays.test_drawing import SECRET, stored

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
POSTED = {"memo_finish", "memo_reopen", "memo_delete", "memo_step_up", "memo_step_down", "memo_step_remove"}
CARD = "Tapez la carte 4970 1011 2233 4455"


def address(name: str, memo: Memo, step_id: str = "", query: str = "") -> str:
    args = [memo.public_id, step_id] if name.startswith("memo_step") else [memo.public_id]
    return reverse(f"replays:{name}", args=args) + query


def typed(memo: Memo, **changes: str) -> dict[str, str]:
    """What the page of the editor sends when nothing is touched but `changes`: title, or s0, s1, …"""
    sent = {"title": memo.title, "was-title": memo.title}
    for rank, step in enumerate(memo.steps.all()):
        name = f"sentence-{step.public_id}"
        sent |= {name: changes.pop(f"s{rank}", step.sentence), f"was-{name}": step.sentence}
    return sent | changes


def sentences(memo: Memo) -> str:
    return " ".join(step.sentence for step in memo.steps.all())


@pytest.fixture
def memo(studio: Studio) -> Memo:
    studio.agree_to_memo()
    for sentence in ("Un.", "Deux.", "Trois."):
        studio.step(sentence, screen(), focus=(0.8, 0.8))
    studio.end()
    return Memo.objects.get(visit=studio.visit)


@pytest.fixture
def jeanne(studio: Studio, as_person: Any) -> Client:
    client: Client = as_person(studio.scene.jeanne)
    return client


@pytest.fixture
def karim(studio: Studio, as_person: Any) -> Client:
    client: Client = as_person(studio.scene.karim)
    return client


# --- Who


def everything(client: Client, memo: Memo) -> dict[str, int]:
    step_id = memo.steps.get(rank=0).public_id
    found = {}
    for pattern in edit_addresses:
        name = str(pattern.name)
        if name not in POSTED:
            found[f"get {name}"] = client.get(address(name, memo, step_id)).status_code
        found[f"post {name}"] = client.post(address(name, memo, step_id), {"title": "Volé"}).status_code
    return found


def test_anonymous_is_asked_who_she_is(memo: Memo, client: Client) -> None:
    assert set(everything(client, memo).values()) == {302}
    assert client.get(address("memo_edit", memo))["Location"].startswith("/compte/")


def test_for_others_there_is_no_memo(memo: Memo, studio: Studio, as_person: Any) -> None:
    for person in (studio.scene.sophie, studio.scene.claire, studio.scene.paul):
        assert set(everything(as_person(person), memo).values()) == {404}
    memo.refresh_from_db()
    assert (memo.state, memo.steps.count()) == ("draft", 3)


def test_who_came_in_sees_no_memo(studio: Studio, as_person: Any) -> None:
    studio.agree_to_memo()
    studio.step()
    studio.let_in(studio.scene.paul)
    studio.end()
    assert set(everything(as_person(studio.scene.paul), Memo.objects.get()).values()) == {404}


def test_after_an_alarm_the_helper_has_no_memo_any_more(
    memo: Memo, studio: Studio, jeanne: Client, karim: Client
) -> None:
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    assert set(everything(karim, memo).values()) == {404}
    assert jeanne.get(address("memo_edit", memo)).status_code == 200


def test_deleted_memo_is_none(memo: Memo, studio: Studio, jeanne: Client) -> None:
    step_id = memo.steps.get(rank=0).public_id
    actions.delete_memo(by=studio.jeanne, memo=memo)
    for name in ("memo_edit", "memo_step_picture"):
        assert jeanne.get(address(name, memo, step_id)).status_code == 404
    assert jeanne.post(address("memo_reopen", memo)).status_code == 404


def test_while_the_visit_lasts_it_is_said_that_it_does(studio: Studio, jeanne: Client) -> None:
    memo = studio.agree_to_memo()
    studio.step()
    page = jeanne.get(address("memo_edit", memo))
    assert page.status_code == 409
    assert "La visite est encore en cours" in said(page)


def test_only_she_opens_again_and_deletes(memo: Memo, studio: Studio, jeanne: Client, karim: Client) -> None:
    actions.keep(by=studio.jeanne, memo=memo)
    for name in ("memo_reopen", "memo_delete"):
        assert karim.post(address(name, memo)).status_code == 403
    assert jeanne.post(address("memo_reopen", memo))["Location"] == address("memo_edit", memo)
    gone = jeanne.post(address("memo_delete", memo), follow=True)
    assert "Le mémo est supprimé" in said(gone)
    assert "Relire le mémo" not in said(gone)


def test_another_site_cannot_act_for_her(memo: Memo, studio: Studio) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(studio.jeanne.person, "django.contrib.auth.backends.ModelBackend")
    step_id = memo.steps.get(rank=0).public_id
    for pattern in edit_addresses:
        assert client.post(address(str(pattern.name), memo, step_id)).status_code == 403


def test_kept_memo_is_read_and_not_edited(memo: Memo, studio: Studio, jeanne: Client, karim: Client) -> None:
    actions.keep(by=studio.jeanne, memo=memo)
    step_id = memo.steps.get(rank=0).public_id
    for client in (jeanne, karim):
        for name in ("memo_edit", "memo_step_picture"):
            assert client.get(address(name, memo, step_id)).status_code == 302
        for name in ("memo_edit", "memo_step_up", "memo_step_remove", "memo_step_picture"):
            refused = client.post(address(name, memo, step_id), typed(memo, title="Trop tard"))
            assert (refused.status_code, "déjà gardé" in said(refused)) == (409, True), name
    assert karim.post(address("memo_finish", memo), typed(memo)).status_code == 409
    assert jeanne.post(address("memo_finish", memo), typed(memo)).status_code == 302


# --- Terminé


def test_kept_memo_goes_from_its_own_page_and_he_may_suggest_to_share_it(
    memo: Memo, studio: Studio, jeanne: Client, karim: Client, django_capture_on_commit_callbacks: Any
) -> None:
    actions.finish(by=studio.jeanne, memo=memo)
    hers, his = (client.get(reverse("replays:memo", args=[memo.public_id])) for client in (jeanne, karim))
    deletes = address("memo_delete", memo)
    assert parsed(hers).find("form", action=deletes) is not None
    assert deletes not in his.content.decode()
    suggested = "Proposez à Jeanne d’en partager une copie"
    assert (suggested in said(hers), suggested in said(his)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        gone = jeanne.post(deletes, follow=True)
    assert "Le mémo est supprimé. Il n’en reste rien" in said(gone)
    assert (memo.steps.count(), files_kept()) == (0, [])


def test_three_clicks_from_the_end_of_the_visit(memo: Memo, studio: Studio, jeanne: Client) -> None:
    keepsake = jeanne.get(studio.url("keepsake"))
    link = parsed(keepsake).find("a", string=lambda text: bool(text and "Relire le mémo" in text))
    link = link or next(one for one in parsed(keepsake).select("a.button") if "Relire le mémo" in one.get_text())
    editor = jeanne.get(str(link["href"]))
    assert title(editor) == "Relire le mémo"
    buttons = [one for one in parsed(editor).select("button") if one.get_text(strip=True) == "Terminé"]
    assert len(buttons) == 2
    sent = {
        str(one["name"]): str(one.get("value", "")) if one.name == "input" else one.get_text().removeprefix("\n")
        for one in parsed(editor).select("#memo-form input[name], #memo-form textarea[name]")
    }
    done = jeanne.post(str(buttons[0]["formaction"]), sent, follow=True)
    assert "Votre mémo est gardé." in said(done)
    memo.refresh_from_db()
    assert (memo.state, sentences(memo)) == ("kept", "Un. Deux. Trois.")


def test_helper_prepares_and_she_decides(memo: Memo, jeanne: Client, karim: Client) -> None:
    assert "Jeanne décidera de ce qui est gardé" in said(karim.get(address("memo_edit", memo)))
    sent = typed(memo, title="Envoyer une photo", s1="Touchez « Continuer ».")
    assert "Jeanne décidera de ce qui est gardé" in said(
        karim.post(address("memo_finish", memo), sent, follow=True)
    )
    page = jeanne.get(address("memo_edit", memo))
    assert "Karim l’a préparé pour vous" in said(page)
    assert field(page, "title") == "Envoyer une photo"
    memo.refresh_from_db()
    assert (memo.state, sentences(memo)) == ("offered", "Un. Touchez « Continuer ». Trois.")


def test_memo_without_steps_has_a_way_out(memo: Memo, jeanne: Client) -> None:
    for step in memo.steps.all():
        page = jeanne.post(address("memo_step_remove", memo, step.public_id), typed(memo), follow=True)
    assert "Ce mémo n’a plus d’étape" in said(page)
    assert "Terminé" not in said(page, "form")
    assert "Oui, supprimer le mémo" in said(page)
    assert jeanne.post(address("memo_finish", memo), typed(memo)).status_code == 409


# --- Words


def test_what_cannot_be_kept_is_said_beside_it_and_nothing_is_lost(memo: Memo, jeanne: Client) -> None:
    sent = typed(memo, title="  ", s0="x" * 201, s1=CARD, s2="<script>alert(1)</script> Bien.")
    for name in ("memo_edit", "memo_finish", "memo_step_down", "memo_step_remove"):
        page = jeanne.post(address(name, memo, memo.steps.get(rank=0).public_id), sent)
        assert page.status_code == 422
        words = said(page)
        for sentence in (
            "Donnez un titre au mémo",
            "C’est un peu long",
            "un numéro de carte bancaire",
            "3 choses",
        ):
            assert sentence in words
        names = [f"sentence-{step.public_id}" for step in memo.steps.all()]
        assert [field(page, one) for one in names] == [sent[one] for one in names]
        assert [field(page, f"was-{one}") for one in names] == ["Un.", "Deux.", "Trois."]
        assert b"<script>alert" not in page.content
    memo.refresh_from_db()
    assert (memo.state, sentences(memo)) == ("draft", "Un. Deux. Trois.")


def test_html_in_a_sentence_is_words(memo: Memo, jeanne: Client) -> None:
    jeanne.post(address("memo_edit", memo), typed(memo, s0="<b>Un</b> & deux"))
    page = jeanne.get(address("memo_edit", memo))
    assert b"<b>Un</b>" not in page.content
    assert field(page, f"sentence-{memo.steps.get(rank=0).public_id}") == "<b>Un</b> & deux"


def test_page_left_open_brings_nothing_back(memo: Memo, jeanne: Client, karim: Client) -> None:
    as_jeanne_sees_it = typed(memo, s2="Le sien.")
    karim.post(address("memo_edit", memo), typed(memo, title="Celui de Karim", s0="Récrit."))
    jeanne.post(address("memo_edit", memo), as_jeanne_sees_it)
    memo.refresh_from_db()
    assert (memo.title, sentences(memo)) == ("Celui de Karim", "Récrit. Deux. Le sien.")


def test_words_about_a_step_that_the_other_removed_are_passed_over(
    memo: Memo, jeanne: Client, studio: Studio
) -> None:
    sent = typed(memo, s0="Un, mieux.", s1="Deux, mieux.")
    actions.delete_step(by=studio.karim, memo=memo, step_id=memo.steps.get(rank=0).public_id)
    assert jeanne.post(address("memo_edit", memo), sent).status_code == 302
    assert sentences(memo) == "Deux, mieux. Trois."


def test_each_field_is_saved_by_itself_for_our_script(memo: Memo, jeanne: Client) -> None:
    name = f"sentence-{memo.steps.get(rank=1).public_id}"

    def save(text: str) -> Any:
        return jeanne.post(address("memo_edit", memo), {name: text, f"was-{name}": "Deux."}, headers=JSON)

    saved = save("Deux, mieux.")
    assert (saved.status_code, saved.json()) == (200, {"errors": {}})
    refused = save(CARD)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [name])
    memo.refresh_from_db()
    assert (memo.title, sentences(memo)) == ("Je n’arrive pas à envoyer une photo", "Un. Deux, mieux. Trois.")


# --- Order


def test_moving_saves_what_is_typed_and_comes_back_to_the_step(memo: Memo, jeanne: Client) -> None:
    step_id = memo.steps.get(rank=0).public_id
    answer = jeanne.post(address("memo_step_down", memo, step_id), typed(memo, s0="Un, mieux."))
    assert answer["Location"] == address("memo_edit", memo) + f"#etape-{step_id}"
    assert sentences(memo) == "Deux. Un, mieux. Trois."
    jeanne.post(address("memo_step_up", memo, step_id), typed(memo))
    assert sentences(memo) == "Un, mieux. Deux. Trois."


def test_moving_with_script_keeps_the_keyboard_on_its_button(memo: Memo, jeanne: Client) -> None:
    step_id = memo.steps.get(rank=0).public_id

    def focused(name: str) -> str:
        part = jeanne.post(address(name, memo, step_id), typed(memo), headers=HTMX)
        assert parsed(part).select_one("html") is None
        (button,) = parsed(part).select("[data-ep-focus]")
        return str(button["hx-post"])

    up, down = (address(name, memo, step_id) for name in ("memo_step_up", "memo_step_down"))
    assert focused("memo_step_down") == down
    # Last now: there is no further down.
    assert focused("memo_step_down") == up
    assert focused("memo_step_up") == up


def test_long_memo_costs_no_more_queries(memo: Memo, studio: Studio, jeanne: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert jeanne.get(address("memo_edit", memo)).status_code == 200
        return len(queries)

    cost()
    short = cost()
    for number in range(20):
        step = memo.steps.get(rank=0)
        step.pk, step.public_id, step.client_id = None, f"01J{number:023}", f"another-{number}"
        step.rank = number + 5
        step.save()
    assert cost() == short


# --- Pictures


def form_of(page: Any) -> dict[str, str]:
    return {
        str(one["name"]): str(one.get("value", "")) for one in parsed(page).select(".memo-picture__form input")
    }


def test_hiding_without_script(memo: Memo, jeanne: Client, django_capture_on_commit_callbacks: Any) -> None:
    step = memo.steps.get(rank=1)
    buttons = jeanne.post(address("memo_edit", memo), typed(memo, s0="Un !") | {"then": f"mask:{step.public_id}"})
    assert buttons["Location"] == address("memo_step_picture", memo, step.public_id)
    assert sentences(memo) == "Un ! Deux. Trois."
    page = jeanne.get(buttons["Location"])
    assert title(page) == "Cacher une partie de l’image"
    numbers = {"left": "12,5", "top": "41.6", "width": "31.3", "height": "5.7"}
    looked = jeanne.post(buttons["Location"], form_of(page) | numbers | {"do": "look"})
    assert len(parsed(looked).select("svg rect.memo-picture__area")) == 1
    assert shows_secret(stored()[1]) > 10_000
    more = {"left": "0", "top": "0", "width": "2", "height": "2"}
    looked = jeanne.post(buttons["Location"], form_of(looked) | more | {"do": "look"})
    assert len(parsed(looked).select("svg rect.memo-picture__area")) == 2
    looked = jeanne.post(buttons["Location"], form_of(looked) | {"do": "forget:1"})
    assert len(parsed(looked).select("svg rect.memo-picture__area")) == 1
    with django_capture_on_commit_callbacks(execute=True):
        done = jeanne.post(buttons["Location"], form_of(looked) | {"do": "apply"})
    assert done["Location"] == address("memo_edit", memo) + f"#etape-{step.public_id}"
    assert "C’est caché pour toujours" in said(jeanne.get(done["Location"]))
    served = jeanne.get(reverse("replays:step_picture", args=[step.public_id]))
    assert shows_secret(served.content) == 0
    assert sorted(shows_secret(body) == 0 for body in stored()) == [False, False, True]


def test_printed_memo_has_nothing_of_what_is_hidden(memo: Memo, studio: Studio, jeanne: Client) -> None:
    def shown_in_print() -> int:
        sheet = jeanne.get(reverse("replays:memo_pdf", args=[memo.public_id]))
        body = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
        pages = PdfReader(BytesIO(body)).pages
        return sum(shows_secret(picture.data) for page in pages for picture in page.images)

    actions.keep(by=studio.jeanne, memo=memo)
    assert shown_in_print() > 10_000
    actions.reopen(by=studio.jeanne, memo=memo)
    for step in memo.steps.all():
        actions.mask_step(
            by=studio.jeanne, memo=memo, step_id=step.public_id, areas=[SECRET], seen=step.picture_version
        )
    actions.keep(by=studio.jeanne, memo=memo)
    assert shown_in_print() == 0


def test_cropping_without_script(memo: Memo, jeanne: Client, django_capture_on_commit_callbacks: Any) -> None:
    step = memo.steps.get(rank=0)
    answer = jeanne.post(address("memo_edit", memo), typed(memo) | {"then": f"crop:{step.public_id}"})
    page = jeanne.get(answer["Location"])
    assert title(page) == "Recadrer l’image"
    numbers = {"left": "50", "top": "50", "width": "50", "height": "50", "do": "apply"}
    with django_capture_on_commit_callbacks(execute=True):
        jeanne.post(answer["Location"], form_of(page) | numbers)
    step.refresh_from_db()
    assert (step.width, step.height, step.zone) == (640, 360, "middle_centre")
    assert len(files_kept()) == 3


@pytest.mark.parametrize(
    "bad",
    [
        {"left": "-5", "top": "10", "width": "10", "height": "10"},
        {"left": "10", "top": "101", "width": "10", "height": "10"},
        {"left": "nan", "top": "10", "width": "10", "height": "10"},
        {"left": "10", "top": "inf", "width": "10", "height": "10"},
        {"left": "dix", "top": "10", "width": "10", "height": "10"},
        {"left": "10", "top": "10", "width": "10"},
        {"left": "10", "top": "10", "width": "0", "height": "10"},
        {"left": "100", "top": "10", "width": "10", "height": "10"},
        {},
        {"areas": "1,2,3"},
        {"areas": "a,b,c,d"},
        {"areas": "nan,0,10,10"},
        {"areas": "0,0,1e999,10"},
        {"areas": "200,200,10,10"},
        {"areas": " ".join(["1,1,2,2"] * 400)},
        {"areas": " ".join(["1,1,2,2"] * 1000)},
        {"areas": "1,1,2,2", "seen": "une-autre"},
        {"areas": "1,1,2,2", "seen": ""},
        {"areas": "\0"},
    ],
)
def test_bad_rectangles_are_said_in_words_and_change_nothing(
    memo: Memo, jeanne: Client, bad: dict[str, str]
) -> None:
    step = memo.steps.get(rank=0)
    before = stored()
    for query in ("", "?pour=recadrer"):
        where = address("memo_step_picture", memo, step.public_id, query)
        page = jeanne.post(where, {"seen": step.picture_version, "do": "apply"} | bad)
        assert page.status_code in {400, 409, 422}, bad
        assert parsed(page).select("[role=alert]"), bad
        assert parsed(page).select_one(".memo-picture__form [name=areas]") is not None
        for name in ("left", "top"):
            if name in bad:
                assert field(page, name) == bad[name]
    assert stored() == before


def test_rectangles_chosen_in_a_picture_changed_since_are_shown_again(
    memo: Memo, jeanne: Client, studio: Studio
) -> None:
    step = memo.steps.get(rank=0)
    where = address("memo_step_picture", memo, step.public_id)
    sent = form_of(jeanne.get(where)) | {"areas": "10,10,20,20", "do": "apply"}
    actions.crop_step(
        by=studio.karim,
        memo=memo,
        step_id=step.public_id,
        area=Area(0, 0, 0.5, 1),
        seen=step.picture_version,
    )
    page = jeanne.post(where, sent)
    assert page.status_code == 409
    assert "vient d’être changée" in said(page)
    assert form_of(page)["areas"] == "10,10,20,20"
    assert jeanne.post(where, form_of(page) | {"do": "apply"}).status_code == 302


def test_step_that_is_not_there_any_more(memo: Memo, studio: Studio, jeanne: Client) -> None:
    step_id = memo.steps.get(rank=0).public_id
    sent = typed(memo, s1="Deux, mieux.")
    actions.delete_step(by=studio.karim, memo=memo, step_id=step_id)
    for name in ("memo_step_up", "memo_step_down", "memo_step_remove", "memo_step_picture"):
        assert jeanne.post(address(name, memo, step_id), sent).status_code == 404
    assert jeanne.get(address("memo_step_picture", memo, step_id)).status_code == 404
    assert jeanne.post(address("memo_edit", memo), sent | {"then": f"mask:{step_id}"}).status_code == 302
    assert sentences(memo) == "Deux, mieux. Trois."

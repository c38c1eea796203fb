"""Asking, one question a screen: nothing typed is ever lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from epaule.people.models import AccessLink, Block, Person
from epaule.requests import actions
from epaule.requests.errors import TextHoldsSecret
from epaule.requests.models import TEXT_MAX_LENGTH, HelpRequest
from epaule.safety.texts import Secret
from epaule.territory.models import CommuneName
from tests.factories import Scene
from tests.pages import checked, chosen, field, parsed, said, title
from tests.requests.wizard import ANSWERS, SECRETS, STEPS, TEXT, answer, at

# --- Bad input -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_empty_text_asks_for_a_sentence(scene: Scene, client: Client, text: str) -> None:
    response = client.post(at("ask"), {"text": text})
    assert response.status_code == 400
    assert "Écrivez en quelques mots ce que vous voulez faire." in said(response)


def test_nothing_sent_at_all_is_an_empty_answer(scene: Scene, client: Client) -> None:
    client.post(at("ask"), {"text": TEXT})
    for step in ("ask", "ask_when", "ask_who", "ask_callback"):
        assert client.post(at(step)).status_code == 400, step


def test_very_long_text_is_kept_in_the_page(scene: Scene, client: Client) -> None:
    text = "Bonjour à tous. " * 100
    response = client.post(at("ask"), {"text": text})
    assert response.status_code == 400
    assert f"{TEXT_MAX_LENGTH} signes au plus" in said(response)
    assert field(response, "text").strip() == text.strip()


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_is_refused_with_its_sentence_and_the_text_stays(
    scene: Scene, client: Client, kind: Secret
) -> None:
    response = client.post(at("ask"), {"text": SECRETS[kind]})
    assert response.status_code == 400
    assert " ".join(str(kind.sentence).split()) in said(response)
    assert field(response, "text") == SECRETS[kind]
    assert field(client.get(at("ask")), "text") == "", "a secret is kept nowhere"


def test_typed_markup_is_shown_as_typed(scene: Scene, client: Client) -> None:
    text = "<script>alert(1)</script> & mes mails"
    answer(client, ask={"text": text})
    page = client.get(at("check"))
    assert text in said(page)
    assert not [script for script in parsed(page).select("script") if "alert" in script.get_text()]


def test_unknown_theme_is_refused(scene: Scene, client: Client) -> None:
    answer(client, "ask")
    response = client.post(at("ask_topics"), {"topics": ["magie"]})
    assert response.status_code == 400
    assert parsed(response).select(".notice--error")


def test_unknown_moment_is_refused(scene: Scene, client: Client) -> None:
    answer(client, "ask", "ask_topics")
    assert client.post(at("ask_when"), {"when": "hier"}).status_code == 400


def test_first_name_missing_or_too_long(scene: Scene, client: Client) -> None:
    empty = client.post(at("ask_who"), {"first_name": " "})
    assert (empty.status_code, "Écrivez votre prénom" in said(empty)) == (400, True)
    long = client.post(at("ask_who"), {"first_name": "Odette" * 20})
    assert (long.status_code, "Un prénom plus court" in said(long)) == (400, True)
    assert field(long, "first_name") == "Odette" * 20


def test_unknown_language_is_refused(scene: Scene, client: Client) -> None:
    assert client.post(at("ask_who"), {"first_name": "Odette", "language": "xx"}).status_code == 400


def test_commune_not_found_says_what_to_try(scene: Scene, client: Client) -> None:
    response = client.post(at("ask_where"), {"q": "Trifouillis"})
    assert response.status_code == 400
    assert "Nous ne trouvons pas cette commune." in said(response)
    assert field(response, "q") == "Trifouillis"


def test_commune_of_one_letter_says_to_write_more(scene: Scene, client: Client) -> None:
    response = client.post(at("ask_where"), {"q": "A"})
    assert response.status_code == 400
    assert "Écrivez les premières lettres" in said(response)


@pytest.mark.parametrize("chosen", ["", "99999", "Saint-Lô", "50502'--"])
def test_commune_not_chosen_asks_to_choose(scene: Scene, client: Client, chosen: str) -> None:
    response = client.post(at("ask_where"), {"q": "", "commune": chosen})
    assert response.status_code == 400
    assert "Tapez le nom de votre commune" in said(response)


# --- The way through -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", range(len(STEPS)))
def test_skipping_a_step_leads_back_to_it(scene: Scene, client: Client, done: int) -> None:
    answer(client, *STEPS[:done]) if done else None
    assert client.get(at("check"))["Location"] == at(STEPS[done])
    assert client.post(at("check"))["Location"] == at(STEPS[done])
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize("missing", STEPS[1:])
def test_only_the_step_left_out_is_asked_again(scene: Scene, client: Client, missing: str) -> None:
    answer(client, *[step for step in STEPS if step != missing])
    assert client.get(at("check"))["Location"] == at(missing)
    answer(client, missing)
    assert client.get(at("check")).status_code == 200


@pytest.mark.parametrize("step", ["ask_topics", "ask_callback"])
def test_page_about_a_text_without_text_leads_to_the_question(scene: Scene, client: Client, step: str) -> None:
    assert client.get(at(step))["Location"] == at("ask")


def test_going_back_loses_nothing(scene: Scene, client: Client) -> None:
    answer(client, ask_topics={"topics": ["argent_impots"]}, ask_who={"first_name": "Odette", "language": "ar"})
    assert field(client.get(at("ask")), "text") == TEXT
    assert checked(client.get(at("ask_topics")), "topics") == ["argent_impots"]
    who = client.get(at("ask_who"))
    assert field(who, "first_name") == "Odette"
    (language,) = parsed(who).select("select[name=language] option[selected]")
    assert language["value"] == "ar"
    assert checked(client.get(at("ask_where")), "commune") == ["50502"]
    page = said(client.get(at("check")), "main")
    assert all(part in page for part in (TEXT, "Mes impôts", "Odette", "Saint-Lô"))


def test_same_text_again_keeps_the_corrected_themes(scene: Scene, client: Client) -> None:
    answer(client, ask_topics={"topics": ["argent_impots"]})
    answer(client, "ask")
    assert checked(client.get(at("ask_topics")), "topics") == ["argent_impots"]
    assert client.get(at("check")).status_code == 200


def test_another_text_is_understood_anew(scene: Scene, client: Client) -> None:
    answer(client, ask_topics={"topics": ["banque_et_achats_en_ligne"]})
    answer(client, "ask", ask={"text": "Je dois déclarer mes impôts"})
    assert client.get(at("check"))["Location"] == at("ask_topics")
    assert checked(client.get(at("ask_topics")), "topics") == ["argent_impots"]


def test_themes_may_all_be_unticked(scene: Scene, client: Client) -> None:
    answer(client, ask_topics={})
    assert "à voir ensemble" in said(client.get(at("check")))
    client.post(at("check"))
    assert list(HelpRequest.objects.get().topics.all()) == []


@pytest.mark.usefixtures("scene")
def test_commune_search_works_without_script(client: Client) -> None:
    found = client.post(at("ask_where"), {"q": "avranches"})
    assert found.status_code == 200
    assert [str(box["value"]) for box in parsed(found).select("input[name=commune]")] == ["50025"]
    answer(client, "ask_where", ask_where={"q": "avranches", "commune": "50025"})
    assert checked(client.get(at("ask_where")), "commune") == ["50025"]


def test_other_commune_typed_beside_the_one_chosen_before_is_searched(scene: Scene, client: Client) -> None:
    answer(client)
    response = client.post(at("ask_where"), {"q": "avranches", "commune": "50502"})
    assert response.status_code == 200, "the page without script sends both"
    assert [str(box["value"]) for box in parsed(response).select("input[name=commune]")] == ["50025"]
    assert "Saint-Lô" in said(client.get(at("check"))), "nothing changes before she chooses"


def test_commune_by_an_old_name(scene: Scene, client: Client) -> None:
    CommuneName.objects.create(commune_id="50129", folded="tourlaville", is_current=False)
    assert "Cherbourg-en-Cotentin" in said(client.post(at("ask_where"), {"q": "Tourlaville"}))


# --- Who asks ------------------------------------------------------------------------------------------------


def test_signed_in_person_is_known(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.jeanne)
    assert field(client.get(at("ask_who")), "first_name") == "Jeanne"
    assert checked(client.get(at("ask_where")), "commune") == ["50502"]
    answer(client, "ask", "ask_topics", "ask_when")
    assert client.get(at("check")).status_code == 200
    client.post(at("check"))
    request = HelpRequest.objects.get()
    assert (request.person, request.first_name) == (scene.jeanne, "Jeanne")
    assert not AccessLink.objects.exists(), "she comes back by her account"


def test_visitor_becomes_a_guest_with_a_link(scene: Scene, client: Client) -> None:
    answer(client)
    persons = Person.objects.count()
    response = client.post(at("check"))
    request = HelpRequest.objects.get()
    assert response["Location"] == f"/demande/{request.public_id}/"
    assert Person.objects.count() == persons + 1
    guest = request.person
    assert guest.is_guest
    assert (guest.first_name, guest.commune_id, guest.territory, guest.languages) == (
        "Odette",
        "50502",
        scene.territory,
        ["fr"],
    )
    assert guest.access_links.get().next_path == response["Location"]
    assert client.get(at("ask_who"), follow=True).status_code == 200
    assert field(client.get(at("ask")), "text") == "", "the draft is done with"


def test_published_request_is_what_was_checked(scene: Scene, client: Client) -> None:
    answer(client, ask_topics={"topics": ["argent_impots"]}, ask_who={"first_name": "Mamie", "language": "ar"})
    client.post(at("check"))
    request = HelpRequest.objects.get()
    assert (request.text, request.first_name, request.language, request.commune_id) == (
        TEXT,
        "Mamie",
        "ar",
        "50502",
    )
    assert {topic.code for topic in request.topics.all()} == {
        "argent_impots",
        "aide_aux_demarches_administratives",
    }


def test_guest_asking_twice_is_led_to_her_request(scene: Scene, client: Client) -> None:
    answer(client)
    first = client.post(at("check"))["Location"]
    notice = client.get(at("ask"))
    assert "Vous avez déjà une demande en cours" in said(notice)
    assert parsed(notice).select(f'a[href="{first}"]')
    answer(client)
    assert client.post(at("check"))["Location"] == first
    assert HelpRequest.objects.count() == 1


def test_guest_asking_again_once_helped_is_the_same_guest(scene: Scene, client: Client) -> None:
    answer(client)
    client.post(at("check"))
    first = HelpRequest.objects.get()
    actions.cancel(by=first.person, request=first)
    answer(client)
    client.post(at("check"))
    assert HelpRequest.objects.filter(person=first.person).count() == 2
    assert AccessLink.objects.filter(person=first.person).count() == 2


def test_refused_publication_leaves_no_guest_behind(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: Any) -> None:
        raise TextHoldsSecret()

    answer(client)
    persons = Person.objects.count()
    monkeypatch.setattr(actions, "publish_request", refuse)
    assert client.post(at("check")).status_code == 400
    assert Person.objects.count() == persons
    assert "_auth_user_id" not in client.session


def test_steps_are_numbered_and_titled(scene: Scene, client: Client) -> None:
    answer(client)
    expected = {
        "ask": ("Étape 1 sur 5", "Que voulez-vous faire ?"),
        "ask_topics": ("Étape 1 sur 5", "De quoi s’agit-il ?"),
        "ask_when": ("Étape 2 sur 5", "Pour quand ?"),
        "ask_who": ("Étape 3 sur 5", "Comment vous appelez-vous ?"),
        "ask_where": ("Étape 4 sur 5", "Quelle est votre commune ?"),
        "check": ("Étape 5 sur 5", "Tout est prêt"),
    }
    for step, (number, question) in expected.items():
        page = client.get(at(step))
        assert (number in said(page), title(page)) == (True, question)
        assert "no-store" in page["Cache-Control"], "nothing typed stays in the browser of a library"


def test_every_way_back_leads_one_step_back(scene: Scene, client: Client) -> None:
    answer(client)
    order = ["ask", "ask_topics", "ask_when", "ask_who", "ask_where", "check"]
    for before, step in pairwise(order):
        (back,) = parsed(client.get(at(step))).select("a.back")
        assert back["href"] == at(before)


def test_wrong_method_is_refused(scene: Scene, client: Client) -> None:
    for step in [*ANSWERS, "check", "ask_callback"]:
        assert client.put(at(step)).status_code == 405, step


# --- What may be said beside -------------------------------------------------------------------------------------


def test_when_has_three_answers_that_are_kept(scene: Scene, client: Client) -> None:
    for when, words in (("now", "Tout de suite"), ("this_week", "Cette semaine"), ("no_hurry", "Rien ne presse")):
        answer(client, ask_when={"when": when})
        assert words in said(client.get(at("check")))
    client.post(at("check"))
    assert HelpRequest.objects.get().urgency == "no_hurry"


def test_someone_else_asks_for_her(scene: Scene, client: Client) -> None:
    answer(client, "ask", "ask_topics", "ask_when")
    client.post(at("ask_who"), {"turn": "relative", "first_name": "Anne"})
    page = client.get(at("ask_who"))
    assert (field(page, "filled_in_by"), field(page, "first_name")) == ("Anne", ""), "her own name is not lost"
    wrong = client.post(at("ask_who"), {"first_name": "Odette", "filled_in_by": " "})
    assert (wrong.status_code, field(wrong, "first_name")) == (400, "Odette")
    assert client.get(at("check"))["Location"] == at("ask_who")
    answer(client, "ask_who", ask_who={"first_name": "Odette", "filled_in_by": "sa fille Anne"})
    assert title(client.get(at("ask_where"))) == "Dans quelle commune habite Odette ?"
    answer(client, "ask_where")
    page = said(client.get(at("check")), "main")
    assert all(part in page for part in ("Odette veut", "sa fille Anne", "Sa commune"))
    client.post(at("check"))
    request = HelpRequest.objects.get()
    assert (request.for_whom, request.first_name, request.filled_in_by) == ("relative", "Odette", "sa fille Anne")


def test_changing_ones_mind_about_for_whom(scene: Scene, client: Client) -> None:
    client.post(at("ask_who"), {"turn": "relative"})
    client.post(at("ask_who"), {"turn": "self", "filled_in_by": "Anne"})
    assert field(client.get(at("ask_who")), "first_name") == "Anne"
    client.post(at("ask_who"), {"turn": "self", "first_name": "Rien"})
    assert field(client.get(at("ask_who")), "first_name") == "Anne", "said twice is the same"
    assert client.post(at("ask_who"), {"turn": "chat"}).status_code == 400


def test_secret_beside_who_fills_it_in_is_refused(scene: Scene, client: Client) -> None:
    client.post(at("ask_who"), {"turn": "relative"})
    wrong = {"first_name": "Odette", "filled_in_by": "mon mot de passe : Minou1950"}
    assert client.post(at("ask_who"), wrong).status_code == 400


def test_needs_are_kept_and_an_unknown_one_is_refused(scene: Scene, client: Client) -> None:
    assert client.post(at("ask_who"), {"first_name": "Odette", "needs": ["magie"]}).status_code == 400
    answer(client, ask_who={"first_name": "Odette", "needs": ["deaf", "motor"]})
    assert checked(client.get(at("ask_who")), "needs") == ["deaf", "motor"]
    assert "malentendant" in said(client.get(at("check")))
    client.post(at("check"))
    assert HelpRequest.objects.get().needs == ["deaf", "motor"]


def test_device_is_guessed_and_may_be_corrected(scene: Scene, client: Client) -> None:
    phone = {
        "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14; SM-A145R) AppleWebKit/537.36 Mobile Safari/537.36"
    }
    assert chosen(client.get(at("ask_who"), **phone), "device") == "phone"
    assert client.post(at("ask_who"), {"first_name": "Odette", "device": "grille-pain"}).status_code == 400
    answer(client, ask_who={"first_name": "Odette", "device": "tablet"})
    assert chosen(client.get(at("ask_who"), **phone), "device") == "tablet"
    assert "Une tablette" in said(client.get(at("check")))
    client.post(at("check"))
    assert HelpRequest.objects.get().device == "tablet"


def test_device_of_somebody_else_is_not_guessed(scene: Scene, client: Client) -> None:
    client.post(at("ask_who"), {"turn": "relative"})
    page = client.get(at("ask_who"), HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
    assert chosen(page, "device") == ""


def test_helper_wished_from_her_page_is_kept(scene: Scene, client: Client) -> None:
    page = client.get(at("ask"), {"aidant": scene.sophie.public_id})
    assert "Vous aimeriez l’aide de Sophie" in said(page)
    answer(client)
    assert "Sophie" in said(client.get(at("check")))
    client.post(at("check"))
    assert HelpRequest.objects.get().wished_helper == scene.sophie


def test_no_longer_wished(scene: Scene, client: Client) -> None:
    client.get(at("ask"), {"aidant": scene.sophie.public_id})
    client.get(at("ask"), {"aidant": ""})
    answer(client)
    assert "Sophie" not in said(client.get(at("check")))


@pytest.mark.parametrize("aidant", ["inconnu", "\0", "9" * 3000, "paul", "claire", "suspended"])
def test_only_a_helper_can_be_wished_for(scene: Scene, client: Client, aidant: str) -> None:
    if aidant == "suspended":
        scene.sophie.suspended_at = timezone.now()
        scene.sophie.save()
        aidant = scene.sophie.public_id
    known = getattr(scene, aidant, None)
    client.get(at("ask"), {"aidant": known.public_id if known else aidant})
    answer(client)
    client.post(at("check"))
    assert HelpRequest.objects.get().wished_helper is None


@pytest.mark.parametrize("who", ["person", "blocked"])
def test_nobody_wishes_for_whom_she_never_meets(scene: Scene, as_person: Any, who: str) -> None:
    other = "blocked" if who == "person" else "person"
    Block.objects.create(**{who: scene.jeanne, other: scene.sophie, "at": timezone.now()})
    client = as_person(scene.jeanne)
    page = client.get(at("ask"), {"aidant": scene.sophie.public_id})
    assert "Sophie" not in said(page, "main")


def test_wishes_propose_those_who_helped_her(scene: Scene, as_person: Any) -> None:
    actions.close(by=None, request=actions.accept(by=scene.karim, request=scene.ask()))
    client = as_person(scene.jeanne)
    answer(client)
    page = client.get(at("ask_wishes"))
    values = [str(box["value"]) for box in parsed(page).select("input[name=wished_helper]")]
    assert values == ["", scene.karim.public_id]
    refused = client.post(at("ask_wishes"), {"fee": "free", "wished_helper": scene.sophie.public_id})
    assert refused.status_code == 400
    client.post(at("ask_wishes"), {"fee": "both", "wished_helper": scene.karim.public_id})
    client.post(at("check"))
    request = HelpRequest.objects.get(state="published")
    assert (request.fee, request.wished_helper) == ("both", scene.karim)


def test_wishes_come_after_the_questions(scene: Scene, client: Client) -> None:
    assert client.get(at("ask_wishes"))["Location"] == at("ask")
    answer(client)
    assert client.post(at("ask_wishes"), {"fee": "paid"}).status_code == 400, "not among the answers"
    assert "wished_helper" not in client.get(at("ask_wishes")).content.decode()

"""« Peut-être que cela suffit\u00a0? »: sheets proposed before she asks, and what follows."""

from __future__ import annotations

from django.test import Client

from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.knowhow.shelf import publish, sheet_in
from tests.pages import parsed
from tests.requests.wizard import answer, at


def ask(text: str) -> Client:
    client = Client()
    answer(client, "ask", ask={"text": text})
    return client


def test_what_fits_is_proposed_and_asking_stays_the_main_way(scene: Scene) -> None:
    sheet = publish(scene)
    client = ask("je voudré envoyé une foto par mail")
    page = parsed(client.get(at("ask_topics")))
    (link,) = page.select(".suffice .sheet-card a")
    assert link["href"] == f"/savoir/{sheet.public_id}/?demande=1"
    assert "Peut-être que cela suffit\u00a0?" in page.get_text()
    assert "Non, continuer ma demande" in page.get_text()
    shown = parsed(client.get(str(link["href"])))
    assert {one["href"] for one in shown.select("main a[href='/demande/theme/']")}
    assert "envoyé une foto" in client.get(at("ask_topics")).content.decode()
    assert client.post(at("ask_topics"), {"topics": ["email"]}).status_code == 302


def test_nothing_is_said_when_nothing_fits(scene: Scene) -> None:
    publish(scene)
    sheet_in(scene, "in_review")
    page = parsed(ask("mon imprimante clignote rouge").get(at("ask_topics")))
    assert not page.select(".suffice")
    assert "cela suffit" not in page.get_text()
    assert "Non, continuer" not in page.get_text()


def test_a_sheet_that_sufficed_is_counted_and_the_ask_forgotten(scene: Scene) -> None:
    sheet = publish(scene)
    client = ask("envoyer une photo par mail")
    path = f"/demande/fiche/{sheet.public_id}/suffit/"
    assert client.post(path, {"demande": "1"}).status_code == 302
    assert client.get(at("ask_topics")).status_code == 302, "nothing is being asked"
    trace = AuditEvent.objects.get(event="sheet.sufficed")
    assert (trace.by, trace.target) == ("", f"sheet:{sheet.public_id}")
    assert client.get(path).status_code == 405
    assert client.post("/demande/fiche/inconnue/suffit/").status_code == 404


def test_a_sheet_read_beside_an_ask_leaves_it_alone(scene: Scene) -> None:
    sheet = publish(scene)
    client = ask("envoyer une photo par mail")
    client.post(f"/demande/fiche/{sheet.public_id}/suffit/")
    assert client.get(at("ask_topics")).status_code == 200


def test_who_still_needs_help_has_her_text_written(scene: Scene) -> None:
    sheet = publish(scene)
    field = parsed(Client().get(f"{at('ask')}?fiche={sheet.public_id}")).select_one("textarea")
    assert field is not None
    assert "Envoyer une photo par e-mail. J’ai suivi la fiche" in field.get_text()
    begun = ask("autre chose")
    field = parsed(begun.get(f"{at('ask')}?fiche={sheet.public_id}")).select_one("textarea")
    assert field is not None
    assert field.get_text().strip() == "autre chose"
    for unknown in ("x", sheet_in(scene, "withdrawn").public_id):
        field = parsed(Client().get(f"{at('ask')}?fiche={unknown}")).select_one("textarea")
        assert field is not None
        assert not field.get_text().strip()

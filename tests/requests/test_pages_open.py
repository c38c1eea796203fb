"""Every page of the journey opens, in order, without script."""

from django.test import Client
from django.urls import reverse

from epaule.requests.models import CallbackRequest, HelpRequest
from tests.factories import Scene


def test_asking_from_home_to_waiting_without_account_nor_script(scene: Scene) -> None:
    client = Client()
    assert client.get("/").status_code == 200
    steps = [
        (reverse("requests:ask"), {"text": "Je n’arrive pas à lire mes mails"}),
        (reverse("requests:ask_topics"), {"topics": ["email"]}),
        (reverse("requests:ask_when"), {"when": "now"}),
        (reverse("requests:ask_who"), {"first_name": "Odette", "language": ""}),
        (reverse("requests:ask_where"), {"commune": "50502"}),
        (reverse("requests:check"), {}),
    ]
    following = steps[0][0]
    for address, answers in steps:
        assert following == address
        assert client.get(address).status_code == 200
        answer = client.post(address, answers)
        assert answer.status_code == 302, answer.content.decode()
        following = answer["Location"]
    asked = HelpRequest.objects.get()
    assert following == reverse("requests:waiting", args=[asked.public_id])
    page = client.get(following).content.decode()
    assert "Nous cherchons quelqu’un" in page
    assert (asked.first_name, asked.person.is_guest, asked.commune_id) == ("Odette", True, "50502")


def test_another_day_keeps_a_callback(scene: Scene) -> None:
    client = Client()
    client.post(reverse("requests:ask"), {"text": "Je n’arrive pas à lire mes mails"})
    client.post(reverse("requests:ask_topics"), {})
    assert client.post(reverse("requests:ask_when"), {"when": "callback"})["Location"] == reverse(
        "requests:ask_callback"
    )
    assert client.get(reverse("requests:ask_callback")).status_code == 200
    wrong = client.post(reverse("requests:ask_callback"), {"first_name": "Odette", "phone": "12"})
    assert wrong.status_code == 400
    kept = client.post(reverse("requests:ask_callback"), {"first_name": "Odette", "phone": "06 39 98 00 01"})
    assert kept["Location"] == reverse("requests:callback_kept")
    assert client.get(kept["Location"]).status_code == 200
    assert CallbackRequest.objects.get().phone == "+33639980001"

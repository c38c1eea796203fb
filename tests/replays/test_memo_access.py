"""Who reads a finished memo, its pictures and its sheet, in every state."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.replays import actions
from epaule.replays.models import Memo, MemoState, Step
from epaule.replays.reading import link_token
from epaule.requests import actions as requests_actions
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind
from tests.consistency.tour import signed_in
from tests.replays.studio import Studio

pytestmark = pytest.mark.django_db


def keep(memo: Memo) -> Memo:
    memo.state, memo.kept_at, memo.delete_on = MemoState.KEPT, timezone.now(), None
    memo.save()
    return memo


def offer(memo: Memo) -> Memo:
    memo.state, memo.offered_at = MemoState.OFFERED, timezone.now()
    memo.save()
    return memo


def delete(memo: Memo) -> Memo:
    memo.state, memo.delete_on = MemoState.DELETED, None
    memo.save()
    return memo


def after_an_alarm(memo: Memo) -> Memo:
    keep(memo)
    helped = memo.visit.participants.get(role="helped")
    visits_actions.raise_alarm(by=helped, kind=AlarmKind.PASSWORD)
    return memo


def pages(memo: Memo) -> list[str]:
    step = Step.objects.filter(memo=memo).first()
    assert step is not None
    return [
        reverse("replays:memo", args=[memo.public_id]),
        reverse("replays:memo_pdf", args=[memo.public_id]),
        reverse("replays:step_picture", args=[step.public_id]),
    ]


def can_read(client: Client, memo: Memo) -> bool:
    """True or false, and the same for its page, its sheet and its pictures."""
    statuses = {client.get(page).status_code for page in pages(memo)}
    assert statuses in ({200}, {404}), statuses
    return statuses == {200}


READERS = ["jeanne", "karim", "sophie", "claire", "paul"]


@pytest.mark.parametrize(
    ("state", "reading"),
    [
        (lambda memo: memo, {"jeanne", "karim"}),
        (offer, {"jeanne", "karim"}),
        (keep, {"jeanne", "karim"}),
        (after_an_alarm, {"jeanne"}),
    ],
    ids=["draft", "offered", "kept", "after an alarm"],
)
def test_who_reads_it(studio: Studio, state: Callable[[Memo], Memo], reading: set[str]) -> None:
    studio.let_in(studio.scene.paul)
    memo = state(studio.draft("Ouvrez le site."))
    found = {name for name in READERS if can_read(signed_in(getattr(studio.scene, name)), memo)}
    assert found == reading


def test_nobody_reads_one_that_is_deleted_or_still_being_made(studio: Studio) -> None:
    studio.agree_to_memo()
    studio.step()
    open_memo = Memo.objects.get()
    address = reverse("replays:memo", args=[open_memo.public_id])
    assert signed_in(studio.scene.jeanne).get(address).status_code == 404
    studio.end()
    delete(Memo.objects.get())
    for person in (studio.scene.jeanne, studio.scene.karim):
        assert signed_in(person).get(address).status_code == 404


def test_who_is_not_signed_in_is_asked_who_she_is(studio: Studio) -> None:
    for page in pages(keep(studio.draft())):
        assert Client().get(page).status_code == 302


# --- Who helps in a new visit


def stuck(studio: Studio, memo: Memo) -> str:
    step = memo.steps.all()[0]
    return f"memo:{memo.public_id}:{step.public_id}"


def test_the_helper_of_the_new_visit_reads_it_until_that_is_closed(studio: Studio) -> None:
    scene, memo = studio.scene, keep(studio.draft("Ouvrez le site."))
    sophie = signed_in(scene.sophie)
    request = scene.ask(origin=stuck(studio, memo))
    assert not can_read(sophie, memo)
    requests_actions.accept(by=scene.sophie, request=request)
    assert can_read(sophie, memo)
    visit = visits_actions.open_visit(by=scene.sophie, request=request)
    assert can_read(sophie, memo)
    room = sophie.get(reverse("visits:room", args=[visit.public_id])).content.decode()
    assert reverse("replays:memo", args=[memo.public_id]) in room
    page = sophie.get(pages(memo)[0]).content.decode()
    assert "Je bloque ici" not in page
    assert "Donner ce mémo" not in page
    visits_actions.end_visit(participant=scene.participants(visit)[0])
    assert not can_read(sophie, memo)


def test_another_memo_of_hers_stays_closed_to_him(studio: Studio) -> None:
    scene, memo = studio.scene, keep(studio.draft("Ouvrez le site."))
    other = keep(Studio.of(scene).draft("Autre chose."))
    requests_actions.accept(by=scene.sophie, request=scene.ask(origin=stuck(studio, memo)))
    assert can_read(signed_in(scene.sophie), memo)
    assert not can_read(signed_in(scene.sophie), other)


def test_after_an_alarm_not_even_the_new_helper(studio: Studio) -> None:
    scene, memo = studio.scene, after_an_alarm(studio.draft("Ouvrez le site."))
    requests_actions.accept(by=scene.sophie, request=scene.ask(origin=stuck(studio, memo)))
    assert not can_read(signed_in(scene.sophie), memo)


def test_an_alarm_in_the_new_visit_closes_it_to_its_helper(studio: Studio) -> None:
    scene, memo = studio.scene, keep(studio.draft("Ouvrez le site."))
    request = requests_actions.accept(by=scene.sophie, request=scene.ask(origin=stuck(studio, memo)))
    visit = visits_actions.open_visit(by=scene.sophie, request=request)
    assert can_read(signed_in(scene.sophie), memo)
    visits_actions.raise_alarm(by=visit.participants.get(role="helped"), kind=AlarmKind.CARD)
    assert not can_read(signed_in(scene.sophie), memo)


def test_someone_who_only_had_the_link_gives_the_memo_no_longer_than_it_is_open(studio: Studio) -> None:
    scene, memo = studio.scene, keep(studio.draft("Ouvrez le site."))
    memo = actions.open_link(by=studio.jeanne, memo=memo)
    request = scene.ask(scene.paul, origin=stuck(studio, memo))
    requests_actions.accept(by=scene.sophie, request=request)
    assert can_read(signed_in(scene.sophie), memo)
    actions.close_link(by=studio.jeanne, memo=memo)
    assert not can_read(signed_in(scene.sophie), memo)


def test_an_origin_that_was_made_up_opens_nothing(studio: Studio) -> None:
    scene, memo = studio.scene, keep(studio.draft("Ouvrez le site."))
    for origin in (stuck(studio, memo), f"memo:{memo.public_id}", f"memo:{memo.public_id}:x"):
        request = scene.ask(scene.paul, origin=origin)
        requests_actions.accept(by=scene.sophie, request=request)
        assert not can_read(signed_in(scene.sophie), memo)
        requests_actions.cancel(by=scene.paul, request=request)


# --- The secret address


def shared(memo: Memo, token: str = "") -> list[str]:
    token = token or link_token(memo)
    step = memo.steps.all()[0]
    return [
        reverse("replays:shared_memo", args=[token]),
        reverse("replays:shared_pdf", args=[token]),
        reverse("replays:shared_alone", args=[token]),
        reverse("replays:shared_picture", args=[token, step.public_id]),
    ]


def statuses(addresses: list[str]) -> set[int]:
    return {Client().get(address).status_code for address in addresses}


def test_the_link_opens_closes_and_changes(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez le site."))
    assert statuses(shared(memo)) == {404}
    memo = actions.open_link(by=studio.jeanne, memo=memo)
    first = shared(memo)
    assert statuses(first) == {200}
    assert actions.open_link(by=studio.jeanne, memo=memo).link_version == memo.link_version
    renewed = actions.open_link(by=studio.jeanne, memo=memo, anew=True)
    assert (statuses(first), statuses(shared(renewed))) == ({404}, {200})
    closed = actions.close_link(by=studio.jeanne, memo=renewed)
    assert statuses(shared(closed)) | statuses(shared(renewed)) == {404}
    again = actions.open_link(by=studio.jeanne, memo=closed)
    assert statuses(shared(again)) == {200}
    assert statuses(first) | statuses(shared(renewed)) == {404}, "an ended address never serves again"


def test_a_memo_opened_again_closes_its_link_for_good(studio: Studio) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    given = shared(memo)
    actions.reopen(by=studio.jeanne, memo=memo)
    assert statuses(given) == {404}
    kept = actions.keep(by=studio.jeanne, memo=memo)
    assert (kept.link_is_open, statuses(given)) == (False, {404})
    assert AuditEvent.objects.filter(event="memo.link_closed", target=f"memo:{memo.public_id}").count() == 1
    assert statuses(shared(actions.open_link(by=studio.jeanne, memo=kept))) == {200}
    assert statuses(given) == {404}


def test_an_address_that_was_changed_leads_nowhere(studio: Studio) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    token = link_token(memo)
    for wrong in (
        token[:-1],
        token + "A",
        token.upper(),
        f"{memo.public_id}-1.",
        memo.public_id,
        "x.y",
        "é.à",
        "-.",
    ):
        assert statuses(shared(memo, wrong)) == {404}, wrong


@pytest.mark.parametrize("state", [offer, delete, after_an_alarm])
def test_the_link_shows_only_what_is_kept_and_no_proof(studio: Studio, state: Callable[[Memo], Memo]) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    addresses = shared(memo)
    memo.delete_on = timezone.localdate()
    state(memo)
    assert statuses(addresses) == {404}


def test_a_picture_of_another_memo_is_not_under_this_link(studio: Studio) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    other = keep(Studio.of(studio.scene).draft("Autre chose."))
    address = reverse("replays:shared_picture", args=[link_token(memo), other.steps.all()[0].public_id])
    assert Client().get(address).status_code == 404


def test_the_shared_page_tells_no_name_and_is_kept_nowhere(studio: Studio) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    for address in shared(memo):
        response = Client().get(address)
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "same-origin"
        if response.headers["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            assert "Jeanne" not in text
            assert "Karim" not in text
            assert '<meta name="robots" content="noindex">' in text


@pytest.mark.parametrize("name", ["karim", "sophie", "claire", "paul"])
@pytest.mark.parametrize("address", ["memo_send", "memo_link", "memo_stop_link", "memo_alone", "memo_stuck"])
def test_only_the_helped_person_gives_it_and_says_how_it_went(studio: Studio, name: str, address: str) -> None:
    memo = keep(studio.draft("Ouvrez le site."))
    step = memo.steps.all()[0]
    client = signed_in(getattr(studio.scene, name))
    response = client.post(reverse(f"replays:{address}", args=[memo.public_id]), {"step": step.public_id})
    assert response.status_code == 404
    memo.refresh_from_db()
    assert (memo.link_version, memo.attempts.count()) == (0, 0)


@pytest.mark.parametrize("address", ["memo_send", "memo_link"])
@pytest.mark.parametrize("state", [lambda memo: memo, offer])
def test_what_is_not_kept_yet_is_not_given(studio: Studio, address: str, state: Callable[[Memo], Memo]) -> None:
    memo = state(studio.draft("Ouvrez le site."))
    response = signed_in(studio.scene.jeanne).post(reverse(f"replays:{address}", args=[memo.public_id]))
    assert response.status_code == 409
    assert "Relisez-le" in response.content.decode()


def test_after_an_alarm_she_closes_her_link_but_opens_none(studio: Studio) -> None:
    memo = actions.open_link(by=studio.jeanne, memo=keep(studio.draft("Ouvrez le site.")))
    memo = after_an_alarm(memo)
    jeanne = signed_in(studio.scene.jeanne)
    assert jeanne.post(reverse("replays:memo_link", args=[memo.public_id]), {"anew": "1"}).status_code == 404
    assert jeanne.post(reverse("replays:memo_stop_link", args=[memo.public_id])).status_code == 302
    memo.refresh_from_db()
    assert not memo.link_is_open

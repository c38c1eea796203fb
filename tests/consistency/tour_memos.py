"""The walk, of what stays after a visit: film, memo, sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.test import Client
from django.urls import reverse

from epaule.knowhow import actions as knowhow_actions
from epaule.replays import actions as replays_actions
from epaule.replays import finishing
from epaule.replays.models import Recording
from epaule.replays.reading import link_token
from epaule.requests import actions
from epaule.visits import actions as visits_actions
from tests.consistency.walking import Stop, signed_in
from tests.factories import Scene
from tests.knowhow.shelf import propose, sheet_in
from tests.replays.footage import in_pieces, take
from tests.replays.studio import Studio
from tests.requests.wizard import answer, at


def replaying(scene: Scene) -> Iterator[Stop]:
    studio = Studio.of(scene)
    studio.agree_to_memo()
    recording = studio.start()
    studio.step("Ouvrez le site.")
    studio.step("Cliquez sur « Déclarer ».")
    studio.keep_all(in_pieces(take(), 3))
    studio.stop()
    jeanne, karim = signed_in(scene.jeanne), signed_in(scene.karim)
    keepsake, watch = studio.url("keepsake"), studio.url("watch", recording.public_id)
    yield "keepsake, film on its way", jeanne.get(keepsake)
    yield "film on its way", jeanne.get(watch)
    studio.all_sent({0: 3})
    finishing.finish_recording(recording.pk)
    Recording.objects.filter(pk=recording.pk).update(gaps=[[500, 900]])
    yield "film, nobody's", signed_in(scene.sophie).get(watch)
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"film, {who}", client.get(watch)
        yield f"keepsake with a film, {who}", client.get(keepsake)
    yield "film, address that is none", jeanne.get("/film/inconnu/film.webm")
    visits_actions.end_visit(participant=studio.jeanne)
    yield "film, visit over", jeanne.get(watch)
    yield "film deleted", jeanne.post(studio.url("delete", recording.public_id), follow=True)
    yield "film deleted, its page", jeanne.get(watch)


def editing_memo(scene: Scene) -> Iterator[Stop]:
    studio = Studio.of(scene)
    memo = studio.draft("Ouvrez le site.", "", "Vérifiez, puis validez.")
    jeanne, karim = signed_in(scene.jeanne), signed_in(scene.karim)
    edit = reverse("replays:memo_edit", args=[memo.public_id])
    step = memo.steps.get(rank=1)
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"memo, {who}", client.get(edit)
        yield f"memo, {who}, wrong", client.post(edit, {"title": "", f"sentence-{step.public_id}": "x" * 300})
        yield f"keepsake with memo, {who}", client.get(studio.url("keepsake"))
    yield "memo, someone else", signed_in(scene.paul).get(edit)
    up = reverse("replays:memo_step_up", args=[memo.public_id, step.public_id])
    yield "memo, moved", jeanne.post(up, {"title": "Titre"}, headers={"HX-Request": "true"})
    picture = reverse("replays:memo_step_picture", args=[memo.public_id, step.public_id])
    for query in ("", "?pour=recadrer"):
        yield f"picture{query}", jeanne.get(picture + query)
        yield f"picture{query}, a rectangle", jeanne.post(picture + query, {"areas": "1,1,20,20", "do": "look"})
        yield f"picture{query}, wrong", jeanne.post(picture + query, {"left": "douze", "do": "apply"})
        yield f"picture{query}, changed", jeanne.post(picture + query, {"areas": "1,1,20,20", "do": "apply"})
    finish = reverse("replays:memo_finish", args=[memo.public_id])
    yield "memo, offered", karim.post(finish, {"title": "Titre"}, follow=True)
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"memo offered, {who}", client.get(edit)
    yield "memo, kept", jeanne.post(finish, {"title": "Titre"}, follow=True)
    yield "memo kept, helper", karim.get(studio.url("keepsake"))
    yield "memo, edited too late", karim.post(edit, {"title": "Titre"})
    yield "memo, opened again", jeanne.post(reverse("replays:memo_reopen", args=[memo.public_id]), follow=True)
    for one in memo.steps.all():
        remove = reverse("replays:memo_step_remove", args=[memo.public_id, one.public_id])
        yield "memo, a step less", jeanne.post(remove, {"title": "Titre"}, follow=True)
    yield "memo, empty, helper", karim.get(edit)
    yield "memo, deleted", jeanne.post(reverse("replays:memo_delete", args=[memo.public_id]), follow=True)
    yield "memo, gone", jeanne.get(edit)


def memos(scene: Scene) -> Iterator[Stop]:
    jeanne, karim, guest = signed_in(scene.jeanne), signed_in(scene.karim), Client()
    yield "memos, none", jeanne.get("/memos/")
    memo = Studio.of(scene).draft()
    page = reverse("replays:memo", args=[memo.public_id])
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"memos, draft, {who}", client.get("/memos/")
        yield f"memo, draft, {who}", client.get(page)
    yield "memo, sent too early", jeanne.get(f"{page}envoyer/")
    memo.state, memo.kept_at = "kept", memo.created_at
    memo.save()
    yield "home, with memos", jeanne.get("/")
    yield "memo, kept, helped", jeanne.get(page)
    yield "memo, kept, helper", karim.get(page)
    yield "memo, someone else", signed_in(scene.paul).get(page)
    yield "memo, link opened", jeanne.post(f"{page}lien/", follow=True)
    memo.refresh_from_db()
    link = reverse("replays:shared_memo", args=[link_token(memo)])
    yield "shared memo", guest.get(link)
    yield "shared memo, alone", guest.post(f"{link}reussi/", follow=True)
    step = {"step": memo.steps.all()[0].public_id}
    yield "shared memo, stuck", guest.post(f"{link}bloque/", step, follow=True)
    yield "memo, link closed", jeanne.post(f"{page}lien/fermer/", follow=True)
    yield "shared memo, closed", guest.get(link)
    yield "memo, sending", jeanne.get(f"{page}envoyer/")
    yield "memo, sending, wrong", jeanne.post(f"{page}envoyer/", {"email": "x"})
    yield "memo, sent", jeanne.post(f"{page}envoyer/", {"email": "fille@example.org"}, follow=True)
    yield "memo, alone", jeanne.post(f"{page}reussi/", follow=True)
    yield "memos, kept", jeanne.get("/memos/")
    answer(jeanne, "ask")
    yield "stuck, writing already", jeanne.post(f"{page}bloque/", step)
    yield "stuck", jeanne.post(f"{page}bloque/", {**step, "keep": "this"}, follow=True)
    jeanne.post(at("ask_when"), {"when": "now"})
    yield "check, with memo", jeanne.get(at("check"))
    request = jeanne.post(at("check"), follow=True).context["help_request"]
    actions.accept(by=scene.sophie, request=request)
    yield "desk, expected with memo", signed_in(scene.sophie).get("/aider/")
    yield "memo, helper of the new visit", signed_in(scene.sophie).get(page)
    visit = visits_actions.open_visit(by=scene.sophie, request=request)
    yield "room, with memo", signed_in(scene.sophie).get(reverse("visits:room", args=[visit.public_id]))


def library(scene: Scene) -> Iterator[Stop]:
    guest, jeanne, sophie = Client(), signed_in(scene.jeanne), signed_in(scene.sophie)
    yield "library, empty", guest.get("/savoir/")
    yield "reviews, none", sophie.get("/savoir/relire/")
    yield "reviews, refused", signed_in(scene.paul).get("/savoir/relire/")
    for state in ("in_review", "published", "to_review", "declined", "withdrawn"):
        sheet = sheet_in(scene, state)
        page, review = (reverse(name, args=[sheet.public_id]) for name in ("knowhow:sheet", "knowhow:review"))
        for who, client in (("anyone", guest), ("hers", jeanne), ("reviewer", sophie)):
            yield f"sheet, {state}, {who}", client.get(page)
        yield f"sheet, {state}, from an ask", guest.get(page + "?demande=1")
        for who, client in (("reviewer", sophie), ("coordinator", signed_in(scene.claire))):
            yield f"review, {state}, {who}", client.get(review)
            yield f"review, {state}, {who}, unlooked", client.post(review, {"do": "publish"})
            yield f"review, {state}, {who}, no note", client.post(review, {"do": "decline"})
    yield "reviews", sophie.get("/savoir/relire/")
    yield "reviews, own", signed_in(scene.karim).get("/savoir/relire/")
    yield "desk, to look at", sophie.get("/aider/")
    for query in ("q=foto", "q=qsdfgh", "theme=email", "theme=x", "page=9"):
        yield f"library, {query}", guest.get(f"/savoir/?{query}")
    answer(guest, "ask", ask={"text": "envoyer une photo par mail"})
    yield "ask_topics, sheets", guest.get(at("ask_topics"))
    sheet = sheet_in(scene, "published")
    yield "ask, after a sheet", Client().get(f"/demande/?fiche={sheet.public_id}")
    yield "sheet sufficed", guest.post(reverse("requests:sheet_sufficed", args=[sheet.public_id]), follow=True)
    yield "sheet withdrawn", jeanne.post(reverse("knowhow:withdraw", args=[sheet.public_id]), follow=True)


def sharing_a_memo(scene: Scene) -> Iterator[Stop]:
    studio = Studio.of(scene)
    memo = studio.draft("Jeanne ouvre le site.", "Cliquez ici.")
    share = reverse("replays:memo_share", args=[memo.public_id])
    jeanne = signed_in(scene.jeanne)
    yield "share, not kept", jeanne.get(share)
    memo = replays_actions.keep(by=studio.jeanne, memo=memo)
    for who, client in (("hers", jeanne), ("helper", signed_in(scene.karim)), ("nobody", Client())):
        yield f"share, {who}", client.get(share)
    yield "share, nothing sent", jeanne.post(share, {"rien": ""})
    yield "share, names replaced", jeanne.post(share, {"do": "replace", "title": "Jeanne"})
    for after in ("shared", "published", "withdrawn"):
        sheet = propose(scene, origin=f"memo:{memo.public_id}")
        if after == "published":
            knowhow_actions.publish_sheet(by=scene.sophie, sheet=sheet)
        yield f"share, {after}", jeanne.get(share)
        yield f"share, {after}, taken back", jeanne.post(share + "retirer/", follow=True)
    sheet = propose(scene, origin=f"memo:{memo.public_id}")
    knowhow_actions.decline_sheet(by=scene.sophie, sheet=sheet, note="On lit un nom.")
    yield "share, declined", jeanne.get(share)


ROUTES: dict[str, Callable[[Scene], Iterator[Stop]]] = {
    "replaying": replaying,
    "editing the memo": editing_memo,
    "memos": memos,
    "library": library,
    "sharing a memo": sharing_a_memo,
}

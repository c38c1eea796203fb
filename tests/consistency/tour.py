"""A walk through every page in every state, as the people who see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.knowhow import actions as knowhow_actions
from epaule.people import actions as people_actions
from epaule.people.models import Person
from epaule.requests import actions, roster
from epaule.requests.feeds import feed_token
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, HelpRequest, Urgency
from epaule.requests.views.checking import PUBLISH_LIMIT
from epaule.territory.models import Neighbourhood
from epaule.visits import actions as visits_actions
from epaule.visits.models import Alarm, AlarmKind, Role, Visit
from tests.consistency.tour_memos import ROUTES as MEMOS
from tests.consistency.tour_ways import ROUTES as WAYS_ON
from tests.consistency.walking import Stop, signed_in
from tests.factories import Scene, make_territory
from tests.pages import parsed
from tests.people.letters import code_in, last_mail, wrong
from tests.requests.diary import gives_hours
from tests.requests.states import WAYS, book, kept, request_in, ring_on, use_up
from tests.requests.wizard import STEPS, answer, at
from tests.visits.documents import jpeg


def public_pages(scene: Scene) -> Iterator[Stop]:
    client = Client()
    for path in ("/", "/composants/", "/demo/", "/demo/courrier/", "/nulle-part/", "/lien/inconnu/", "/sante/"):
        yield path, client.get(path)
    yield "/verifier/", client.get("/verifier/")
    yield "/arnaques/", client.get("/arnaques/")
    yield "/comment-nous-choisissons/", client.get("/comment-nous-choisissons/")
    yield "relay of the check", client.post("/verifier/relais/")
    for query in ("", "q=a", "q=avranches", "q=qsdfgh", "q=avranches&commune=50025"):
        yield f"/communes/?{query}", client.get(f"/communes/?{query}")
    yield "page left open", Client(enforce_csrf_checks=True).post("/demande/")
    yield "wrong host", client.get("/", headers={"host": "evil.example.org"})


def asking(scene: Scene) -> Iterator[Stop]:
    client = Client()
    for step in STEPS:
        yield f"{step}, empty", client.get(at(step))
        yield f"{step}, nothing sent", client.post(at(step), {"rien": ""})
        answer(client, step)
        yield f"{step}, filled", client.get(at(step))
    yield "ask_where, searched", client.post(at("ask_where"), {"q": "avranches"})
    yield "ask_where, not found", client.post(at("ask_where"), {"q": "qsdfgh"})
    yield "check", client.get(at("check"))
    yield "ask_wishes", client.get(at("ask_wishes"))
    yield "ask_wishes, wrong", client.post(at("ask_wishes"), {"fee": "x"})
    client.post(at("ask_who"), {"turn": "relative"})
    yield "ask_who, for somebody else", client.get(at("ask_who"))
    yield "ask_who, for somebody else, wrong", client.post(at("ask_who"), {"rien": ""})
    client.post(at("ask_who"), {"first_name": "Odette", "filled_in_by": "sa fille", "needs": ["deaf"]})
    yield "ask_where, for somebody else", client.get(at("ask_where"))
    yield "check, for somebody else", client.get(at("check"))
    yield "ask_callback", client.get(at("ask_callback"))
    yield "ask_callback, wrong", client.post(at("ask_callback"), {"phone": "12"})
    yield "callback_kept", client.get(at("callback_kept"))
    yield "published", client.post(at("check"), follow=True)
    yield "ask, already asking", client.get(at("ask"))
    yield "guest at the desk", client.get("/aider/")
    guest = Person.objects.get(email=None)
    link = f"/lien/{people_actions.create_access_link(by=guest, next_path='/')}/"
    yield "guest's link", Client().get(link)


def waiting(scene: Scene) -> Iterator[Stop]:
    for way in WAYS:
        request = request_in(scene, way)
        path = reverse("requests:waiting", args=[request.public_id])
        yield f"waiting, {way}", signed_in(scene.jeanne).get(path)
        yield f"waiting, {way}, fragment", signed_in(scene.jeanne).get(path, headers={"HX-Request": "true"})
        yield f"waiting, {way}, someone else", signed_in(scene.paul).get(path)
        promised = reverse("requests:promised", args=[request.public_id])
        yield f"promised, {way}", signed_in(scene.jeanne).get(promised)
        yield f"promised, {way}, wrong", signed_in(scene.jeanne).post(promised, {"phone": "12"})
        if request.is_open:
            actions.cancel(by=scene.jeanne, request=request)
    yield from searching(scene)


def searching(scene: Scene) -> Iterator[Stop]:
    """While others are rung, after the last wave, and when the helper who accepted does not come."""
    scene.available(scene.karim, scene.sophie)
    request = scene.ask()
    path, jeanne, karim = f"/demande/{request.public_id}/", signed_in(scene.jeanne), signed_in(scene.karim)
    yield "waiting, the first wave", jeanne.get(path)
    yield "home, waiting", jeanne.get("/")
    actions.accept(by=scene.karim, request=request)
    HelpRequest.objects.filter(pk=request.pk).update(assigned_at=timezone.now() - timedelta(minutes=2))
    actions.replace_absent_helpers()
    yield "waiting, the helper does not come", jeanne.get(path)
    yield "desk, came too late", karim.get("/aider/")
    yield "room, came too late", karim.get(reverse("visits:enter_for_request", args=[request.public_id]))
    ring_on(request)
    yield "waiting, nobody more to ring", jeanne.get(path)
    actions.cancel(by=scene.jeanne, request=request)
    request = scene.ask(urgency=Urgency.NO_HURRY)
    yield "waiting, no hurry", jeanne.get(f"/demande/{request.public_id}/")


def helping(scene: Scene) -> Iterator[Stop]:
    karim = signed_in(scene.karim)
    yield "desk, paused", karim.get("/aider/")
    scene.available(scene.karim, scene.sophie)
    yield "desk, nobody waits", karim.get("/aider/")
    scene.ask(topics=["email", "argent_impots"])
    yield "desk, ringing", karim.get("/aider/")
    actions.accept(by=scene.karim, request=scene.jeanne.requests.get(state="published"))
    yield "desk, expected", karim.get("/aider/")
    yield "profile", karim.get("/aider/profil/")
    yield "profile, wrong", karim.post("/aider/profil/", {"q": "avranches", "status": "roi"})
    paul = signed_in(scene.paul)
    yield "profile, first", paul.get("/aider/profil/")
    scene.offer(scene.paul, "email")
    yield "desk, to be accepted", paul.get("/aider/")
    yield "callbacks, refused", paul.get("/aider/rappels/")


def offering(scene: Scene) -> Iterator[Stop]:
    karim, jeanne, hours = signed_in(scene.karim), signed_in(scene.jeanne), "/aider/horaires/"
    yield "hours, none", karim.get(hours)
    yield "hours, wrong", karim.post(hours, {"do": "add", "weekday": "1", "starts": "12:00", "ends": "9:00"})
    given = {"do": "add", "weekday": "1", "starts": "09:00", "ends": "12:30"}
    yield "hours, added", karim.post(hours, given, follow=True)
    yield "hours, copied to none", karim.post(hours, {"do": "copy", "weekday": "1"})
    yield "hours, exception, wrong", karim.post(hours, {"do": "except", "first_day": "hier"})
    yield "hours, another feed", karim.post(hours, {"do": "feed"}, follow=True)
    yield "feed", Client().get(reverse("requests:feed", args=[feed_token(scene.karim.rhythms.get())]))
    yield "feed, unknown", Client().get("/aider/agenda/inconnu.ics")
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    yield "hours, exception", karim.post(hours, {"do": "except", "first_day": day}, follow=True)
    yield "hours, settings, wrong", karim.post(hours, {"do": "settle", "weekly_cap": "0"})
    yield "hours, paused", karim.post(hours, {"do": "pause", "back_on": day}, follow=True)
    yield "desk, paused until", karim.get("/aider/")
    actions.resume(by=scene.karim, territory=scene.territory)
    ask = scene.ask(urgency=Urgency.THIS_WEEK)
    yield "desk, asks that can wait", karim.get("/aider/")
    actions.cancel(by=scene.jeanne, request=ask)
    yield "hours, guest or stranger", Client().get(hours)
    yield "my helpers, none", jeanne.get("/mes-aidants/")
    yield "accompanied, none", karim.get("/aider/accompagnes/")
    yield "accompanied, refused", signed_in(scene.paul).get("/aider/accompagnes/")
    yield "pass it on", jeanne.get("/transmettre/")
    yield "pass it on, helps already", karim.get("/transmettre/")
    visit = scene.visit()
    visits_actions.end_visit(participant=scene.participants(visit)[0])
    yield "after a visit, asked", jeanne.get(reverse("visits:room", args=[visit.public_id]))
    yield "my helpers, not kept", jeanne.get("/mes-aidants/")
    keep = reverse("requests:keep_helper", args=[scene.karim.public_id])
    yield "my helpers, kept", jeanne.post(keep, {"answer": "yes"}, follow=True)
    yield "after a visit, kept", jeanne.get(reverse("replays:keepsake", args=[visit.public_id]))
    yield "accompanied", karim.get("/aider/accompagnes/")
    never = reverse("requests:stop_meeting", args=[scene.karim.public_id])
    yield "never again, asked", jeanne.get(never)
    yield "never again", jeanne.post(never, follow=True)
    yield "my helpers, blocked", jeanne.get("/mes-aidants/")
    yield "never again, stranger", signed_in(scene.paul).get(never)


def meeting(scene: Scene) -> Iterator[Stop]:
    jeanne, karim, paul = signed_in(scene.jeanne), signed_in(scene.karim), signed_in(scene.paul)
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    slots, book_it, propose_it = (
        reverse(f"requests:{name}", args=[asked.public_id]) for name in ("slots", "book", "propose")
    )
    yield "slots, none", jeanne.get(slots)
    yield "proposing, no hours", karim.get(propose_it)
    gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)))
    yield "slots", jeanne.get(slots)
    yield "slots, more", jeanne.get(slots + "?plus=oui")
    yield "slots, somebody else's", paul.get(slots)
    yield "booking, no hour", jeanne.post(book_it, {"helper": scene.karim.public_id, "starts_at": "demain"})
    yield "proposing", karim.get(propose_it)
    yield "proposing, nothing", karim.post(propose_it, {"message": "Bonjour"})
    moments = [str(box["value"]) for box in parsed(karim.get(propose_it)).select("input[name=moments]")[:2]]
    yield "proposed", karim.post(propose_it, {"moments": moments, "message": "Bonjour"}, follow=True)
    yield "proposing, proposed", karim.get(propose_it)
    yield "slots, with a proposal", jeanne.get(slots)
    booked = book(scene, asked)
    page = reverse("requests:appointment", args=[booked.public_id])
    for who, client in (("helped", jeanne), ("helper", karim), ("stranger", paul)):
        yield f"appointment, {who}", client.get(page)
    yield "appointment, reminders wrong", jeanne.post(page, {"do": "remind", "phone": "12"})
    yield "appointment, too early", karim.post(page, {"do": "enter"})
    yield "appointment, moved to no hour", jeanne.post(page, {"do": "move", "starts_at": "hier"})
    yield "desk, with an appointment", karim.get("/aider/")
    yield "home, with an appointment", jeanne.get("/")
    yield "its link, account", Client().get(reverse("requests:appointment_link", args=[appointment_token(booked)]))
    for who, client in (("helped", jeanne), ("helper", karim), ("stranger", paul)):
        yield f"its calendar file, {who}", client.get(page + "agenda.ics")
    yield "its calendar file, forged link", Client().get(reverse("requests:linked_file", args=["01J.faux"]))
    yield "its link, forged", Client().get(reverse("requests:appointment_link", args=["01J.faux"]))
    yield "appointment, other moments, wrong", karim.post(page, {"do": "propose", "message": "Bonjour"})
    other = [str(box["value"]) for box in parsed(karim.get(page)).select("input[name=moments]")[:2]]
    yield "appointment, other moments", karim.post(page, {"do": "propose", "moments": other}, follow=True)
    yield "appointment, other moments proposed", jeanne.get(page)
    kept = {"do": "keep", "proposal": booked.proposals.get().public_id}
    yield "appointment, kept", jeanne.post(page, kept, follow=True)
    yield "appointment, kept, helper", karim.get(page)
    yield "appointment, cancelled", jeanne.post(page, {"do": "search"}, follow=True)
    booked = book(scene, asked)
    page = reverse("requests:appointment", args=[booked.public_id])
    Appointment.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    yield "appointment, at its hour", karim.get(page)
    Appointment.objects.update(starts_at=timezone.now() - timedelta(minutes=21))
    actions.note_missed()
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"appointment, missed, {who}", client.get(page)
    yield "waiting, missed", jeanne.get(reverse("requests:waiting", args=[asked.public_id]))


def finding(scene: Scene) -> Iterator[Stop]:
    guest, karim = Client(), signed_in(scene.karim)
    yield "directory, nobody available", guest.get("/aidants/")
    scene.available(scene.karim)
    queries = ["", "theme=email&commune=50218", "q=saint", "q=qsdfgh", "langue=pl", "quand=jour&jour=2020-01-01"]
    for query in queries:
        yield f"directory, {query}", guest.get(f"/aidants/?{query}")
    page = reverse("requests:helper", args=[scene.karim.public_id])
    for who, client in (("anyone", guest), ("his own", karim), ("signed in", signed_in(scene.jeanne))):
        yield f"helper, {who}", client.get(page)
        yield f"asking a helper, {who}", client.get(reverse("requests:ask_helper", args=[scene.karim.public_id]))
    yield "helper, unknown", guest.get("/aidants/inconnu/")
    yield "helper, unlisted", karim.post("/aider/annuaire/", {"listed": "0"}, follow=True)
    knowhow_actions.set_listed(by=scene.karim, territory=scene.territory, listed=False)
    roster.refresh(scene.karim.pk)
    yield "helper, unlisted, his own", karim.get(page)
    yield "helper, unlisted, anyone", guest.get(page)


def neighbouring(scene: Scene) -> Iterator[Stop]:
    claire = signed_in(scene.claire)
    address = "/territoire/voisins/"
    yield "neighbours, alone", claire.get(address)
    other = make_territory("calvados")
    yield "neighbours, none", claire.get(address)
    yield "neighbours, unknown", claire.post(address, {"do": "agree", "territory": "inconnu"})
    proposed = {"do": "propose", "territory": other.public_id}
    yield "neighbours, proposed", claire.post(address, proposed, follow=True)
    yield "neighbours, ended", claire.post(address, proposed | {"do": "end"}, follow=True)
    Neighbourhood.objects.create(territory=other, neighbour=scene.territory, proposed_at=timezone.now())
    yield "neighbours, received", claire.get(address)
    yield "neighbours, agreed", claire.post(address, proposed | {"do": "agree"}, follow=True)
    yield "neighbours, refused", signed_in(scene.karim).get(address)


def coordinating(scene: Scene) -> Iterator[Stop]:
    claire = signed_in(scene.claire)
    yield "desk, coordinator", claire.get("/aider/")
    yield "profile, coordinator", claire.get("/aider/profil/")
    yield "callbacks, none", claire.get("/aider/rappels/")
    yield "helpers, none", claire.get("/territoire/aidants/")
    for _call in range(2):
        kept(scene, moment="mardi matin")
    for person in (scene.paul, scene.jeanne):
        scene.offer(person, "email", "argent_impots")
    yield "callbacks", claire.get("/aider/rappels/")
    yield "helpers", claire.get("/territoire/aidants/")
    yield "keeping", claire.get("/territoire/conservation/")
    yield "keeping, nothing sent", claire.post("/territoire/conservation/", {"rien": ""})
    yield "keeping, longer than the longest", claire.post("/territoire/conservation/", {"days": 90, "most": 7})
    yield "keeping, set", claire.post("/territoire/conservation/", {"days": 7, "most": 180}, follow=True)
    yield "keeping, refused", signed_in(scene.karim).get("/territoire/conservation/")


def alarms(scene: Scene) -> Iterator[Stop]:
    claire, jeanne, karim = signed_in(scene.claire), signed_in(scene.jeanne), signed_in(scene.karim)
    yield "alarms, none", claire.get("/territoire/alarmes/")
    for kind in ("called", "card"):
        visit = scene.visit(known=False)
        room = reverse("visits:room", args=[visit.public_id])
        yield f"room, before the first share, {kind}", jeanne.get(room)
        visits_actions.raise_alarm(by=scene.participants(visit)[0], kind=AlarmKind(kind))
        yield f"room, helped, after {kind}", jeanne.get(room)
        yield f"room, helper, after {kind}", karim.get(room)
    yield "desk, suspended", karim.get("/aider/")
    yield "desk, alarms", claire.get("/aider/")
    yield "helpers, alarms", claire.get("/territoire/aidants/")
    yield "alarms", claire.get("/territoire/alarmes/")
    yield "alarms, refused", karim.get("/territoire/alarmes/")
    for alarm in Alarm.objects.filter(kind="card"):
        for name in ("visits:clear_alarm", "visits:uphold_alarm"):
            yield name, claire.get(reverse(name, args=[alarm.public_id]))
        yield "decided", claire.post(reverse("visits:uphold_alarm", args=[alarm.public_id]), follow=True)
        yield "decided already", claire.get(reverse("visits:clear_alarm", args=[alarm.public_id]))
    yield "desk, helps no more", karim.get("/aider/")


def accounts(scene: Scene) -> Iterator[Stop]:
    cache.clear()
    EmailAddress.objects.create(user=scene.karim, email=scene.karim.email, verified=True, primary=True)
    client = Client()
    address, code = "/compte/connexion/adresse/", "/compte/connexion/code/"
    yield "address", client.get(address + "?next=/aider/")
    yield "address, wrong", client.post(address, {"email": "non"})
    yield "code", client.post(address, {"email": scene.karim.email}, follow=True)
    yield "code, wrong", client.post(code, {"code": wrong(code_in(last_mail()))})
    yield "signed in", client.post(code, {"code": code_in(last_mail())}, follow=True)
    yield "going out", client.get("/compte/sortie/")
    yield "out", client.post("/compte/sortie/", follow=True)
    yield "sign up", client.get("/compte/inscription/")
    yield "sign up, wrong", client.post("/compte/inscription/", {"email": "non"})
    new = {"first_name": "Nadia", "email": "nadia@example.org"}
    yield "sign up, code", client.post("/compte/inscription/", new, follow=True)
    yield "sign up, wrong code", client.post("/compte/inscription/code/", {"code": wrong(code_in(last_mail()))})
    yield "closed account", client.get("/compte/inactif/")


def visiting(scene: Scene) -> Iterator[Stop]:
    jeanne, karim = signed_in(scene.jeanne), signed_in(scene.karim)
    yield "code of a visit", karim.get("/code/")
    yield "code of a visit, wrong", karim.post("/code/", {"code": "12"})
    request = scene.ask()
    yield "invitation", jeanne.post(reverse("visits:show_code", args=[request.public_id]))
    link = reverse("visits:invitation", args=[request.invitation.token])
    for who, client in (("helper", karim), ("nobody", Client()), ("hers", jeanne)):
        yield f"invitation to a request, {who}", client.get(link)
    actions.accept(by=scene.karim, request=request)
    visit = visits_actions.open_visit(by=scene.karim, request=request)
    pages = ("visits:room", "visits:journal", "replays:keepsake")
    room, journal, keepsake = (reverse(name, args=[visit.public_id]) for name in pages)
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"room, {who}", client.get(room)
        yield f"journal, {who}, visit open", client.get(journal)
        yield f"keepsake, {who}, visit open", client.get(keepsake)
    for path in (room, journal):
        yield f"{path}, someone else", signed_in(scene.sophie).get(path)
    climb_the_ladder(scene, visit)
    yield from files_of(visit, jeanne)
    visits_actions.end_visit(participant=scene.participants(visit)[0])
    for who, client in (("helped", jeanne), ("helper", karim)):
        yield f"room, {who}, over", client.get(room)
        yield f"journal, {who}", client.get(journal)
        yield f"keepsake, {who}", client.get(keepsake)
    yield "waiting, visit over", jeanne.get(reverse("requests:waiting", args=[request.public_id]))


def climb_the_ladder(scene: Scene, visit: Visit) -> None:
    helped, helper = scene.participants(visit)
    visits_actions.confirm_trust(participant=helped)
    visits_actions.set_sharing(participant=helped, on=True, surface="window")
    visits_actions.set_hand(participant=helped, to=helper.public_id, rung="point")


def files_of(visit: Visit, client: Client) -> Iterator[Stop]:
    address = reverse("visits:send_file", args=[visit.public_id], query={"client_id": "line-0001"})
    yield "file, refused", client.post(address, b"words", content_type="image/jpeg")
    headers = {"Accept": "application/json"}
    yield "file, sent", client.post(address, jpeg(), content_type="image/jpeg", headers=headers)
    unknown = reverse("visits:file", args=[visit.public_id, "01J00000000000000000000000"])
    yield "file, unknown", client.get(unknown)


def inviting(scene: Scene) -> Iterator[Stop]:
    karim, guest = signed_in(scene.karim), Client()
    yield "inviting, before", karim.get("/aider/inviter/")
    yield "inviting", karim.post("/aider/inviter/", follow=True)
    yield "inviting, not a helper", signed_in(scene.paul).get("/aider/inviter/")
    invitation = scene.karim.open_invitation
    link = reverse("visits:invitation", args=[invitation.token])
    yield "code, anyone", guest.get("/code/")
    yield "meeting a helper", guest.get(link)
    yield "meeting a helper, nothing sent", guest.post(link, {"rien": ""})
    answers = {"first_name": "Odette", "asked": "yes", "called": "no"}
    yield "meeting a helper, searched", guest.post(link, {**answers, "q": "avranches"})
    yield "meeting a helper, his own", karim.get(link)
    yield "stopped", guest.post(link, {"called": "yes"}, follow=True)
    yield "inviting, stopped", karim.get("/aider/inviter/")
    yield "inviting, stopped, fragment", karim.get("/aider/inviter/", headers={"HX-Request": "true"})
    yield "invitation over", guest.get(link)


def more_people(scene: Scene) -> Iterator[Stop]:
    visit = scene.visit()
    helped = scene.participants(visit)[0]
    room, invite = (reverse(name, args=[visit.public_id]) for name in ("visits:room", "visits:invite_more"))
    jeanne, paul, guest = signed_in(scene.jeanne), signed_in(scene.paul), Client()
    yield "inviting more", jeanne.post(invite, {"role": "relative"})
    relative = reverse("visits:invitation", args=[visit.invitations.get().token])
    yield "knocking, known", paul.get(relative)
    yield "knocking, guest", guest.get(relative)
    yield "knocking, guest, nothing said", guest.post(relative, {"first_name": ""})
    yield "at the door", guest.post(relative, {"first_name": "Odette"}, follow=True)
    newcomer = visit.participants.get(role="relative")
    visits_actions.admit(by=helped, participant_id=newcomer.public_id, yes=True)
    yield "room, relative", guest.get(room)
    yield "keepsake, relative", guest.get(reverse("replays:keepsake", args=[visit.public_id]))
    for role, person in (("interpreter", scene.claire), ("apprentice", scene.sophie)):
        invited = visits_actions.invite_more(by=helped, role=Role(role))
        comer = visits_actions.knock(by=person, invitation=invited)
        if role == "interpreter":
            visits_actions.admit(by=helped, participant_id=comer.public_id, yes=True)
            yield "room, interpreter", signed_in(person).get(room)
            visits_actions.admit(by=helped, participant_id=comer.public_id, yes=False)
            yield "shown out", signed_in(person).get(room)
    yield "inviting more, full", jeanne.post(invite, {"role": "relative"})
    visits_actions.admit(by=helped, participant_id=comer.public_id, yes=True)
    yield "room, apprentice", signed_in(scene.sophie).get(room)
    visits_actions.end_visit(participant=helped)
    yield "room, relative, over", guest.get(room)
    yield "shown out, over", signed_in(scene.claire).get(room)


def too_fast(scene: Scene) -> Iterator[Stop]:
    client = Client()
    answer(client)
    use_up(PUBLISH_LIMIT)
    yield "too fast", client.post(at("check"))


ROUTES: dict[str, Callable[[Scene], Iterator[Stop]]] = {
    "public pages": public_pages,
    "asking": asking,
    "waiting": waiting,
    **WAYS_ON,
    "helping": helping,
    "offering": offering,
    "meeting": meeting,
    "finding": finding,
    "neighbouring": neighbouring,
    "coordinating": coordinating,
    "alarms": alarms,
    "accounts": accounts,
    "visiting": visiting,
    "inviting": inviting,
    "more people": more_people,
    **MEMOS,
    "too fast": too_fast,
}

"""Appointments as calendars read them (RFC 5545, 5546, 7986): an invitation by mail, a file, the feed of a helper.

Hours are in UTC, which no change of clocks moves. Nobody finds the address or the number of the other: who reads
is the only attendee named, and the site organises. `site` (« https://aide.exemple.fr ») leads to the pages.
"""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

from epaule.people.models import Person
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, AppointmentState, ForWhom
from epaule.territory.models import Territory
from epaule.territory.queries import site_address

PRODID = "-//Epaule//Rendez-vous//FR"
ALARM_BEFORE = timedelta(minutes=15)
REFRESHED_EVERY = timedelta(hours=1)
"""How often calendars are asked to read a feed again."""
NOWHERE = "epaule.invalid"
"""In identifiers, of a site without a name (RFC 2606)."""


def is_helper(reader: Person, appointment: Appointment) -> bool:
    return reader.pk == appointment.helper_id


def theme_of(appointment: Appointment) -> str:
    """In plain words; empty when none was understood."""
    topics = sorted(appointment.request.topics.all(), key=lambda topic: (topic.rank, topic.pk))
    return topics[0].plain_label if topics else ""


def site_for(appointment: Appointment, reader: Person) -> str:
    """The site where `reader` is at home; empty when it has no name."""
    territory: Territory = reader.territory if is_helper(reader, appointment) else appointment.request.territory
    return site_address(territory)


def page_of(appointment: Appointment, reader: Person, site: str) -> str:
    """What `reader` touches to come, move or cancel: her signed link; the page, for the helper. May be empty."""
    if not site:
        return ""
    if is_helper(reader, appointment):
        return site + reverse("requests:appointment", args=[appointment.public_id])
    return site + reverse("requests:appointment_link", args=[appointment_token(appointment)])


def uid_of(appointment: Appointment) -> str:
    """The same for both and in every file, so that calendars change what they hold instead of adding to it."""
    host = urlsplit(site_address(appointment.request.territory)).hostname
    return f"{appointment.public_id}@{host or NOWHERE}"


def invitation(appointment: Appointment, *, to: Person, mailbox: str) -> bytes:
    """For the mail to `to`, one of the two, at `mailbox`: METHOD REQUEST, or CANCEL once it is cancelled."""
    method = "CANCEL" if appointment.state == AppointmentState.CANCELLED else "REQUEST"
    calendar = _calendar(method)
    event = _event(appointment, to, site_for(appointment, to))
    # Agreed on already: nobody's calendar has to answer.
    who = vCalAddress(f"mailto:{mailbox}")
    who.params["CN"] = _cn(to.first_name)
    who.params["ROLE"], who.params["PARTSTAT"], who.params["RSVP"] = "REQ-PARTICIPANT", "ACCEPTED", "FALSE"
    event.add("attendee", who)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def one_file(appointment: Appointment, *, to: Person, site: str) -> bytes:
    """What `to`, one of the two, downloads."""
    calendar = _calendar("PUBLISH")
    calendar.add_component(_event(appointment, to, site))
    return bytes(calendar.to_ical())


def feed(appointments: Iterable[Appointment], *, of: Person, site: str) -> bytes:
    """What the calendar of the helper `of` reads again and again. The same rows give the same bytes."""
    calendar = _calendar("PUBLISH")
    name = _("Épaule : mes rendez-vous")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED_EVERY))
    for appointment in appointments:
        calendar.add_component(_event(appointment, of, site, stamp=False))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(appointment: Appointment, reader: Person, site: str, *, stamp: bool = True) -> Event:
    cancelled = appointment.state == AppointmentState.CANCELLED
    page, summary = page_of(appointment, reader, site), _summary(appointment, reader)
    event = Event()
    event.add("uid", uid_of(appointment))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", timezone.now() if stamp else appointment.changed_at)
    event.add("created", appointment.booked_at)
    event.add("last-modified", appointment.changed_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("summary", _plain(_("Annulé : %(what)s") % {"what": summary} if cancelled else summary))
    event.add("description", _plain(_description(appointment, reader, page)))
    event.add("location", _("À distance, sur Épaule"))
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = _cn(str(settings.SITE_NAME))
    event.add("organizer", organizer)
    if page:
        event.add("url", page)
    if not cancelled:
        event.add_component(_alarm(summary))
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", _plain(summary))
    return alarm


def _summary(appointment: Appointment, reader: Person) -> str:
    request = appointment.request
    if is_helper(reader, appointment):
        return _("Aider %(name)s, %(commune)s") % {"name": request.first_name, "commune": request.commune.name}
    if request.for_whom == ForWhom.RELATIVE:
        names = {"name": request.first_name, "helper": appointment.helper.first_name}
        return _("Aide à distance : %(name)s avec %(helper)s") % names
    return _("Aide à distance avec %(helper)s") % {"helper": appointment.helper.first_name}


def _description(appointment: Appointment, reader: Person, page: str) -> str:
    """What to do at the hour. Never the words of the ask, which may be about health or money."""
    lines = []
    theme = theme_of(appointment)
    if theme:
        lines.append(_("Il s’agit de : %(theme)s.") % {"theme": theme})
    if appointment.state != AppointmentState.CANCELLED:
        lines.append(_("À l’heure dite, touchez le lien pour entrer. La porte s’ouvre dix minutes avant."))
        lines.append(_("Le même lien sert à déplacer ou à annuler."))
    return "\n".join([*lines, page] if page else lines)


def _plain(text: str) -> str:
    """Without the signs that no calendar may hold (RFC 5545, 3.1)."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})


def _cn(name: str) -> vText:
    """A name as the value of a parameter, where no quotation mark nor end of line may be."""
    return vText(" ".join(_plain(name).replace('"', "’").split()))

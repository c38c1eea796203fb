"""A photo in the place of the screen."""

from django.db import transaction

from epaule.people.models import Person
from epaule.visits import protocol
from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.errors import FileUnknown, OnlyTheTwoShowPhotos
from epaule.visits.models import ChatFile, FileKind, Participant, Visit
from epaule.visits.queries import file_info, file_of
from epaule.visits.rules import can_show_photos


@transaction.atomic
def set_stage(*, participant: Participant, file: str | None) -> None:
    """Show the photo `file` of this visit to everyone, in the place of the screen; None takes it away."""
    participant = open_participant(participant)
    if not can_show_photos(participant):
        raise OnlyTheTwoShowPhotos()
    photo = file_of(participant, file) if file is not None else None
    if file is not None and (photo is None or photo.kind != FileKind.PHOTO):
        raise FileUnknown()
    show_photo(participant.visit, photo, by=participant.person)


def show_photo(visit: Visit, photo: ChatFile | None, *, by: Person) -> None:
    """The same for a visit that is locked; showing again what is shown is nothing."""
    if visit.photo_id == (photo.pk if photo else None):
        return
    visit.photo = photo
    visit.save(update_fields=["photo"])
    note(visit, "visit.photo_shown" if photo else "visit.photo_hidden", by)
    tell_room(visit, protocol.StageChanged(photo=file_info(photo, visit) if photo else None))

"""Photos and documents sent in the conversation."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.ids import new_public_id
from epaule.visits.actions._room import note, open_participant
from epaule.visits.actions.chat import add_line, line_said, tell_line
from epaule.visits.errors import NoRoomForFiles
from epaule.visits.files import folder_of, shown_name
from epaule.visits.models import ChatFile, ChatMessage, Participant, Visit
from epaule.visits.uploads import Upload, read_upload

FILES_PER_VISIT = 30
BYTES_PER_VISIT = 100 * 1024 * 1024


def send_file(*, participant: Participant, client_id: str, name: str, body: bytes) -> ChatMessage:
    """One chat line that carries a photo or a PDF; the same `client_id` again is the same line, told again."""
    said = _said_already(participant, client_id)
    if said is not None:
        return said
    # Read and written before the lock is taken: a large photo does not hold the others.
    upload = read_upload(body)
    file_name = f"{folder_of(participant.visit.public_id)}/{new_public_id()}{upload.extension}"
    stored_as = files.store(file_name, ContentFile(upload.body))
    try:
        line = _keep(participant, client_id, shown_name(name, upload.extension), upload, stored_as)
    except BaseException as error:
        files.erase([stored_as])
        if files.is_disk_full(error):
            raise DiskFull() from error
        raise
    if line.file is None or line.file.stored_as != stored_as:
        files.erase([stored_as])
    return line


@transaction.atomic
def _said_already(participant: Participant, client_id: str) -> ChatMessage | None:
    """The line of a page that had no answer; otherwise a refusal, when nothing more may be sent."""
    participant = open_participant(participant)
    line = line_said(participant, client_id)
    if line is None:
        _check_room(participant.visit)
    else:
        tell_line(participant, line)
    return line


@transaction.atomic
def _keep(participant: Participant, client_id: str, name: str, upload: Upload, stored_as: str) -> ChatMessage:
    participant = open_participant(participant)
    line = line_said(participant, client_id)
    if line is None:
        _check_room(participant.visit, len(upload.body))
        file = ChatFile.objects.create(
            visit=participant.visit,
            author=participant,
            name=name,
            kind=upload.kind,
            size=len(upload.body),
            width=upload.width,
            height=upload.height,
            stored_as=stored_as,
            at=timezone.now(),
        )
        line = add_line(participant, client_id, file=file)
        note(participant.visit, "visit.file_sent", participant.person)
    tell_line(participant, line)
    return line


def _check_room(visit: Visit, more: int = 0) -> None:
    held = visit.files.aggregate(size=Sum("size", default=0))["size"]
    if visit.files.count() >= FILES_PER_VISIT or held + more > BYTES_PER_VISIT:
        raise NoRoomForFiles()

"""Photos and documents of the conversation: sent and fetched by the participants of the visit, and nobody else."""

from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from epaule.kernel.http import PRIVATE
from epaule.people.http import SignedInRequest
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits import actions
from epaule.visits.errors import FileNotSaid, FileUnknown, NotYourVisit
from epaule.visits.models import FileKind, Participant
from epaule.visits.queries import file_of, participant_of
from epaule.visits.rules import can_read_files
from epaule.visits.uploads import CLIENT_ID, read_body

FILE_LIMIT = Limit("visit-file", capacity=20, seconds_per_token=10)
NAME_MAX_LENGTH = 300
"""Of what a page may say; much less of it is kept."""
CONTENT_TYPES = {FileKind.PHOTO: "image/jpeg", FileKind.PDF: "application/pdf"}


def _participant(request: SignedInRequest, public_id: str) -> Participant:
    participant = participant_of(request.user, public_id)
    if participant is None:
        raise NotYourVisit()
    return participant


@require_POST
def send_file(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The file is the body of the request; its name and the line's `client_id` are in the address."""
    participant = _participant(request, public_id)
    client_id, name = request.GET.get("client_id", ""), request.GET.get("name", "")
    if not CLIENT_ID.fullmatch(client_id) or len(name) > NAME_MAX_LENGTH:
        raise FileNotSaid()
    spend_as_caller(FILE_LIMIT, request)
    line = actions.send_file(participant=participant, client_id=client_id, name=name, body=read_body(request))
    return JsonResponse({"number": line.number}, status=201)


@require_safe
def file(request: SignedInRequest, public_id: str, file_id: str) -> HttpResponse:
    """A photo to look at, or a PDF to download; during the visit and afterwards, as long as it is kept."""
    participant = _participant(request, public_id)
    sent = file_of(participant, file_id) if can_read_files(participant) else None
    if sent is None:
        raise FileUnknown()
    try:
        with default_storage.open(sent.stored_as) as stored:
            body = stored.read()
    except FileNotFoundError as error:
        raise FileUnknown() from error
    kind = FileKind(sent.kind)
    shown = content_disposition_header(kind == FileKind.PDF, sent.name) or "attachment"
    headers = {**PRIVATE, "Content-Disposition": shown}
    return HttpResponse(body, content_type=CONTENT_TYPES[kind], headers=headers)

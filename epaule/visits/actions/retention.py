"""What is forgotten of a visit some time after its end."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from epaule.kernel import files
from epaule.safety import audit
from epaule.visits.files import ROOT_FOLDER, folder_of
from epaule.visits.models import ChatFile, ChatMessage, Visit, VisitState


def forget_conversations(*, now: datetime | None = None) -> int:
    """Erase what was written and sent in visits that ended `CHAT_DAYS` days ago; return how many visits."""
    before = (now or timezone.now()) - timedelta(days=settings.CHAT_DAYS)
    of_visit = Q(visit=OuterRef("pk"))
    old = Visit.objects.filter(
        Exists(ChatMessage.objects.filter(of_visit)) | Exists(ChatFile.objects.filter(of_visit)),
        state=VisitState.ENDED,
        ended_at__lt=before,
    )
    visits = list(old)
    for visit in visits:
        _forget_conversation(visit)
    return len(visits)


@transaction.atomic
def _forget_conversation(visit: Visit) -> None:
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    lines, _rows = visit.chat_messages.all().delete()
    sent, _rows = visit.files.all().delete()
    audit.record("visit.chat_erased", by=None, target=visit, territory=visit.territory, lines=lines, files=sent)
    transaction.on_commit(partial(files.erase_folder, folder_of(visit.public_id)))


def erase_stray_folders() -> int:
    """Remove folders whose visit is gone, or is over and has no file; return how many."""
    # Listed first: a visit that opens meanwhile keeps its own.
    folders = files.folders_in(ROOT_FOLDER)
    has_file = Exists(ChatFile.objects.filter(visit=OuterRef("pk")))
    kept = Visit.objects.filter(Q(state=VisitState.OPEN) | has_file)
    strays = set(folders) - set(kept.values_list("public_id", flat=True))
    for name in strays:
        files.erase_folder(f"{ROOT_FOLDER}/{name}")
    return len(strays)

"""Background work about films and memos."""

from datetime import timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from epaule.replays import actions, finishing, letters, strays
from epaule.replays.models import Recording, RecordingState


@db_task(retries=2, retry_delay=10)
def finish(recording_id: int) -> None:
    finishing.finish_recording(recording_id)


@db_periodic_task(crontab(minute="*"))
def sweep_recordings() -> None:
    """Old proposals, uploads that never ended, and what was lost with a server."""
    actions.cancel_old_proposals()
    actions.stop_films_of_ended_visits()
    actions.close_memos_of_ended_visits()
    actions.pause_for_newcomers()
    actions.finish_late_uploads()
    begun = Coalesce("counted_at", "stopped_at")
    finishing_since = Recording.objects.filter(state=RecordingState.FINISHING).annotate(begun=begun)
    forgotten = finishing_since.filter(begun__lt=timezone.now() - timedelta(minutes=15))
    for pk in forgotten.values_list("pk", flat=True):
        finishing.finish_recording(pk)
    finishing.clear_workshop()


@db_periodic_task(crontab(hour="4", minute="40"))
def sweep_pictures() -> None:
    """What was hidden or removed is gone even when the storage, or the server, failed that very moment."""
    actions.erase_stray_pictures()


@db_periodic_task(crontab(hour="4", minute="20"))
def end_keeping() -> None:
    """Each night: films and memos whose day has come, and files that nothing owns."""
    actions.delete_expired_films()
    actions.delete_expired_memos()
    strays.erase_strays()


@db_periodic_task(crontab(hour="8", minute="0"))
def remind() -> None:
    """Each morning, when nobody is woken by a letter: what goes within three days."""
    actions.remind()


@db_task(retries=5, retry_delay=120)
def mail_film_goes(recording_id: int) -> None:
    letters.film_goes(recording_id)


@db_task(retries=5, retry_delay=120)
def mail_memo_goes(memo_id: int) -> None:
    letters.memo_goes(memo_id)

"""Takes of films become rows: until here a film held their number and, for some, how many pieces they have."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import Max
from django.utils import timezone

STOPPED = ["uploading", "finishing", "ready", "failed"]
PAUSE_GRACE = timedelta(seconds=30)


def write_rows(apps, schema_editor):
    recordings = apps.get_model("replays", "Recording").objects
    takes = apps.get_model("replays", "Segment").objects
    now, today = timezone.now(), timezone.localdate()
    for recording in recordings.filter(segments__gt=0).iterator():
        began = recording.started_at or recording.proposed_at
        pieces = recording.pieces.order_by().values_list("segment")
        last_seen = dict(pieces.annotate(Max("received_at")))
        takes.bulk_create(
            takes.model(
                recording=recording,
                number=number,
                started_at=began,
                seen_at=last_seen.get(number, began),
                closed_at=None if _runs(recording, number) else recording.stopped_at or last_seen.get(number, began),
                pieces_expected=recording.expected_pieces.get(str(number)),
                accepted_until=now + PAUSE_GRACE if recording.state == "paused" else None,
            )
            for number in range(recording.segments)
        )
    recordings.filter(state__in=STOPPED).exclude(expected_pieces={}).update(counted_at=now)
    for recording in recordings.filter(state__in=STOPPED, delete_on=None).iterator():
        # Counted from today: none goes before somebody was told that it will.
        recording.delete_on = today + timedelta(days=recording.keeping_days)
        recording.save(update_fields=["delete_on"])
    # PostgreSQL changes no table while foreign keys wait to be checked.
    schema_editor.connection.check_constraints()


def _runs(recording, number):
    return recording.state == "recording" and number == recording.segments - 1


def write_fields(apps, schema_editor):
    for recording in apps.get_model("replays", "Recording").objects.iterator():
        takes = list(recording.takes.all())
        recording.segments = len(takes)
        counted = [take for take in takes if take.pieces_expected is not None]
        recording.expected_pieces = {str(take.number): take.pieces_expected for take in counted}
        recording.save(update_fields=["segments", "expected_pieces"])
    apps.get_model("replays", "Segment").objects.all().delete()
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('replays', '0003_what_stays'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='segment',
            name='accepted_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(write_rows, write_fields),
        migrations.RemoveField(
            model_name='recording',
            name='expected_pieces',
        ),
        migrations.RemoveField(
            model_name='recording',
            name='segments',
        ),
    ]

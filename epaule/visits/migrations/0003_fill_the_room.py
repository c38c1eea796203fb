"""Visits from before the ladder: two persons, an hour each."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    Visit = apps.get_model("visits", "Visit")
    Participant = apps.get_model("visits", "Participant")
    Visit.objects.filter(started_at__isnull=False).update(ends_at=F("started_at") + timedelta(minutes=60))
    Participant.objects.update(admitted_at=F("seen_at"))
    Participant.objects.filter(role="helper").update(colour=1)
    Participant.objects.filter(sharing=True).update(surface="unknown")


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_the_room_complete")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

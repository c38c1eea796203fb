import django.utils.timezone
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def as_they_were(apps, schema_editor):
    rows = apps.get_model("requests", "Appointment").objects.order_by("pk")
    rows.update(changed_at=Coalesce(F("ended_at"), F("booked_at")))


class Migration(migrations.Migration):

    dependencies = [
        ("requests", "0009_proposals_to_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(as_they_were, migrations.RunPython.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('replays', '0004_segments_as_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='memo',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['uploading', 'finishing', 'ready', 'failed']), _negated=True), ('delete_on__isnull', False), _connector='OR'), name='film_is_not_kept_for_ever'),
        ),
    ]

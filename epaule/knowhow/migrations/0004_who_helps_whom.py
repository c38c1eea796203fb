import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowhow", "0003_what_stays"),
        ("territory", "0003_who_helps_whom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("plain_label", models.CharField(max_length=100)),
                ("url", models.URLField(blank=True)),
                ("rank", models.PositiveSmallIntegerField(unique=True)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="procedures", to="knowhow.topic"
                    ),
                ),
            ],
            options={"verbose_name": "démarche", "ordering": ["rank"]},
        ),
        # The table of the themes of an offer stays; it only learns the level.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OfferTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="knowhow.offer",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="knowhow.topic"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thème proposé",
                        "db_table": "knowhow_offer_topics",
                        "ordering": ["topic__rank"],
                        "unique_together": {("offer", "topic")},
                    },
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="topics",
                    field=models.ManyToManyField(
                        related_name="offers", through="knowhow.OfferTopic", to="knowhow.topic"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name='offer',
            name='about',
            field=models.CharField(blank=True, max_length=300, verbose_name='présentation'),
        ),
        migrations.AddField(
            model_name='offer',
            name='fee',
            field=models.CharField(choices=[('free', 'gratuitement'), ('paid', 'contre paiement'), ('both', 'gratuitement ou contre paiement')], default='free', max_length=4, verbose_name='prix'),
        ),
        migrations.AddField(
            model_name='offer',
            name='needs',
            field=models.JSONField(blank=True, default=list, verbose_name='besoins particuliers'),
        ),
        migrations.AddField(
            model_name='offer',
            name='procedures',
            field=models.ManyToManyField(blank=True, related_name='offers', to='knowhow.procedure'),
        ),
        migrations.AddField(
            model_name='offertopic',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(1, 'je me débrouille'), (2, 'je suis à l’aise'), (3, 'je connais très bien')], default=2),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('fee__in', ['free', 'paid', 'both'])), name='offer_fee_known'),
        ),
    
    ]

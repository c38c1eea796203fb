from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_fill_the_room")]

    operations = [
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('to__isnull', True), ('withdrawn_at__isnull', True)), fields=('visit', 'person', 'right'), name='one_current_consent'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('to__isnull', False), ('withdrawn_at__isnull', True)), fields=('visit', 'person', 'right', 'to'), name='one_current_consent_to_each'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('right__in', ['point', 'act']), ('to__isnull', False)), models.Q(('right__in', ['see', 'record']), ('to__isnull', True)), _connector='OR'), name='rungs_are_given_to_someone'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('helper__isnull', True), ('request__isnull', False), ('role', ''), ('visit__isnull', True)), models.Q(('helper__isnull', False), ('request__isnull', True), ('role', ''), ('visit__isnull', True)), models.Q(('helper__isnull', True), ('request__isnull', True), ('role__in', ['relative', 'interpreter', 'apprentice']), ('visit__isnull', False)), _connector='OR'), name='invitation_of_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('gone_at__isnull', True)), fields=('visit', 'colour'), name='one_colour_each'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('role__in', ['helped', 'helper'])), fields=('visit', 'role'), name='one_helped_one_helper'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('sharing', True)), fields=('visit',), name='one_screen_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('colour__lt', 4)), name='four_at_most'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['helped', 'helper']), ('sharing', False), _connector='OR'), name='newcomers_do_not_share'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden', False), ('sharing', False), ('surface', '')), models.Q(('sharing', True), models.Q(('surface', ''), _negated=True)), _connector='OR'), name='surface_of_what_is_shown'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'helped'), _negated=True), models.Q(('asked', ''), ('hand', 'see')), _connector='OR'), name='helped_owns_the_ladder'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hand', 'act'), ('hand_until__isnull', False)), models.Q(models.Q(('hand', 'act'), _negated=True), ('hand_until__isnull', True)), _connector='OR'), name='acting_is_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('admitted_at__isnull', False), models.Q(('asked', ''), ('connection', ''), ('hand', 'see'), ('sharing', False)), _connector='OR'), name='at_the_door_nothing_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('gone_at__isnull', True), models.Q(models.Q(('role__in', ['helped', 'helper']), _negated=True), ('asked', ''), ('connection', ''), ('hand', 'see')), _connector='OR'), name='only_newcomers_go'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('started_at__isnull', True)), models.Q(('ends_at__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='visit_limited_once_started'),
        ),
        migrations.AddConstraint(
            model_name='acquaintance',
            constraint=models.UniqueConstraint(fields=('person', 'helper'), name='confirmed_once'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('visit',), name='one_open_alarm_per_visit'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'cleared', 'upheld'])), name='alarm_state_known'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='alarm_decided_with_date'),
        ),
    ]

"""Saying what one is ready to help with."""

from collections.abc import Collection, Mapping

from django.db import transaction

from epaule.kernel.events import publish
from epaule.knowhow.about import what_must_go
from epaule.knowhow.errors import AboutNotFit, NothingOffered, UnknownTopic
from epaule.knowhow.events import OfferChanged
from epaule.knowhow.models import Fee, Level, Offer, OfferTopic, Procedure, Topic
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.safety import audit
from epaule.territory.models import Territory


@transaction.atomic
def set_offer(
    *,
    by: Person,
    territory: Territory,
    topics: Collection[str],
    levels: Mapping[str, int] | None = None,
    procedures: Collection[str] = (),
    needs: Collection[str] = (),
    fee: Fee = Fee.FREE,
    about: str = "",
) -> Offer:
    """`by` is ready to help with exactly `topics` and `procedures` (codes) in `territory`; none: no offer.

    `levels`: `Level` by theme, at ease where not said. `about`: her own words, without a secret or a way to reach
    her. Raises UnknownTopic, AboutNotFit.
    """
    wrong = what_must_go(about)
    if wrong:
        raise AboutNotFit(wrong)
    wanted = {code: Level((levels or {}).get(code, Level.AT_EASE)) for code in topics}
    known = set(Topic.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    done = set(Procedure.objects.filter(pk__in=procedures))
    if len(known) != len(wanted) or len(done) != len(set(procedures)):
        raise UnknownTopic()
    offer, _created = Offer.objects.select_for_update().get_or_create(person=by, territory=territory)
    said = {"needs": [code for code in NEEDS if code in needs], "fee": fee, "about": about}
    before = {name: getattr(offer, name) for name in said}
    lines = dict(offer.lines.values_list("topic_id", "level"))
    procedures_before = set(offer.procedures.all())
    if (lines, procedures_before, before) != (wanted, done, said):
        offer.lines.all().delete()
        OfferTopic.objects.bulk_create(
            OfferTopic(offer=offer, topic_id=code, level=level) for code, level in wanted.items()
        )
        offer.procedures.set(done)
        for name, value in said.items():
            setattr(offer, name, value)
        offer.save(update_fields=[*said, "updated_at"])
        audit.record("offer.changed", by=by, target=offer, territory=territory, topics=sorted(wanted))
        publish(OfferChanged(by.pk))
    return offer


@transaction.atomic
def set_listed(*, by: Person, territory: Territory, listed: bool) -> Offer:
    """`by` is found, or no more, by who looks in the directory. Again is the same. Raises NothingOffered."""
    offer = Offer.objects.select_for_update().filter(person=by, territory=territory).first()
    if offer is None:
        raise NothingOffered()
    if offer.listed != listed:
        offer.listed = listed
        offer.save(update_fields=["listed", "updated_at"])
        audit.record("offer.listed" if listed else "offer.unlisted", by=by, target=offer, territory=territory)
        publish(OfferChanged(by.pk))
    return offer

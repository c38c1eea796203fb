"""Who knows whom: « mes accompagnés », and who never meet again."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.errors import NobodyElse
from epaule.people.events import PersonsBlocked
from epaule.people.models import Block, Contact, Dismissal, Person
from epaule.safety import audit


@transaction.atomic
def keep_contact(*, by: Person, helper: Person) -> Contact:
    """`by`, who was helped, lets `helper` keep her among the persons he accompanies. Again is the same.

    The caller knows that he helped her, and that neither blocked the other.
    """
    if by.pk == helper.pk:
        raise NobodyElse()
    contact, created = Contact.objects.get_or_create(
        helped=by, helper=helper, defaults={"agreed_at": timezone.now()}
    )
    if created:
        audit.record("contact.kept", by=by, target=helper, territory=helper.territory)
    return contact


@transaction.atomic
def drop_contact(*, by: Person, helped: Person, helper: Person) -> None:
    """`helped` is no longer among the persons whom `helper` accompanies: `by`, one of the two, wishes so.

    Again is the same.
    """
    if by.pk not in {helped.pk, helper.pk}:
        raise NobodyElse()
    deleted, _rows = Contact.objects.filter(helped=helped, helper=helper).delete()
    if deleted:
        other = helper if by.pk == helped.pk else helped
        audit.record("contact.dropped", by=by, target=other, territory=helper.territory)


@transaction.atomic
def block(*, by: Person, blocked: Person) -> Block:
    """`by` and `blocked` are never brought together again, in whichever direction; nobody tells `blocked`.

    Neither stays in the other's list. Again is the same.
    """
    if by.pk == blocked.pk:
        raise NobodyElse()
    row, created = Block.objects.get_or_create(person=by, blocked=blocked, defaults={"at": timezone.now()})
    Contact.objects.filter(Q(helped=by, helper=blocked) | Q(helped=blocked, helper=by)).delete()
    if created:
        audit.record("person.blocked", by=by, target=blocked, territory=by.territory)
        publish(PersonsBlocked(by.pk, blocked.pk))
    return row


@transaction.atomic
def unblock(*, by: Person, blocked: Person) -> None:
    """`by` no longer minds meeting `blocked`, who may still mind. Again is the same."""
    deleted, _rows = Block.objects.filter(person=by, blocked=blocked).delete()
    if deleted:
        audit.record("person.unblocked", by=by, target=blocked, territory=by.territory)


@transaction.atomic
def dismiss(*, by: Person, what: str) -> None:
    """`by` answered « non merci » to what the site proposed: it does not again. Again is the same.

    `what`: a short code of the caller, at most 60 signs.
    """
    Dismissal.objects.get_or_create(person=by, what=what, defaults={"at": timezone.now()})

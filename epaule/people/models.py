"""Persons: one table for everyone, whether they help, are helped, or both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id


class Status(models.TextChoices):
    """In what capacity a person takes part; shown to the people she helps."""

    RESIDENT = "resident", _("habitant·e")
    VOLUNTEER = "volunteer", _("bénévole")
    ANIMATOR = "animator", _("animateur·rice d’un espace public numérique")
    PROFESSIONAL = "professional", _("professionnel·le indépendant·e")
    COORDINATOR = "coordinator", _("coordinateur·rice du territoire")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> Person:
        """A person; without an e-mail address she is a guest, who comes back by her link."""
        person = self.model(email=self.normalize_email(email) if email else None, **fields)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anyone. The user model."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="persons")
    first_name = models.CharField(_("prénom"), max_length=60)
    email = models.EmailField(_("adresse e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("numéro de téléphone"), max_length=20, blank=True)
    """E.164: for reminders and rings by SMS, when she wants them."""
    commune = models.ForeignKey(
        "territory.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    languages = models.JSONField(default=list, blank=True)
    """ISO 639-1 codes she can be helped or help in; empty means French."""
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RESIDENT)
    vouched_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="vouched_persons"
    )
    """The coordinator who answers for this helper; nobody rings at a helper without it."""
    vouched_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    """An alarm was raised about this helper: nobody rings at her until the operator decides."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("personne")
        constraints = [
            models.CheckConstraint(
                name="voucher_has_date",
                condition=Q(vouched_at__isnull=False) | Q(vouched_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.first_name

    @property
    def is_guest(self) -> bool:
        """True for someone who asked without an account."""
        return self.email is None


class AccessLink(models.Model):
    """A secret address that brings a guest back to her pages. Only the hash of the secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_links")
    secret_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=200)
    """Where the link leads: a path of this site."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lien d’accès")


class Contact(models.Model):
    """« Mes accompagnés »: the helped person agrees that this helper keeps her in his list; he is rung first."""

    helped = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="helpers_kept")
    helper = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="persons_kept")
    agreed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("personne accompagnée")
        ordering = ["-agreed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["helped", "helper"], name="one_contact_per_pair"),
            models.CheckConstraint(name="contact_is_other", condition=~Q(helped=models.F("helper"))),
        ]


class Block(models.Model):
    """`person` does not want to meet `blocked` again. They never do, in whichever direction."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("personne à ne plus rencontrer")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(name="block_is_other", condition=~Q(person=models.F("blocked"))),
        ]


class Dismissal(models.Model):
    """« Non merci »: something the site proposed once, and proposes her no more."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="dismissals")
    what = models.CharField(max_length=60)
    """The code of the proposal."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("proposition écartée")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "what"], name="one_dismissal_each")]

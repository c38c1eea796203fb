"""What was written and sent during a visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.visits.models.participants import Participant
from epaule.visits.models.visit import Visit
from epaule.visits.protocol import CHAT_MAX_LENGTH


class FileKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    PDF = "pdf", _("document PDF")


class ChatFile(models.Model):
    """A photo or PDF of the conversation. Its kind is what its content is, whatever its name says."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="files")
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    """Bytes."""
    width = models.PositiveIntegerField(default=0)
    """Pixels, of a photo."""
    height = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=200)
    """Name in the file storage."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fichier")
        ordering = ["at", "pk"]


class ChatMessage(models.Model):
    """One line of the chat of a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="chat_messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=40)
    text = models.CharField(max_length=CHAT_MAX_LENGTH, blank=True)
    masked = models.BooleanField(default=False)
    """A number or code that nobody must give was replaced by dots before it was kept."""
    file = models.OneToOneField(ChatFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="line")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="chat_numbered"),
            models.UniqueConstraint(fields=["author", "client_id"], name="chat_line_once"),
        ]

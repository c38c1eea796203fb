"""What stays, in the sentences of « Qui a vu quoi, et quand »."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SENTENCES: dict[tuple[str, str], Promise] = {
    ("recording.deleted", ""): gettext_lazy("%(who)s supprime le film."),
    ("recording.expired", ""): gettext_lazy("Le film est supprimé : son temps est passé."),
    ("recording.viewed", ""): gettext_lazy("%(who)s regarde le film."),
    ("recording.downloaded", ""): gettext_lazy("%(who)s télécharge le film."),
    ("memo.asked", ""): gettext_lazy("%(who)s demande à garder des images pour un mémo."),
    ("memo.agreed", ""): gettext_lazy("%(who)s accepte que des images soient gardées pour un mémo."),
    ("memo.stopped", ""): gettext_lazy("%(who)s ne veut pas, ou plus, que des images soient gardées."),
    ("memo.step_taken", ""): gettext_lazy("%(who)s garde une image pour le mémo."),
    ("memo.step_dropped", ""): gettext_lazy("%(who)s retire une image du mémo."),
    ("memo.drafted", ""): gettext_lazy("Les images gardées deviennent un mémo à relire."),
    ("memo.edited", ""): gettext_lazy("%(who)s change le texte ou l’ordre du mémo."),
    ("memo.masked", ""): gettext_lazy("%(who)s cache pour toujours une partie d’image du mémo."),
    ("memo.cropped", ""): gettext_lazy("%(who)s recadre une image du mémo."),
    ("memo.offered", ""): gettext_lazy("%(who)s a fini de préparer le mémo."),
    ("memo.kept", ""): gettext_lazy("%(who)s garde le mémo."),
    ("memo.reopened", ""): gettext_lazy("%(who)s rouvre le mémo pour le changer."),
    ("memo.deleted", ""): gettext_lazy("%(who)s supprime le mémo : il n’en reste rien."),
    ("memo.deleted", "time"): gettext_lazy("Le mémo, que personne n’a gardé, est supprimé : il n’en reste rien."),
    ("memo.shared", ""): gettext_lazy("%(who)s propose à la bibliothèque une copie du mémo, sans nom."),
    ("memo.unshared", ""): gettext_lazy("%(who)s retire de la bibliothèque la copie du mémo."),
}
"""As `visits.journal.SENTENCES`, which they join."""

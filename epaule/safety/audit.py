"""The audit trail: every action writes one row, in its own transaction."""

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from epaule.safety.models import AuditEvent

EVENTS = {
    "person.guest_created": _("Personne accueillie sans compte"),
    "person.signed_up": _("Compte créé"),
    "person.helper_profile_changed": _("Profil d’aidant modifié"),
    "person.vouched": _("Aidant accepté par le territoire"),
    "person.voucher_withdrawn": _("Aidant qui n’aide plus"),
    "person.suspended": _("Aidant suspendu"),
    "person.suspension_lifted": _("Aidant qui peut reprendre"),
    "person.link_used": _("Lien personnel ouvert"),
    "offer.changed": _("Savoir-faire proposés modifiés"),
    "helper.available": _("Aidant disponible"),
    "helper.unavailable": _("Aidant en pause"),
    "request.published": _("Demande publiée"),
    "request.accepted": _("Demande acceptée"),
    "request.agreed": _("Aide convenue avec un aidant connu"),
    "request.passed": _("Demande laissée à un autre"),
    "request.cancelled": _("Demande annulée"),
    "request.withdrawn": _("Demande retirée"),
    "request.expired": _("Demande sans réponse"),
    "request.closed": _("Demande terminée"),
    "callback.asked": _("Rappel demandé"),
    "callback.done": _("Rappel fait"),
    "invitation.created": _("Code de visite donné"),
    "invitation.used": _("Code de visite utilisé"),
    "invitation.refused": _("Invitation arrêtée : la personne a été appelée, ou n’avait rien demandé"),
    "visit.opened": _("Visite ouverte"),
    "visit.started": _("Visite commencée"),
    "visit.knocked": _("Quelqu’un de plus demande à entrer"),
    "visit.admitted": _("Quelqu’un de plus est entré"),
    "visit.turned_away": _("Entrée refusée"),
    "visit.shown_out": _("Quelqu’un de plus a dû sortir"),
    "visit.stepped_out": _("Quelqu’un de plus est sorti"),
    "visit.sharing_started": _("Écran montré"),
    "visit.sharing_changed": _("Autre écran montré"),
    "visit.sharing_stopped": _("Écran plus montré"),
    "visit.screen_hidden": _("Écran caché"),
    "visit.screen_shown_again": _("Écran remontré"),
    "visit.hand_asked": _("Main demandée"),
    "visit.hand_refused": _("Main refusée"),
    "visit.hand_given": _("Main confiée"),
    "visit.hand_returned": _("Main rendue"),
    "visit.prolonged": _("Visite prolongée"),
    "visit.file_sent": _("Photo ou document envoyé"),
    "visit.photo_shown": _("Photo montrée à la place de l’écran"),
    "visit.photo_hidden": _("Photo enlevée"),
    "visit.chat_erased": _("Discussion et fichiers effacés, leur temps passé"),
    "visit.ended": _("Visite terminée"),
    "visit.trust_confirmed": _("Aidant reconnu par la personne aidée"),
    "alarm.raised": _("Alarme donnée"),
    "alarm.cleared": _("Alarme examinée : l’aidant peut reprendre"),
    "alarm.upheld": _("Alarme examinée : l’aidant n’aide plus"),
    "recording.proposed": _("Enregistrement proposé"),
    "recording.agreed": _("Accord donné pour le film"),
    "recording.started": _("Enregistrement commencé"),
    "recording.paused": _("Enregistrement en pause : quelqu’un vient d’entrer"),
    "recording.resumed": _("Enregistrement repris"),
    "recording.declined": _("Enregistrement refusé"),
    "recording.cancelled": _("Proposition d’enregistrement retirée"),
    "recording.stopped": _("Enregistrement arrêté"),
    "recording.uploaded": _("Film reçu en entier"),
    "recording.finished": _("Film prêt"),
    "recording.failed": _("Film non terminé"),
    "recording.viewed": _("Film regardé"),
    "recording.downloaded": _("Film téléchargé"),
    "recording.deleted": _("Film supprimé"),
    "recording.kept_for": _("Durée de garde du film choisie"),
    "recording.reminded": _("Suppression prochaine du film annoncée"),
    "recording.expired": _("Film supprimé, son temps passé"),
    "memo.asked": _("Mémo demandé"),
    "memo.agreed": _("Mémo accepté"),
    "memo.stopped": _("Mémo refusé ou arrêté"),
    "memo.step_taken": _("Étape gardée pour le mémo"),
    "memo.step_worded": _("Phrase d’une étape changée"),
    "memo.step_dropped": _("Étape retirée du mémo"),
    "memo.drafted": _("Mémo à relire"),
    "memo.edited": _("Mémo réécrit ou remis en ordre"),
    "memo.masked": _("Image du mémo cachée en partie"),
    "memo.cropped": _("Image du mémo recadrée"),
    "memo.offered": _("Mémo préparé par l’aidant"),
    "memo.kept": _("Mémo gardé"),
    "memo.reopened": _("Mémo rouvert"),
    "memo.deleted": _("Mémo supprimé"),
    "memo.shared": _("Copie d’un mémo proposée à la bibliothèque"),
    "memo.unshared": _("Copie d’un mémo retirée de la bibliothèque"),
    "sheet.proposed": _("Fiche proposée"),
    "sheet.published": _("Fiche publiée"),
    "sheet.checked": _("Fiche revue, toujours juste"),
    "sheet.declined": _("Fiche refusée à la relecture"),
    "sheet.retired": _("Fiche retirée par le territoire"),
    "sheet.withdrawn": _("Fiche retirée par la personne"),
    "sheet.grew_old": _("Fiche à revoir après douze mois"),
    "sheet.sufficed": _("Fiche qui a suffi à quelqu’un"),
    "memo.reminded": _("Suppression prochaine du mémo annoncée"),
    "keeping.changed": _("Durées de garde du territoire modifiées"),
    "memo.done_alone": _("Refait sans aide, avec un mémo"),
    "memo.stuck": _("Bloqué à une étape d’un mémo"),
    "memo.link_opened": _("Lien d’un mémo ouvert"),
    "memo.link_closed": _("Lien d’un mémo fermé"),
    "memo.sent": _("Mémo envoyé par e-mail"),
}
"""The closed list of events, with what a person reads."""


class HasPublicId(Protocol):
    public_id: Any


def record(
    event: str, *, by: HasPublicId | None, target: Any = None, territory: HasPublicId | None = None, **data: Any
) -> None:
    """Write that `by` did `event` to `target`. `data` holds codes and numbers, never what a person wrote."""
    if event not in EVENTS:
        raise ValueError(f"unknown audit event {event!r}")
    AuditEvent.objects.create(
        event=event,
        by=by.public_id if by else "",
        territory=territory.public_id if territory else "",
        target=f"{target._meta.model_name}:{getattr(target, 'public_id', target.pk)}" if target else "",
        data=data,
    )

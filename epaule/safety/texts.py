"""What must not be written in a request: card, social-security and account numbers, passwords, codes received.

A text is first made plain (unicode digits, exotic spaces and dashes, accents, capitals), then each kind of secret
is looked for with check digits where they exist. Every pattern is bounded, so the time stays proportional to the
length of the text.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from epaule.safety.long_numbers import cards, ibans, social_securities
from epaule.safety.plain import Span, plain_text
from epaule.safety.told_secrets import passwords, received_codes


class Secret(StrEnum):
    """A kind of secret found in a text."""

    CARD = "card"
    SOCIAL_SECURITY = "social_security"
    IBAN = "iban"
    PASSWORD = "password"  # noqa: S105
    SMS_CODE = "sms_code"

    @property
    def sentence(self) -> str | Promise:
        """What to remove and why, for the person who wrote it."""
        return _SENTENCES[self]


_SENTENCES: dict[Secret, str | Promise] = {
    Secret.CARD: _(
        "Votre phrase contient un numéro de carte bancaire. Effacez-le : personne ici n’en a besoin, et personne "
        "ne doit vous le demander."
    ),
    Secret.SOCIAL_SECURITY: _(
        "Votre phrase contient un numéro de sécurité sociale. Effacez-le : vous le taperez vous-même sur le site "
        "officiel, au bon moment."
    ),
    Secret.IBAN: _(
        "Votre phrase contient un numéro de compte bancaire (IBAN). Effacez-le : on peut vous aider sans le "
        "connaître."
    ),
    Secret.PASSWORD: _(
        "Votre phrase semble contenir un mot de passe ou un code secret. Effacez-le : il n’est qu’à vous, même la "
        "personne qui vous aide ne doit pas le connaître."
    ),
    Secret.SMS_CODE: _(
        "Votre phrase contient un code que vous avez reçu. Effacez-le : ce code ouvre votre compte, ne le donnez "
        "à personne."
    ),
}


def find_secret(text: str) -> Secret | None:
    """The first kind of secret that `text` holds, or None.

    Telephone numbers, postcodes, SIRET, dates and Épaule's own visit codes are no secrets.
    """
    plain = plain_text(text)
    for kind, find in FINDERS:
        if next(find(plain), None) is not None:
            return kind
    return None


FINDERS: tuple[tuple[Secret, Callable[[str], Iterator[Span]]], ...] = (
    (Secret.IBAN, ibans),
    (Secret.SOCIAL_SECURITY, social_securities),
    (Secret.CARD, cards),
    (Secret.SMS_CODE, received_codes),
    (Secret.PASSWORD, passwords),
)
"""Where each kind of secret stands in a plain text."""

"""What must not be written in a request: card, social-security and account numbers, passwords, codes received.

A text is first made plain, character for character (unicode digits, exotic spaces and dashes, accents, capitals),
then each kind of secret is looked for with check digits where they exist. Every pattern is bounded, so the time
stays proportional to the length of the text.
"""

import unicodedata
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from epaule.safety.long_numbers import has_card, has_iban, has_social_security
from epaule.safety.told_secrets import tells_password, tells_received_code


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
    plain = _plain(text)
    for kind, holds in _DETECTORS:
        if holds(plain):
            return kind
    return None


_DETECTORS = (
    (Secret.IBAN, has_iban),
    (Secret.SOCIAL_SECURITY, has_social_security),
    (Secret.CARD, has_card),
    (Secret.SMS_CODE, tells_received_code),
    (Secret.PASSWORD, tells_password),
)


class _PlainCharacters(dict[int, str]):
    """A translation table that fills itself: one lookup for each character of a text."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "−":
        return "-"
    if character in "’‘ʼ`´":
        return "'"
    if character in "«»“”„":
        return '"'
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else character


_PLAIN = _PlainCharacters()


def _plain(text: str) -> str:
    """`text` in lower case without accents or invisible characters; one kind of digit, space, dash and quote."""
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)

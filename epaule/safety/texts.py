"""What must not be written in a request: card, social-security and account numbers, passwords, codes received.

A text is first made plain, character for character (unicode digits, exotic spaces and dashes, accents, capitals),
then each kind of secret is looked for with check digits where they exist. Every pattern is bounded, so the time
stays proportional to the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import accumulate

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import luhn, numdb
from stdnum.fr import nir
from stdnum.iso7064 import mod_97_10


class Secret(StrEnum):
    """A kind of secret found in a text."""

    CARD = "card"
    SOCIAL_SECURITY = "social_security"
    IBAN = "iban"
    PASSWORD = "password"
    SMS_CODE = "sms_code"

    @property
    def sentence(self) -> str | Promise:
        """What to remove and why, for the person who wrote it."""
        return _SENTENCES[self]


_SENTENCES: dict[Secret, str | Promise] = {
    Secret.CARD: _(
        "Votre phrase contient un numéro de carte bancaire. Effacez-le : personne ici n’en a besoin, et personne "
        "ne doit vous le demander."
    ),
    Secret.SOCIAL_SECURITY: _(
        "Votre phrase contient un numéro de sécurité sociale. Effacez-le : vous le taperez vous-même sur le site "
        "officiel, au bon moment."
    ),
    Secret.IBAN: _(
        "Votre phrase contient un numéro de compte bancaire (IBAN). Effacez-le : on peut vous aider sans le connaître."
    ),
    Secret.PASSWORD: _(
        "Votre phrase semble contenir un mot de passe ou un code secret. Effacez-le : il n’est qu’à vous, même la "
        "personne qui vous aide ne doit pas le connaître."
    ),
    Secret.SMS_CODE: _(
        "Votre phrase contient un code que vous avez reçu. Effacez-le : ce code ouvre votre compte, ne le donnez à "
        "personne."
    ),
}


def find_secret(text: str) -> Secret | None:
    """The first kind of secret that `text` holds, or None. Telephone numbers, postcodes, SIRET and dates are none."""
    plain = _plain(text)
    if _has_iban(plain):
        return Secret.IBAN
    for run in _digit_runs(plain):
        if _holds_social_security(run):
            return Secret.SOCIAL_SECURITY
        if _holds_card(run):
            return Secret.CARD
    if _has_corsican_social_security(plain):
        return Secret.SOCIAL_SECURITY
    if _has_sms_code(plain):
        return Secret.SMS_CODE
    if _has_password(plain):
        return Secret.PASSWORD
    return None

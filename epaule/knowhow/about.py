"""The words a helper says of herself, which anyone may read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from epaule.safety.personal import find_personal
from epaule.safety.texts import find_secret

ABOUT_MAX = 300


def what_must_go(about: str) -> str | Promise:
    """What to take out of `about` and why; "" when it may be shown."""
    secret = find_secret(about)
    if secret is not None:
        return secret.sentence
    if find_personal(about, {}):
        return _(
            "Votre présentation contient un numéro de téléphone ou une adresse e-mail. Effacez-les : tout "
            "le monde peut la lire, et c’est ici que l’on vous joint."
        )
    return ""

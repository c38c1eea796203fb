"""What a person needs that is asked for, or a helper is at ease with: code and everyday words.

The codes follow « Prise en charge spécifique » of the national standard of places.
"""

from django.utils.translation import gettext_lazy as _

NEEDS = {
    "deaf": _("sourd·e ou malentendant·e"),
    "low_vision": _("aveugle ou malvoyant·e"),
    "motor": _("mains ou gestes difficiles"),
    "mental": _("besoin de calme et de temps"),
    "reading": _("lecture ou écriture difficile"),
}

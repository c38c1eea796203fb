"""What says who somebody is, in words for everyone to read: first names, e-mail addresses, telephone numbers."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_TELEPHONE = r"(?<![\d.,])(?:\+33[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?![\d])"
_ELIDED = r"(?:\b(?P<elided>d|l|qu)[’'])?"
_ACCENTS = {"a": "aàâä", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "y": "yÿ", "n": "nñ"}


def find_personal(text: str, names: Mapping[str, str]) -> list[str]:
    """What in `text` says who somebody is, as written, each once: one of `names`, an address, a number."""
    return list(dict.fromkeys(found.group("who") for found in _pattern(names).finditer(text)))


def without_personal(text: str, names: Mapping[str, str]) -> str:
    """`text` with, in the place of each of `names`, the words it maps to: « Jeanne » is « la personne »."""
    wanted = {_key(name): words for name, words in names.items()}

    def instead(found: re.Match[str]) -> str:
        who, elided = found.group("who"), (found.group("elided") or "").lower()
        if "@" in who:
            words = _("votre adresse e-mail")
        elif who[0] in "+0":
            words = _("votre numéro de téléphone")
        else:
            words = wanted[_key(who)]
        # « l’ordinateur d’Anne » is « l’ordinateur de la personne ».
        before = {"d": "de ", "qu": "que "}.get(elided, "")
        first = before + words
        return first[0].upper() + first[1:] if found.start() == 0 else first

    return _pattern(names).sub(instead, text)


def _pattern(names: Mapping[str, str]) -> re.Pattern[str]:
    any_name = "|".join(_loose(name) for name in sorted(names, key=len, reverse=True) if name.strip())
    whole = rf"(?<!\w)(?:{any_name})(?!\w)" if any_name else r"(?!)"
    return re.compile(rf"{_ELIDED}(?P<who>{_EMAIL}|{_TELEPHONE}|{whole})", re.IGNORECASE)


def _loose(name: str) -> str:
    """The name with or without its accents."""
    return "".join(f"[{_ACCENTS[_plain(sign)]}]" if _plain(sign) in _ACCENTS else re.escape(sign) for sign in name)


def _plain(sign: str) -> str:
    return next((plain for plain, signs in _ACCENTS.items() if sign.lower() in signs), sign.lower())


def _key(name: str) -> str:
    return "".join(_plain(sign) for sign in name)

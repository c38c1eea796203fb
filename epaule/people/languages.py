"""Languages one may be helped in: ISO 639-1 code and how its speakers write it."""

from collections.abc import Iterable

from django.conf import settings

LANGUAGES_SPOKEN = {
    "fr": "français",
    "en": "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "español",
    "it": "italiano",
    "nl": "Nederlands",
    "pl": "polski",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "tr": "Türkçe",
    "uk": "українська",
}


def site_language_of(languages: Iterable[str]) -> str:
    """The first of these codes in which the site is written; French when none is."""
    written = {code for code, _name in settings.LANGUAGES}
    return next((code for code in languages if code in written), settings.LANGUAGE_CODE)

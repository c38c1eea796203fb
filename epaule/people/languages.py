"""Languages one may be helped in: ISO 639-1 code and how its speakers write it."""

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

"""Telephone numbers as people type them."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

COUNTRY = "FR"


def read_phone(text: str) -> str | None:
    """The E.164 form of a number typed the French way, or with its country in front; None when it is none."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


_NO_SMS = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.VOIP,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PAGER,
}


def takes_sms(number: str) -> bool:
    """False for an E.164 number that is surely no mobile: of a wire, of a box, of a service, dear or not."""
    return phonenumbers.number_type(phonenumbers.parse(number)) not in _NO_SMS


def phone_in_words(number: str) -> str:
    """An E.164 number as it is said in France: « 06 12 34 56 78 »; from elsewhere, with its country."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    national = phonenumbers.region_code_for_number(parsed) == COUNTRY
    how = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, how)

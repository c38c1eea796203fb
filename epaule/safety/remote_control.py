"""Programs that put a computer in somebody else's hands: nobody needs one here, every false helper asks for one.

A link to one, and an invitation to install or open one, are recognised whoever writes them; so is a mere name,
which is a question when the helped person asks it.
"""

import re
from enum import StrEnum

from epaule.safety.plain import plain_text


class Mention(StrEnum):
    """How a text speaks of such a program."""

    NAME = "name"
    INVITATION = "invitation"
    LINK = "link"


_LOOKALIKES = str.maketrans("аеорсухіјѕԁӏοανρτ", "aeopcyxijsdloavpt")
"""Cyrillic and Greek letters that are drawn like Latin ones."""
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_NAMES = re.compile(
    r"anydesk|teamview|rustdesk|ultraview|supremocontrol|supremodesktop|logmein|gotoassist|gotoresolve|quickassist"
    r"|quicksupport|chromeremotedesktop|remotedesktopgoogle|zohoassist|aeroadmin|ammyy|splashtop|screenconnect"
    r"|connectwise|airdroid|dwservice|getscreen|helpwire|iperiusremote|hoptodesk|remoteutilities|litemanager"
)
"""Looked for in what remains without spaces and signs: « any desk », « T.e.a.m.V.i.e.w.e.r »."""
_WORD = re.compile(r"\b(?:supremo|alpemix|bureau a distance (?:de )?(?:chrome|google))\b")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://|\bwww\.|ms-quick-assist:|\b[a-z0-9-]{2,}\.(?:com|net|org|fr|me|io|eu|app|us|de|ru|download)\b"
)
_DIRECT = re.compile(r"\bassist\.zoho|\bzoho\.(?:com|eu)/assist|\bremotedesktop\.google")
_DO_IT = r"(?:(?:re)?telecharg|(?:re)?install|lanc|ouvr|demarr|execut|utilis|cherch|tap|cliqu|pass|connect)"
_INVITING = re.compile(
    # « installez… », unless it is « n’installez jamais… »
    rf"(?<!n')(?<!ne )(?<!ne l[ea] )\b(?:{_DO_IT}ez|mettez|allez|dites|donnez|envoyez|install|download|run|open)\b"
    # « il faut installer… »
    rf"|\b(?:il faut|faudra|(?:vous|tu) (?:devez|dois|pouvez|peux|allez|vas)|(?:pouvez|peux|devez)[- ](?:vous|tu)"
    rf"|on va|veuillez|essaye[zr]?(?: de)?|merci de|d') ?(?:[\w']+ ){{0,2}}?(?:{_DO_IT}(?:er|ir)|mettre|aller)\b"
    # « Installe… »
    rf"|(?:^|[.!?,;:] ?|\b(?:et|puis|alors|oui|ok) )(?:{_DO_IT}e|mets|va|donne|envoie)\b"
)
_ASSISTANCE = re.compile(r"[^.!?]{0,25}\bassistance rapide\b")
"""« Assistance rapide » is a program of Windows; « merci de votre assistance rapide » is not."""
_KEYS = re.compile(r"\b(?:ctrl|control|controle) ?[+ ] ?(?:win|windows|logo\w*) ?[+ ] ?q\b")
"""They open it."""


def mention_of_tool(text: str) -> Mention | None:
    """How `text` speaks of a remote-control program, the worst way first; None when it does not."""
    plain = plain_text(text).translate(_LOOKALIKES)
    named = _NAMES.search(_NOT_LETTERS.sub("", plain)) is not None or _WORD.search(plain) is not None
    if _DIRECT.search(plain) or (named and _ADDRESS.search(plain)):
        return Mention.LINK
    inviting = list(_INVITING.finditer(plain))
    if (named and inviting) or _KEYS.search(plain):
        return Mention.INVITATION
    if any(_ASSISTANCE.match(plain, found.end()) for found in inviting):
        return Mention.INVITATION
    return Mention.NAME if named else None

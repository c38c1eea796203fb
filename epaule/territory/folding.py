"""How a place name is compared: the same letters, however it was typed."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_SUR = re.compile(r"\bs/")
_NOT_WRITTEN = re.compile(r"[^a-z0-9]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """`text` in lower case without accents, signs or abbreviations.

    « St-Hilaire s/ Mer » becomes « saint hilaire sur mer ». Only a–z, 0–9 and single spaces remain; a text of
    other signs alone gives "".
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _NOT_WRITTEN.sub(" ", _SUR.sub("sur ", plain)).split()
    return " ".join(_SAINTS.get(word, word) for word in words)

"""Passwords, personal codes and received codes in a plain text (`safety.texts` says what plain is).

None of them has a shape of its own: what gives them away is what people write before. « mot de passe oublié »
tells nothing; « mot de passe : Minou » does.
"""

import re
from collections.abc import Iterator

_TAIL = 90
"""Characters read after the words that announce a secret."""
_TAIL_WORDS = 8
_COMPLEMENT_WORDS = 4
"""« mot de passe de ma messagerie Minou45 »"""

_PASSWORD = re.compile(
    r"\b(?:mots?[ -]?de[ -]?pas{1,2}e?s?|mdp|pass[ -]?words?|passwd|pwd|passcode"
    r"|(?:cles?|codes?)(?: de (?:la |ma )?| )?(?:wi[ -]?fi|box|wep|wpa2?|securite wi[ -]?fi))\b"
)
_PERSONAL_CODE = re.compile(
    r"\bcodes? (?:d'|(?:d|de|du|pour|a) )?(?:(?:la|ma|mon|le|sa|son|votre|cette) )?"
    r"(?:secrets?|confidentiels?|personnels?|pin|puk|cb|visa|mastercard|banque|acces|deve\w{1,9}age|telephone|portable"
    r"|smartphone|tablette|iphone|carte(?! (?:vitale|d'identite|didentite|grise|de (?:visite|sejour|fidelite))))\b"
    # Ours have six digits: « le code c’est 2580 » is another.
    r"|\bcodes?(?= ?(?:[:=]|est|c'est|cest) ?(?:le )?\d{4}(?!\d| ?\d\d\b))"
    r"|\b(?:cryptogramme|cvv2?|cvc2?)\b|\bchiffres (?:au dos|derriere|de derriere)\b"
)
_BACKWARDS = re.compile(
    r"(?<!\S)(\S{4,64}) (?:est|c'est|cest|voila|comme) (?:(?:mon|le|notre) )?"
    r"(?:mots?[ -]?de[ -]?pas{1,2}e?|mdp|code (?:secret|pin))\b"
)

_TOKEN = re.compile(r"[:=>]|\"|[^\s:=>\"]+")
_CONNECTORS = frozenset(""" : ; = > - " est c'est cest etait sera serait voici soit egal """.split())
"""What stands between « mot de passe » and the password."""
_FILLERS = _CONNECTORS | frozenset("le la les l un une ceci celui-ci suivant suivante numero no n bien".split())
_LINKS = _FILLERS | frozenset(
    """
    de du des d a au aux pour sur dans chez en avec mon ma mes ton ta son sa ses notre votre nos vos ce cet
    cette actuel actuelle ancien nouveau nouvel premier provisoire temporaire gmail hotmail outlook yahoo
    orange sfr free laposte facebook google microsoft apple ameli impots caf whatsapp windows paypal amazon
    france
    """.split()
)
"""Words of « mot de passe de ma messagerie »: the announcement goes on."""
_NO_SECRET = frozenset(
    """
    a accepte acceptee actuellement affiche affichee ai aide aider aidez aie ainsi ajouter alors amazon ameli
    ancien ancienne annule apparemment apple apres aucun aucune aujourd'hui aurait aussi autre avait avant
    avec avez avoir besoin bien bloque bloquee bon bonjour bonne bouygues cache cachee caf car caracteres ce
    cela celle celui cependant ces cet cette ceux change changee changer changes chaque cherche chercher chez
    chiffres choisir colle collee comme comment complexe complique compliquee compris compromis confidentiel
    connais connait connu correct correcte correctement court courte cree creer dans de dehors deja demain
    demande demandee demander demandes depasse depuis des desactive desole deux devenu devenue differe
    different difficile dois doit donc donne donner du dur ecrit ecrite efface egalement egare egaree elle en
    encore enregistre enregistree enregistres ensuite envoye erreur errone erronee est et etait ete etre exact
    exacte exige existe expire expiree expose facebook facile faible faire fait fausse faut faux fini
    fonctionne force fort forte france free generer gmail google grise hier hotmail ici identique identiques
    ignore il illisible ils impose impossible impots incomplet inconnu inconnue incorrect incorrecte indique
    inexact insuffisant interdit introuvable inutile invalide invitation jai jamais je jusque juste la laposte
    le lent lequel les leur long longue ma madame mais mal malheureusement marche marque marquee masque
    masquee mauvais mauvaise meilleur meilleure meme memorise merci mes mettre microsoft modifie modifier moi
    mon monsieur ne necessaire non note notre nous nouveau nouvelle nul nulle obligatoire obsolete office on
    orange ou oublie oubliee oublier outlook par parce pareil parti partout pas paypal pense perdu perdue
    perime perimee personne personnel peu peut pirate piratee plus possible pour pourquoi pourtant pre presque
    prevu pris protege puis quand que quel quelconque quelle quelque quels qui quitte quoi range rangee
    recommande reconnu reconnue redemande refait refuse refusee regenerer reinitialise reinitialiser rejete
    remplace renouveler requis requise reset reste restee retrouve retrouvee rien risque robuste sa sais saisi
    saisie sans sauf sauvegarde se secret securise securite semble sensible sera serait ses seulement sfr si
    simple solide son sont sous souvent suite supprime sur svp tape tel temporaire toi ton toujours tous tout
    toute trois trop trouve un une utilise valable valide validee verrouille verrouillee veut veux vide
    vieille vieux visible visite voir vole volee votre voudrais voulu vous vrai vraiment whatsapp windows y
    yahoo
    """.split()
)
"""What often follows « mot de passe est » or « mot de passe : » without being one."""
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'")
_NOT_A_PASSWORD = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}|www\..*|[a-z0-9-]+\.(?:fr|com|net|org|gouv\.fr)"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}h\d{0,2}"
    r"|\d+(?:er|e|eme|ieme|x|fois|ans?|mois|jours?|lettres|chiffres|caracteres|euros?)"
    r"|(?:windows|win|office|iphone|ipad|android|galaxy|redmi|note|wifi|(?:live|free|b)?box|microsoft|outlook)\d+"
)
_SYMBOL = re.compile(r"[@#$%&*_]")

_CODE = r"codes? (?!postal|insee|naf|ape|promo|barre|client)"
_ORIGIN = (
    r"(?:recus?|sms|textos?|verification|validation|confirmation|authentification|activation|usage unique"
    r"|temporaire|provisoire|envoyes?|securite|3d ?secure|otp)"
)
_SIX_DIGITS = r"(?<!\d)(?<!\d[ -])(?:g-)?\d(?:[ -]?\d){3,7}(?![ -]?\d)"
_RECEIVED = (
    # « le code reçu par SMS est 123 456 »
    re.compile(rf"\b{_CODE}(?:[\w']+ ){{0,3}}?{_ORIGIN}\b[^.!?]{{0,40}}?{_SIX_DIGITS}"),
    # « j’ai reçu le code 123456 »
    re.compile(
        rf"\b(?:recus?|envoyes?|arrive|sms|textos?)\b[^.!?]{{0,40}}?\b{_CODE}"
        rf"(?:(?:c'est|est|le|de|suivant|numero|no|[:=\"]) ?){{0,4}}{_SIX_DIGITS}"
    ),
    # « le code 123456 que j’ai reçu », « 123456 est le code reçu »
    re.compile(
        rf"\b{_CODE}(?:(?:c'est|est|le|de|[:=\"]) ?){{0,3}}{_SIX_DIGITS}[^.!?]{{0,30}}?\b(?:recus?|sms|textos?)\b"
    ),
    re.compile(rf"{_SIX_DIGITS} (?:est|c'est) (?:le|mon|votre|un) {_CODE}(?:[\w']+ ){{0,3}}?{_ORIGIN}\b"),
)
_GOOGLE_CODE = re.compile(r"\bg-\d{6}\b")
_OUR_CODE = re.compile(r"\b(?:visite|epaule|invitation)\b")
_AROUND = 30


def tells_received_code(plain: str) -> bool:
    """Whether `plain` holds a one-time code (4 to 8 digits) that the person says she received; ours are none."""
    return _GOOGLE_CODE.search(plain) is not None or any(
        _OUR_CODE.search(plain, max(0, found.start() - _AROUND), found.end() + _AROUND) is None
        for pattern in _RECEIVED
        for found in pattern.finditer(plain)
    )


def tells_password(plain: str) -> bool:
    """Whether `plain` holds a password, or the code of a card, telephone or box, after words that announce it."""
    return (
        any(_gives_password(tail) for tail in _tails(_PASSWORD, plain))
        or any(_gives_digits(tail) for tail in _tails(_PERSONAL_CODE, plain))
        or any(_is_strong(found.group(1)) for found in _BACKWARDS.finditer(plain))
    )


def _tails(announced: re.Pattern[str], plain: str) -> Iterator[list[str]]:
    """The words that follow each announcement, « : », « = » and quotes apart."""
    for found in announced.finditer(plain):
        yield _TOKEN.findall(plain[found.end() : found.end() + _TAIL])[:_TAIL_WORDS]


def _gives_password(tail: list[str]) -> bool:
    complement = True
    for position, token in enumerate(tail):
        if complement and position < _COMPLEMENT_WORDS and _is_strong(token):
            return True
        if token in _CONNECTORS:
            value = next((word for word in tail[position:] if word not in _FILLERS), "")
            if _is_strong(value) or (complement and _could_be_password(value)):
                return True
        # « mot de passe de ma messagerie : » still speaks of it, « mot de passe perdu, problème : » does not.
        complement = complement and (token in _LINKS or token not in _NO_SECRET) and token[-1] not in ".,;!?"
    return False


def _gives_digits(tail: list[str]) -> bool:
    """« code secret 1234 », « code de ma carte c’est 12 34 »."""
    for position, token in enumerate(tail):
        if _bare(token).isdigit():
            dated = position > 0 and tail[position - 1] in {"en", "de", "depuis", "dans"}
            return not dated and 3 <= len("".join(_leading_digits(tail[position:]))) <= 8
        if token not in _LINKS and (token in _NO_SECRET or token[-1] in ".;!?"):
            return False
    return False


def _leading_digits(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        digits = _bare(token)
        if not digits.isdigit():
            return
        yield digits


def _bare(token: str) -> str:
    return token.strip(".,;!?()[]'")


def _could_be_password(token: str) -> bool:
    """Any word but those that speak of a password instead of being one."""
    bare = _bare(token)
    spoken_of = bare in _NO_SECRET or _ELIDED.match(bare) or _NOT_A_PASSWORD.fullmatch(bare)
    return len(bare) >= 3 and not spoken_of


def _is_strong(token: str) -> bool:
    """A word that nobody writes but as a password: letters with digits or signs, or four digits and more."""
    bare = _bare(token)
    if len(bare) < 4 or not _could_be_password(token):
        return False
    return any(letter.isdigit() for letter in bare) or _SYMBOL.search(bare) is not None

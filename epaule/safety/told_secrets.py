"""Passwords, personal codes and received codes in a plain text (`safety.plain`): where each stands.

None of them has a shape of its own: what gives them away is what people write before. « mot de passe oublié »
tells nothing; « mot de passe : Minou » does.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from epaule.safety.plain import Span

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
_DIGITS = r"(?<!\d)(?<!\d[ -])(?:g-)?\d(?:[ -]?\d){3,7}(?![ -]?\d)"
RECEIVED_DIGITS = rf"(?P<digits>{_DIGITS})"
"""Four to eight digits, grouped or not."""
_RECEIVED = (
    # « le code reçu par SMS est 123 456 »
    re.compile(rf"\b{_CODE}(?:[\w']+ ){{0,3}}?{_ORIGIN}\b[^.!?]{{0,40}}?{RECEIVED_DIGITS}"),
    # « j’ai reçu le code 123456 »
    re.compile(
        rf"\b(?:recus?|envoyes?|arrive|sms|textos?)\b[^.!?]{{0,40}}?\b{_CODE}"
        rf"(?:(?:c'est|est|le|de|suivant|numero|no|[:=\"]) ?){{0,4}}{RECEIVED_DIGITS}"
    ),
    # « le code 123456 que j’ai reçu », « 123456 est le code reçu »
    re.compile(
        rf"\b{_CODE}(?:(?:c'est|est|le|de|[:=\"]) ?){{0,3}}{RECEIVED_DIGITS}"
        r"[^.!?]{0,30}?\b(?:recus?|sms|textos?)\b"
    ),
    re.compile(rf"{RECEIVED_DIGITS} (?:est|c'est) (?:le|mon|votre|un) {_CODE}(?:[\w']+ ){{0,3}}?{_ORIGIN}\b"),
)
_GOOGLE_CODE = re.compile(r"\bg-\d{6}\b")
_OUR_CODE = re.compile(r"\b(?:visite|epaule|invitation)\b")
_AROUND = 30


def received_codes(plain: str) -> Iterator[Span]:
    """One-time codes (4 to 8 digits) that the person says she received; ours are none."""
    yield from (found.span() for found in _GOOGLE_CODE.finditer(plain))
    for pattern in _RECEIVED:
        for found in pattern.finditer(plain):
            if _OUR_CODE.search(plain, max(0, found.start() - _AROUND), found.end() + _AROUND) is None:
                yield found.span("digits")


def passwords(plain: str) -> Iterator[Span]:
    """Passwords, and codes of a card, telephone or box, after words that announce them."""
    for tail in _tails(_PASSWORD, plain):
        yield from (token.span() for token in _given_password(tail))
    for tail in _tails(_PERSONAL_CODE, plain):
        yield from (token.span() for token in _given_digits(tail))
    yield from (found.span(1) for found in _BACKWARDS.finditer(plain) if _is_strong(found.group(1)))


Token = re.Match[str]


def _tails(announced: re.Pattern[str], plain: str) -> Iterator[list[Token]]:
    """The words that follow each announcement, « : », « = » and quotes apart."""
    for found in announced.finditer(plain):
        yield list(_TOKEN.finditer(plain, found.end(), found.end() + _TAIL))[:_TAIL_WORDS]


def _given_password(tail: Sequence[Token]) -> Sequence[Token]:
    """The word of `tail` that is a password; none when it only speaks of one."""
    complement = True
    for position, token in enumerate(tail):
        word = token.group()
        if complement and position < _COMPLEMENT_WORDS and _is_strong(word):
            return [token]
        if word in _CONNECTORS:
            value = next((one for one in tail[position:] if one.group() not in _FILLERS), None)
            if value is not None and (
                _is_strong(value.group()) or (complement and _could_be_password(value.group()))
            ):
                return [value]
        # « mot de passe de ma messagerie : » still speaks of it, « mot de passe perdu, problème : » does not.
        complement = complement and (word in _LINKS or word not in _NO_SECRET) and word[-1] not in ".,;!?"
    return []


def _given_digits(tail: Sequence[Token]) -> Sequence[Token]:
    """« code secret 1234 », « code de ma carte c’est 12 34 »."""
    for position, token in enumerate(tail):
        word = token.group()
        if _bare(word).isdigit():
            dated = position > 0 and tail[position - 1].group() in {"en", "de", "depuis", "dans"}
            digits = list(takewhile(lambda one: _bare(one.group()).isdigit(), tail[position:]))
            length = sum(len(_bare(one.group())) for one in digits)
            return digits if not dated and 3 <= length <= 8 else []
        if word not in _LINKS and (word in _NO_SECRET or word[-1] in ".;!?"):
            return []
    return []


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

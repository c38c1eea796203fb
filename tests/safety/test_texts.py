"""What must not be written in a request, and what must be left alone."""

from time import process_time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from epaule.safety.texts import Secret, find_secret

CARDS = """
ma carte 4970101234567893
ma carte 4970 1012 3456 7893
4970-1012-3456-7893
4970.1012.3456.7893
4970 10 12 34 56 78 93
4 9 7 0 1 0 1 2 3 4 5 6 7 8 9 3
4970 1012 3456 7893
4970 1012 3456 7893 12/27 123
CB:4970101234567893,12/27
4970/1012/3456/7893
4970_1012_3456_7893
４９７０ １０１２ ３４５６ ７８９３
٤٩٧٠١٠١٢٣٤٥٦٧٨٩٣
4970\u200b1012\u200b3456\u200b7893
4970\u202f1012\u202f3456\u202f7893
4970 – 1012 – 3456 – 7893
appelez le 06 12 34 56 78 ma carte c'est 4970 1012 3456 7893
06 12 34 56 78 4970 1012 3456 7893
3782 822463 10005
378282246310005
2223 0000 0000 0007
50180000000000007
6200000000000000000
3056 930902 5904
"""

SOCIAL_SECURITY = """
1 55 08 50 129 012 08
numéro de sécu 155085012901208
1550850129012
1-55-08-50-129-012
sécu : 1.55.08.50.129.012.08 merci
1 55 08 50 129 012 99
2 55 08 2B 050 123
255082b05012374
2 55 08 2A 050 123 45
né le 12/08/1955 1 55 08 50 129 012 08
１５５０８５０１２９０１２
"""

IBANS = """
FR76 3000 6000 0112 3456 7890 189
fr7630006000011234567890189
mon IBAN:FR76-3000-6000-0112-3456-7890-189 voilà
FR14 2004 1010 0505 0001 3M02 606 merci d'avance
DE89 3704 0044 0532 0130 00
or 12 FR76 3000 6000 0112 3456 7890 189
"""

PASSWORDS = """
mon mot de passe : minou
mon mot de passe : « Minou »
mot de passe:Soleil
mon mot de passe est Minou1945
mon mot de passe est paulette
mot de passe minou45
mdp: azerty
mdp azerty123
mdp = 123456
MON MOT DE PASSE C’EST AZERTY
mon mot de passe de messagerie est minou
mot de passe orange : soleil33
mon mot de passe est le suivant : Paulette50
identifiant jeanne mdp : paulette
password=hunter2
Toto1945 est mon mot de passe
mot de passe : P@pillon
code secret 1234
code de carte bleue 1234
le code de ma carte est le 1 2 3 4
code de ma carte bancaire 4521
code pin 0000
cryptogramme 123
les 3 chiffres au dos 123
clé wifi : A1B2C3D4
mot de pase : minou
mot de passe ; minou
mot de passe provisoire 8fj3kd
mon mot de passe gmail jean50cotentin
mon code est 1234 pour la carte bleue
le code du téléphone est 2580
mon code d'accès ameli est 884512
j'ai essayé Minou1945 comme mot de passe
code wifi = soleil
"""

SMS_CODES = """
code reçu 123456
j’ai reçu le code 123456 par sms
j'ai reçu un sms avec le code 48 29 13
le code sms est 845 213
code de vérification : 123456
le code de validation c'est 12 34 56
voici le code à usage unique 4829
123456 est le code reçu par SMS
ils veulent le code 482913 que j'ai reçu
google vous envoie G-482913
"""

HARMLESS = """
j'ai oublié mon mot de passe
mot de passe oublié
mot de passe : oublié
changer mon mot de passe
mon mot de passe est refusé
mon mot de passe est toujours refusé
mon mot de passe est bloqué
mon mot de passe est trop long
mon mot de passe est périmé
mon mot de passe est écrit sur un papier
mon mot de passe est dans mon carnet
le mot de passe est affiché en étoiles
mon mot de passe est-il sûr
mon mot de passe n'est pas bon
mon mot de passe ne marche pas
on me dit que mon mot de passe est incorrect
mot de passe : impossible de le retrouver
mot de passe : comment en choisir un
mot de passe pole emploi : je ne l'ai plus
mot de passe perdu depuis 2023
mot de passe perdu, problème : écran noir
j'ai oublié mon mot de passe 3 fois
mot de passe de 12 caractères
mot de passe 12 caractères minimum
mot de passe Windows11
oublié mon mot de passe jean.dupont@orange.fr
créer un mot de passe sur impots.gouv.fr
quel est mon mot de passe
un mot de passe pour chaque site
passeport : renouvellement
on me demande mon code secret
mon code pin est bloqué
code pin à 4 chiffres
changer le code de ma carte
le code de ma carte vitale
on me demande le code reçu par sms
code reçu par courrier
j'ai pas reçu le code de vérification au 06 12 34 56 78
06 12 34 56 78
0612345678
+33 6 12 34 56 78
0033 6 12 34 56 78
appelez-moi au 06 12 34 56 78 ou au 02 33 57 12 34
06 51 23 45 67 06 52 34 56 78 07 53 44 55 66
50000 Saint-Lô
SIRET 732 829 320 00074
siret 73282932000074
siret 44306184100047 50000 Saint-Lô
12/08/1955
rendez-vous le 12 03 2024 à 10h30
123456
123 456
mon code 123456
mon code est 123456
mon code est 123 456
mon code est 12 34 56
le code est 50000
mot de passe de mon samsung galaxy a52
mot de passe - oublié
code d'accès de la visite 123456
colis 8R44123456789
référence 1234 5678 9012 3456
code de visite 123456
j'ai reçu un code de visite 123456
j'ai reçu un message pour ma visite, code 123456
code postal 50000
numéro d'allocataire 1234567
imei 353270080123459
carte sim 8933 0112 3456 7890 123
4970 1012 3456 7890
"""


def lines(table: str) -> list[str]:
    return [line for line in table.split("\n") if line]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, Secret.CARD) for text in lines(CARDS)),
        *((text, Secret.SOCIAL_SECURITY) for text in lines(SOCIAL_SECURITY)),
        *((text, Secret.IBAN) for text in lines(IBANS)),
        *((text, Secret.PASSWORD) for text in lines(PASSWORDS)),
        *((text, Secret.SMS_CODE) for text in lines(SMS_CODES)),
    ],
)
def test_secret_is_found(text: str, kind: Secret) -> None:
    assert find_secret(text) is kind


@pytest.mark.parametrize("text", lines(HARMLESS))
def test_harmless_text_is_left_alone(text: str) -> None:
    assert find_secret(text) is None


@pytest.mark.parametrize("kind", Secret)
def test_each_kind_says_what_to_remove(kind: Secret) -> None:
    with translation.override("fr"):
        assert "Effacez-le" in str(kind.sentence)


def test_sentence_never_repeats_the_secret() -> None:
    secret = find_secret("mon mot de passe : minou")
    assert secret is not None
    assert "minou" not in str(secret.sentence)


@st.composite
def grouped_cards(draw: st.DrawFn) -> str:
    """A number of 16 digits with its check digit, cut anywhere, with any separator."""
    start = draw(st.text("0123456789", min_size=15, max_size=15))
    digits = start + luhn.calc_check_digit(start)
    separators = draw(
        st.lists(st.sampled_from(["", " ", "-", ".", "\u00a0", "\u202f", " - "]), min_size=15, max_size=15)
    )
    return digits[0] + "".join(separator + digit for separator, digit in zip(separators, digits[1:], strict=True))


@given(
    card=grouped_cards(),
    before=st.sampled_from(["", "ma carte ", "n°"]),
    after=st.sampled_from(["", " merci", "."]),
)
def test_any_16_digit_card_is_found_however_grouped(card: str, before: str, after: str) -> None:
    assert find_secret(before + card + after) is not None


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert find_secret(text) in {None, *Secret}


@pytest.mark.parametrize(
    "piece",
    """4|4 |1.|06 12 34 56 78 |mdp |mdp la |code |code reçu |reçu code 1|fr76 |fr76a|"|code pin le |bonjour madame
|é|\ufdfa|٤|123 456 est le code """.split("|"),
)
def test_time_stays_proportional_to_length(piece: str) -> None:
    start = process_time()
    find_secret((piece * 100_000)[:100_000])
    assert process_time() - start < 5, "takes about half a second at worst"

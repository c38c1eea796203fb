"""Numbers and codes become dots in a conversation; everything else stays as it was typed."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epaule.safety.masking import DOT, mask_secrets
from epaule.safety.texts import Secret
from tests.safety.test_texts import CARDS, IBANS, SOCIAL_SECURITY

IN_PLACE = [
    ("Ma carte 4970 1012 3456 7893, merci", "Ma carte •••• •••• •••• ••••, merci"),
    ("４９７０ １０１２ ３４５６ ７８９３", "•••• •••• •••• ••••"),
    ("É4970101234567893é", "É••••••••••••••••é"),
    ("ﬁn ß 4970101234567893 œuf", "ﬁn ß •••••••••••••••• œuf"),
    (
        "4970 1012 3456 7893 et 3782 822463 10005",
        "•••• •••• •••• •••• et •••• •••••• •••••",
    ),
    (
        "IBAN FR76 3000 6000 0112 3456 7890 189 (à moi)",
        "IBAN •••• •••• •••• •••• •••• •••• ••• (à moi)",
    ),
    ("sécu 1 55 08 50 129 012 08 né en 1955", "sécu • •• •• •• ••• ••• •• né en 1955"),
    ("2 55 08 2B 050 123 74", "• •• •• •• ••• ••• ••"),
    ("Le code, c’est 48 29 13 !", "Le code, c’est •• •• •• !"),
    ("Quel code ? 482913", "Quel code ? ••••••"),
    ("code\n482913", "code\n••••••"),
    ("①②③④ est le code", "•••• est le code"),
    ("482913, c’est le code", "••••••, c’est le code"),
    ("Le SMS dit 482913.", "Le SMS dit ••••••."),
    ("code secret 1947", "code secret ••••"),
    ("mot de passe : Éclair45 voilà", "mot de passe : •••••••• voilà"),
    ("mdp=abc", "mdp=•••"),
    ("mot de passe : " + "aB3" * 60, "mot de passe : " + "•" * 180),
    ("code 1234 puis mot de passe : Minou45", "code •••• puis mot de passe : •••••••"),
]

LEFT_ALONE = """
Appelez-moi au 06 12 34 56 78
Le code postal est 50000
Le code de la route 2024
J’ai perdu mon code en 2019
Le SMS du 12 décembre 2024
J’ai reçu un SMS à 14 h 30
Mot de passe oublié
Ouvrez le troisième onglet, puis la ligne 1234
SIRET 732 829 320 00074
Né le 12/05/1947
Un code à 6 chiffres
"""


@pytest.mark.parametrize(("said", "kept"), IN_PLACE)
def test_secrets_become_dots_where_they_stand(said: str, kept: str) -> None:
    masked = mask_secrets(said)
    assert masked.text == kept
    assert masked.kinds


@pytest.mark.parametrize("said", LEFT_ALONE.strip().splitlines())
def test_what_is_no_secret_is_left_alone(said: str) -> None:
    assert mask_secrets(said).text == said
    assert not mask_secrets(said).kinds


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        *((said, Secret.CARD) for said in CARDS.strip().splitlines()),
        *((said, Secret.SOCIAL_SECURITY) for said in SOCIAL_SECURITY.strip().splitlines()),
        *((said, Secret.IBAN) for said in IBANS.strip().splitlines()),
    ],
)
def test_what_a_request_may_not_hold_is_hidden_here(said: str, kind: Secret) -> None:
    masked = mask_secrets(said)
    assert kind in masked.kinds
    assert masked.text.count(DOT) >= 13


@given(st.text(max_size=300))
def test_any_text_keeps_its_length_and_its_spaces(said: str) -> None:
    masked = mask_secrets(said)
    assert len(masked.text) == len(said)
    assert all(kept in {was, DOT} for was, kept in zip(said, masked.text, strict=True))
    assert [one.isspace() for one in said] == [one.isspace() for one in masked.text]
    assert bool(masked.kinds) or masked.text == said


@given(st.text(alphabet="0123456789 -./codesmpa:é", max_size=200))
def test_masking_again_hides_no_less(said: str) -> None:
    once = mask_secrets(said).text
    assert mask_secrets(once).text.count(DOT) >= once.count(DOT)


@pytest.mark.parametrize(
    "piece", ["4970 1012 3456 7893 ", "1 ", "code ", "code 12", "fr76", "mot de passe ", "sms a "]
)
def test_time_stays_proportional_to_length(piece: str) -> None:
    start = process_time()
    mask_secrets((piece * 20_000)[:20_000])
    assert process_time() - start < 5, "takes about a quarter of a second at worst"

import pytest

from epaule.territory.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Lô", "saint lo"),
        ("SAINT LÔ", "saint lo"),
        ("st-lo", "saint lo"),
        ("Ste Mère-Église", "sainte mere eglise"),
        ("L'Isle-d’Abeau", "l isle d abeau"),
        ("Œuilly", "oeuilly"),
        ("Équeurdreville-Hainneville", "equeurdreville hainneville"),
        ("Agon s/ Mer", "agon sur mer"),
        ("Agon S/Mer", "agon sur mer"),
        ("Château-Chinon (Ville)", "chateau chinon ville"),
        ("  Le   Mont - Saint\tMichel ", "le mont saint michel"),
        ("Stains", "stains"),
        ("Paris 15e", "paris 15e"),
        ("e\u0301tretat", "etretat"),
        ("", ""),
        ("%_*'’-\x00", ""),
        ("日本", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    once = fold("St-Hilaire-du-Harcouët s/ Sélune")
    assert fold(once) == once

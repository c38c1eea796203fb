"""How large it all is."""

OFFERS, FEW_OFFERS = 1_000_000, 10_000
OFFERS_EACH = 5
"""Themes of one helper: 200,000 helpers."""
ONE_READY_IN = 10
"""20,000 are available."""
HELPERS_PER_HELPED = 20
"""10,000 persons were helped before."""
RACES, AT_ONCE = 1_000, 50
ASKS_A_SECOND, STORM_SECONDS = 50, 60
KARIM_S_COMMUNE = "50025"
"""Nobody of the crowd lives there: the demo's Karim is the nearest helper of whoever asks from there."""
HELPERS, HELPED = "aide.", "demande."
"""How the addresses of the crowd begin."""

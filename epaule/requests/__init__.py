"""Who helps whom? The ask, availability, ringing, accepting, promised call-backs."""

"""Nobody is harmed: audit, refused texts, limits. Knows no other app; every app may use it."""

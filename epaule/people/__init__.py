"""Who? Persons, their roles and trust, sign-in, links that reopen a guest's pages."""

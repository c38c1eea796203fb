"""Finding communes however they are written, measuring between them, and knowing whose site this is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http.request import split_domain_port
from rapidfuzz import fuzz, process

from epaule.territory.errors import NoTerritory
from epaule.territory.folding import fold as fold
from epaule.territory.models import Commune, CommuneName, GeoData, Neighbourhood, Territory
from epaule.territory.near import crow_km
from epaule.territory.places import OpenPlace as OpenPlace
from epaule.territory.places import open_places_near as open_places_near

QUERY_MIN_LENGTH = 2
"""Letters or digits before a commune search answers."""
QUERY_MAX_LENGTH = 80
"""Characters of a commune search; the longest name has 45."""

_SHOWN_POSTCODES = 2

# How close a name is to what was asked, best first.
_SAME, _STARTS, _RESEMBLES = range(3)
_ARTICLE = re.compile(r"^(?:le|la|les|l|aux|los|las) (?=.)")
_SPLIT_POSTCODE = re.compile(r"\b(\d\d) (\d{3})\b")
_POSTCODE = re.compile(r"\d{2,5}")
# Of 100. Measured on the typing mistakes of the tests: lower lets chance resemblances in.
_RESEMBLANCE = 75.0
_RESEMBLANCE_MIN_LENGTH = 4
_RESEMBLING_MAX = 100
# Every word asked begins a word of the name, as « hilaire harcouet »: between a small mistake and a larger one.
_HOLDS_WORDS = 90.0
# A commune of the territory wins over one elsewhere that is one letter closer.
_HOME_BONUS = 6.0
_NOT_A_NAME = {"*", "localhost", "127.0.0.1", "[::1]"}


def site_address(territory: Territory) -> str:
    """« https://aide.exemple.fr », for letters, which no page asks for; empty when the site has no name."""
    hosts = [*territory.hosts, *settings.ALLOWED_HOSTS]
    named = next((host for host in hosts if host not in _NOT_A_NAME and not host.startswith(".")), "")
    return f"{'https' if settings.HTTPS else 'http'}://{named}" if named else ""


def current_territory(host: str) -> Territory:
    """The territory reached by the host name `host` (its port does not matter), else the default one.

    Raises NoTerritory when there is neither.
    """
    domain, _port = split_domain_port(host)
    territories = list(Territory.objects.all())
    for territory in territories:
        if domain in territory.hosts:
            return territory
    for territory in territories:
        if territory.slug == settings.DEFAULT_TERRITORY:
            return territory
    raise NoTerritory()


def distance_km(a: Commune, b: Commune) -> float | None:
    """Kilometres as the crow flies between two communes; None when the position of one is not known."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return crow_km(a.latitude, a.longitude, b.latitude, b.longitude)


# --- Neighbours ----------------------------------------------------------------------------------------------


def neighbourhoods_of(territory: Territory) -> QuerySet[Neighbourhood]:
    """What it proposed and what it was proposed, agreed or not, the oldest first, with both territories."""
    either = Q(territory=territory) | Q(neighbour=territory)
    return (
        Neighbourhood.objects.filter(either).select_related("territory", "neighbour").order_by("proposed_at", "pk")
    )


def territories_to_propose(territory: Territory) -> list[Territory]:
    """The others of this installation with which nothing is agreed nor proposed, by name."""
    held = {one for pair in neighbourhoods_of(territory) for one in (pair.territory_id, pair.neighbour_id)}
    return list(Territory.objects.exclude(pk__in={territory.pk, *held}).order_by("name", "pk"))


def neighbour_ids(territory_id: int) -> frozenset[int]:
    """The primary keys of the territories that agreed with this one, in whichever direction. One query."""
    pairs = Neighbourhood.objects.filter(
        Q(territory=territory_id) | Q(neighbour=territory_id), agreed_at__isnull=False
    ).values_list("territory_id", "neighbour_id")
    return frozenset(pk for pair in pairs for pk in pair) - {territory_id}


def neighbours_of(territory: Territory) -> list[Territory]:
    """The territories that agreed with this one, by slug."""
    return list(Territory.objects.filter(pk__in=neighbour_ids(territory.pk)).order_by("slug"))


# --- Search --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommuneMatch:
    """A commune that may be the one meant, and why."""

    commune: Commune
    """With its département loaded."""
    old_name: str
    """The former name that matched, "" when the present one did."""
    postcode: str
    """The postcode that matched, "" when none was asked."""
    in_territory: bool

    @property
    def label(self) -> str:
        """« Avranches (50300) »; one that has many shows the first ones, unless one of them was asked."""
        postcodes = [self.postcode] if self.postcode else self.commune.postcodes
        if not postcodes:
            return self.commune.name
        more = "…" if len(postcodes) > _SHOWN_POSTCODES else ""
        return f"{self.commune.name} ({', '.join(postcodes[:_SHOWN_POSTCODES])}{more})"


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a commune, ready to be compared."""

    spaced: str
    """Folded, with a space before: a word starts after each space."""
    bare: str
    """Folded, without its article."""
    insee: str
    is_current: bool
    population: int
    postcodes: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """What was typed: words and the beginning of a postcode, either may be empty."""

    words: tuple[str, ...]
    postcode: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class _Found:
    name: _Name
    closeness: int
    at_home: bool
    resemblance: float = 100.0

    @property
    def rank(self) -> tuple[object, ...]:
        """Smaller is better. « Vire », outside the territory, still comes before all its « …-sur-Vire »."""
        return (
            self.closeness == _RESEMBLES,
            -self.resemblance - _HOME_BONUS * self.at_home,
            self.closeness,
            not self.name.is_current,
            -self.name.population,
            self.name.insee,
        )


def search_communes(text: str, *, near: Territory | None, limit: int = 8) -> list[CommuneMatch]:
    """At most `limit` communes that `text` may mean, best first, those of the territory `near` before others.

    `text` is a name of today or of before, whole or begun, with or without its article and its accents, a
    postcode or its beginning, or both; typing mistakes are tolerated. Under QUERY_MIN_LENGTH: none. Only
    communes brought by `load_geo` are found.
    """
    asked = _understand(text)
    if len(asked.text) + len(asked.postcode) < QUERY_MIN_LENGTH:
        return []
    names = _names()
    home = frozenset(near.communes.values_list("pk", flat=True)) if near else frozenset[str]()
    # A wrong postcode beside a good name, or the reverse, must not leave the person with nothing.
    for attempt in (asked, _Asked(asked.words, ""), _Asked((), asked.postcode)):
        found = _find(attempt, names, home)
        if found:
            return _matches(found, attempt.postcode, limit)
    return []


def _understand(text: str) -> _Asked:
    words: list[str] = []
    postcode = ""
    for word in _SPLIT_POSTCODE.sub(r"\1\2", fold(text[:QUERY_MAX_LENGTH])).split():
        if _POSTCODE.fullmatch(word):
            postcode = postcode or word
        # « Paris 15e », « 50010 Saint-Lô Cedex »
        elif not word[0].isdigit() and word != "cedex":
            words.append(word)
    return _Asked(tuple(words), postcode)


def _find(asked: _Asked, names: tuple[_Name, ...], home: frozenset[str]) -> list[_Found]:
    """Names that match, best first; each commune may come several times."""
    if asked.postcode:
        names = tuple(name for name in names if _postcode(name.postcodes, asked.postcode))
    if not asked.words:
        found = [_Found(name, _STARTS, name.insee in home) for name in names if asked.postcode and name.is_current]
        return sorted(found, key=lambda one: one.rank)
    starts = [f" {word}" for word in asked.words]
    found = [
        _compare(name, asked.text, name.insee in home)
        for name in names
        if all(start in name.spaced for start in starts)
    ]
    if not any(one.closeness == _SAME or (one.at_home and one.closeness == _STARTS) for one in found):
        found += _resembling(asked.text, names, home)
    return sorted(found, key=lambda one: one.rank)


def _compare(name: _Name, text: str, at_home: bool) -> _Found:
    """How close a name is that holds every word of `text`."""
    written = name.spaced[1:]
    if text in (written, name.bare):
        return _Found(name, _SAME, at_home)
    if written.startswith(text) or name.bare.startswith(text):
        return _Found(name, _STARTS, at_home)
    return _Found(name, _RESEMBLES, at_home, _HOLDS_WORDS)


def _resembling(text: str, names: tuple[_Name, ...], home: frozenset[str]) -> list[_Found]:
    """Names, or beginnings of names, that are a few typing mistakes away from `text`."""
    bare = _ARTICLE.sub("", text)
    if len(bare) < _RESEMBLANCE_MIN_LENGTH:
        return []
    best: dict[int, float] = {}
    # As long as what was typed, and one more: a letter may have been forgotten.
    for length in (len(bare), len(bare) + 1, QUERY_MAX_LENGTH):
        beginnings = [name.bare[:length] for name in names]
        for _name, score, index in process.extract(
            bare, beginnings, scorer=fuzz.ratio, score_cutoff=_RESEMBLANCE, limit=_RESEMBLING_MAX
        ):
            best[index] = max(score, best.get(index, 0.0))
    return [_Found(names[index], _RESEMBLES, names[index].insee in home, score) for index, score in best.items()]


def _matches(found: Iterable[_Found], postcode: str, limit: int) -> list[CommuneMatch]:
    kept: dict[str, _Found] = {}
    for one in found:
        kept.setdefault(one.name.insee, one)
        if len(kept) == limit:
            break
    communes = Commune.objects.select_related("departement").in_bulk(list(kept))
    return [
        CommuneMatch(
            commune=communes[insee],
            old_name="" if one.name.is_current else _written(communes[insee].old_names, one.name.spaced[1:]),
            postcode=_postcode(one.name.postcodes, postcode) if postcode else "",
            in_territory=one.at_home,
        )
        for insee, one in kept.items()
        if insee in communes
    ]


def _postcode(postcodes: Iterable[str], beginning: str) -> str:
    return next((postcode for postcode in postcodes if postcode.startswith(beginning)), "")


def _written(old_names: Iterable[str], folded: str) -> str:
    return next((name for name in old_names if fold(name) == folded), "")


def _names() -> tuple[_Name, ...]:
    loaded_at = GeoData.objects.order_by("pk").values_list("loaded_at", flat=True).first()
    return _kept_names(loaded_at) if loaded_at else _read_names()


@lru_cache(maxsize=1)
def _kept_names(loaded_at: datetime) -> tuple[_Name, ...]:
    """The names of that load, read once by each process: every search looks at all of them."""
    return _read_names()


def _read_names() -> tuple[_Name, ...]:
    rows = CommuneName.objects.order_by("pk").values_list(
        "folded", "commune_id", "is_current", "commune__population", "commune__postcodes"
    )
    return tuple(
        _Name(f" {folded}", _ARTICLE.sub("", folded), insee, is_current, population, tuple(postcodes))
        for folded, insee, is_current, population, postcodes in rows
    )

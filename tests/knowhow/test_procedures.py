"""The procedures: their data, how they are loaded and understood."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from epaule.knowhow import actions, queries
from epaule.knowhow.index import expression_stems, procedure_index
from epaule.knowhow.models import Procedure
from epaule.knowhow.queries import understand_procedure
from epaule.knowhow.vocabulary import ProcedureEntry, vocabulary
from epaule.knowhow.words import fold

ENTRIES = vocabulary().procedures
CODES = {entry.code for entry in ENTRIES}
OFFICIAL = re.compile(
    r"(^|\.)(gouv\.fr|ameli\.fr|caf\.fr|urssaf\.fr|francetravail\.fr|info-retraite\.fr|monespacesante\.fr|sante\.fr"
    r"|cnsa\.fr|education\.gouv\.fr|parcoursup\.fr|justice\.fr|banque-france\.fr|inpi\.fr|pass\.culture\.fr)$"
)


class TestFile:
    def test_codes_labels_and_ranks_are_each_of_one(self) -> None:
        assert len(ENTRIES) == len(CODES) == len({entry.plain_label for entry in ENTRIES}) >= 50
        assert [entry.rank for entry in ENTRIES] == list(range(1, len(ENTRIES) + 1))

    @pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
    def test_each_procedure_is_fit_to_show(self, entry: ProcedureEntry) -> None:
        assert re.fullmatch(r"[a-z_]{3,60}", entry.code)
        assert 0 < len(entry.plain_label) <= 60
        assert entry.topic in {topic.code for topic in vocabulary().topics}
        assert "'" not in "".join((entry.plain_label, *entry.words, *entry.hints))
        address = urlsplit(entry.url)
        assert address.scheme == "https"
        assert OFFICIAL.search(address.netloc), address.netloc

    @pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
    def test_each_word_says_something_once(self, entry: ProcedureEntry) -> None:
        known = procedure_index()
        written: dict[tuple[str, ...], str] = {}
        for word in entry.words:
            stems = expression_stems(word, known.stem_of)
            assert stems, f"{word}: only words of grammar"
            assert len(stems) > 1 or stems[0] not in known.ordinary, f"{word}: an ordinary word alone"
            assert stems not in written, f"{word}: the same as {written[stems]}"
            written[stems] = word


@pytest.mark.django_db
class TestLoading:
    def test_loads_every_procedure_and_again_changes_nothing(self) -> None:
        call_command("load_topics")
        first = list(Procedure.objects.values())
        call_command("load_topics")
        assert list(Procedure.objects.values()) == first
        assert {row["code"]: row["topic_id"] for row in first} == {entry.code: entry.topic for entry in ENTRIES}

    def test_brings_an_older_list_up_to_date_and_keeps_withdrawn_ones_last(self) -> None:
        actions.load_topics()
        Procedure.objects.create(code="passeport", plain_label="?", topic_id="email", url="", rank=1)
        Procedure.objects.create(code="vignette_auto", plain_label="Vignette", topic_id="email", rank=3)
        Procedure.objects.create(code="minitel", plain_label="Minitel", topic_id="email", rank=2)
        for _again in range(2):
            assert actions.load_procedures() == actions.TopicLoad(len(ENTRIES), ("minitel", "vignette_auto"))
        passport = Procedure.objects.get(code="passeport")
        assert (passport.topic_id, passport.plain_label[:8]) == ("papiers_elections_citoyennete", "Demander")
        assert passport.url.startswith("https://")
        assert [row.rank for row in queries.all_procedures()] == list(range(1, len(ENTRIES) + 3))

    def test_all_procedures_with_their_themes_take_one_query(self) -> None:
        call_command("load_topics")
        with CaptureQueriesContext(
            connection,
        ) as queried:
            assert all(procedure.topic.label for procedure in queries.all_procedures())
        assert len(queried) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("refaire ma carte didentité", "carte_identite"),
        ("declaré mes impot", "declaration_impots"),
        ("MON ACTUALISATION POLE EMPLOI", "actualisation_france_travail"),
        ("carte vital perdu", "carte_vitale"),
        ("ma prime renov", "renovation_logement"),
        ("je veut le rsa", "rsa"),
    ],
)
def test_procedures_are_understood(text: str, code: str) -> None:
    assert understand_procedure(text)[0].procedure_code == code


@pytest.mark.parametrize(
    "text", ["", " \n", "bonjour", "mon imprimante", "mes photos", "je veux refaire ma carte", "?"]
)
def test_no_procedure_is_understood_where_none_is_said(text: str) -> None:
    assert understand_procedure(text) == []


def test_because_gives_the_words_as_typed() -> None:
    (found, *_others) = understand_procedure("Bonjour, faire ma CARTE grise svp")
    assert (found.procedure_code, found.because) == ("carte_grise", ("CARTE", "grise"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_every_listed_word_leads_to_its_procedure(entry: ProcedureEntry) -> None:
    for written in entry.words:
        for variant in (written, fold(written), written.upper(), f"bonjour, {written} svp"):
            assert entry.code in [one.procedure_code for one in understand_procedure(variant, limit=len(CODES))], (
                variant
            )

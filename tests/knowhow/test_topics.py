"""The themes: the national list, their data, and what is offered."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from epaule.knowhow import actions, queries
from epaule.knowhow.errors import UnknownTopic
from epaule.knowhow.index import expression_stems, index
from epaule.knowhow.models import Offer, Topic, TopicKind
from epaule.knowhow.vocabulary import TopicEntry, vocabulary
from epaule.safety.models import AuditEvent
from tests.factories import Scene

MEDIATION = """diagnostic_numerique Diagnostic numérique
prendre_en_main_du_materiel Prendre en main du matériel
maintenance_de_materiel Maintenance de matériel
gere_ses_contenus_numeriques Gérer ses contenus numériques
navigation_sur_internet Navigation sur internet
email E-mail
bureautique Bureautique
reseaux_sociaux Réseaux sociaux communication
sante Santé
banque_et_achats_en_ligne Banque et achats en ligne
entrepreneuriat Accompagner un professionnel
insertion_professionnelle Insertion professionnelle
securite_numerique Prévention en sécurité numérique
parentalite Parentalité
scolarite_et_numerique Scolarité et numérique
creer_avec_le_numerique Créer avec le numérique
culture_numerique Culture numérique
intelligence_artificielle Intelligence artificielle (IA)
aide_aux_demarches_administratives Aide aux démarches administratives"""
PROCEDURES = """papiers_elections_citoyennete Papiers - Élections - Citoyenneté
famille_scolarite Famille - Scolarité
social_sante Social - Santé
travail_formation Travail - Formation - Entreprise
logement Logement
transports_mobilite Transports - Mobilité
argent_impots Argent - Impôts
justice Justice
etrangers_europe Étrangers - Europe
loisirs_sports_culture Loisirs - Sports - Culture
associations Associations"""
ICONS = Path(__file__).resolve().parents[2] / "node_modules" / "lucide-static" / "icons"


def national(table: str) -> list[tuple[str, str]]:
    return [(code, label) for code, _space, label in (line.partition(" ") for line in table.split("\n"))]


class TestFile:
    def test_holds_the_national_list_in_order(self) -> None:
        topics = vocabulary().topics
        mediation = [(topic.code, topic.label) for topic in topics if topic.kind is TopicKind.MEDIATION]
        procedures = [(topic.code, topic.label) for topic in topics if topic.kind is TopicKind.PROCEDURE]
        assert mediation == national(MEDIATION)
        assert procedures == national(PROCEDURES)
        assert [topic.rank for topic in topics] == list(range(1, 31))

    @pytest.mark.parametrize("topic", vocabulary().topics, ids=lambda topic: topic.code)
    def test_each_theme_is_fit_to_show(self, topic: TopicEntry) -> None:
        assert (ICONS / f"{topic.icon}.svg").is_file()
        assert 0 < len(topic.plain_label) <= 50
        assert len(topic.words) >= 20
        assert "'" not in "".join((topic.label, topic.plain_label, *topic.words, *topic.hints))

    @pytest.mark.parametrize("topic", vocabulary().topics, ids=lambda topic: topic.code)
    def test_each_word_says_something_once(self, topic: TopicEntry) -> None:
        known = index()
        written: dict[tuple[str, ...], str] = {}
        for word in topic.words:
            stems = expression_stems(word, known.stem_of)
            assert stems, f"{word}: only words of grammar"
            assert len(stems) > 1 or stems[0] not in known.ordinary, f"{word}: an ordinary word alone"
            assert stems not in written, f"{word}: the same as {written[stems]}"
            written[stems] = word

    def test_plain_labels_and_icons_differ(self) -> None:
        topics = vocabulary().topics
        assert len({topic.plain_label for topic in topics}) == len({topic.icon for topic in topics}) == len(topics)


@pytest.mark.django_db
class TestLoading:
    def test_loads_every_theme_and_again_changes_nothing(self) -> None:
        call_command("load_topics")
        first = list(Topic.objects.values())
        call_command("load_topics")
        assert list(Topic.objects.values()) == first
        assert len(first) == 30

    def test_brings_an_older_list_up_to_date(self) -> None:
        Topic.objects.create(code="email", label="?", plain_label="?", kind=TopicKind.PROCEDURE, icon="x", rank=2)
        Topic.objects.create(
            code="minitel", label="Minitel", plain_label="Minitel", kind="mediation", icon="x", rank=6
        )
        Topic.objects.create(code="telex", label="Télex", plain_label="Télex", kind="mediation", icon="x", rank=1)
        for _again in range(2):
            assert actions.load_topics() == actions.TopicLoad(loaded=30, withdrawn=("telex", "minitel"))
        email = Topic.objects.get(code="email")
        assert (email.label, email.kind, email.icon, email.rank) == ("E-mail", TopicKind.MEDIATION, "mail", 6)
        assert [topic.rank for topic in queries.all_topics()] == list(range(1, 33))

    def test_topics_by_kind_takes_one_query(self) -> None:
        actions.load_topics()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            grouped = queries.topics_by_kind()
        assert len(captured) == 1
        assert [topic.code for topic in grouped[TopicKind.MEDIATION]] == [
            code for code, _label in national(MEDIATION)
        ]
        assert [topic.code for topic in grouped[TopicKind.PROCEDURE]] == [
            code for code, _label in national(PROCEDURES)
        ]


class TestRequiredTopics:
    @pytest.mark.parametrize(
        ("codes", "required"),
        [
            ([], []),
            (["email"], ["email"]),
            (["logement"], ["logement", "aide_aux_demarches_administratives"]),
            (["logement", "email", "logement"], ["logement", "email", "aide_aux_demarches_administratives"]),
            (
                ["aide_aux_demarches_administratives", "justice"],
                ["aide_aux_demarches_administratives", "justice"],
            ),
            (["aide_aux_demarches_administratives"], ["aide_aux_demarches_administratives"]),
        ],
    )
    def test_procedures_bring_their_parent(self, codes: list[str], required: list[str]) -> None:
        assert queries.with_required_topics(codes) == required


class TestOffer:
    def test_offer_is_what_was_chosen_last(self, scene: Scene) -> None:
        actions.set_offer(by=scene.paul, territory=scene.territory, topics=["email", "argent_impots"])
        offer = actions.set_offer(by=scene.paul, territory=scene.territory, topics={"email"})
        assert queries.offered_topic_codes(scene.paul, scene.territory) == {"email"}
        assert Offer.objects.filter(person=scene.paul).get() == offer

    def test_offer_may_be_withdrawn(self, scene: Scene) -> None:
        actions.set_offer(by=scene.paul, territory=scene.territory, topics=["email"])
        actions.set_offer(by=scene.paul, territory=scene.territory, topics=[])
        assert queries.offered_topic_codes(scene.paul, scene.territory) == set()

    def test_each_change_is_audited_once(self, scene: Scene) -> None:
        for topics in (["email"], ["email", "email"], ["argent_impots", "email"]):
            actions.set_offer(by=scene.paul, territory=scene.territory, topics=topics)
        rows = AuditEvent.objects.filter(event="offer.changed", by=scene.paul.public_id).order_by("id")
        assert [row.data["topics"] for row in rows] == [["email"], ["argent_impots", "email"]]
        assert {row.territory for row in rows} == {scene.territory.public_id}

    def test_unknown_theme_is_refused_and_changes_nothing(self, scene: Scene) -> None:
        actions.set_offer(by=scene.paul, territory=scene.territory, topics=["email"])
        with pytest.raises(UnknownTopic) as refusal:
            actions.set_offer(by=scene.paul, territory=scene.territory, topics=["email", "minitel"])
        assert refusal.value.status == 400
        assert queries.offered_topic_codes(scene.paul, scene.territory) == {"email"}

    def test_offers_of_other_people_do_not_count(self, scene: Scene) -> None:
        actions.set_offer(by=scene.karim, territory=scene.territory, topics=["email"])
        assert queries.offered_topic_codes(scene.paul, scene.territory) == set()


def test_themes_near_secrets_are_known_themes() -> None:
    assert {topic.code for topic in vocabulary().topics} > queries.SECRETS_NEAR


@pytest.mark.parametrize(
    ("codes", "near"),
    [([], False), (["email"], False), (["email", "argent_impots"], True), (["social_sante"], True)],
)
def test_one_theme_is_enough_to_be_near_secrets(codes: list[str], near: bool) -> None:
    assert queries.is_near_secrets([Topic(code=code) for code in codes]) is near

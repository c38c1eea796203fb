"""A visit of four and its ladder of hands."""

from __future__ import annotations

from epaule.visits import actions
from epaule.visits.models import HANDS, Consent, Participant, TimelineEntry, Visit
from tests.factories import Scene

RUNGS = [str(rung) for rung in HANDS]


class Ladder:
    """A visit of four: Jeanne is helped, Karim helps, Sophie learns, Paul is a relative."""

    def __init__(self, scene: Scene) -> None:
        self.visit: Visit = scene.visit()
        self.jeanne, self.karim = scene.participants(self.visit)
        self.sophie = scene.newcomer(self.visit, scene.sophie, "apprentice")
        self.paul = scene.newcomer(self.visit, scene.paul, "relative")

    def show(self, surface: str = "shared_browser") -> None:
        actions.set_sharing(participant=self.jeanne, on=True, surface=surface)

    def give(self, rung: str, to: Participant | None = None, by: Participant | None = None) -> Participant:
        """Jeanne gives Karim."""
        return actions.set_hand(participant=by or self.jeanne, to=(to or self.karim).public_id, rung=rung)

    def ask(self, rung: str, who: Participant | None = None) -> Participant:
        return actions.ask_hand(participant=who or self.karim, rung=rung)

    def hand(self, who: Participant | None = None) -> str:
        return Participant.objects.get(pk=(who or self.karim).pk).hand

    def asked(self, who: Participant | None = None) -> str:
        return Participant.objects.get(pk=(who or self.karim).pk).asked


def moments(word: str = "hand") -> list[tuple[str, str, str, str]]:
    """(what, which rung, by, about whom) of the timeline."""
    entries = TimelineEntry.objects.filter(event__startswith=f"visit.{word}").select_related(
        "person", "about__person"
    )
    return [
        (
            one.event.removeprefix("visit."),
            one.detail,
            one.person.first_name if one.person else "",
            one.about.person.first_name if one.about else "",
        )
        for one in entries
    ]


def rights_of(holder: Participant) -> set[str]:
    """The rights that hold now, all given by the helped person."""
    current = Consent.objects.filter(to=holder, withdrawn_at=None)
    assert all(one.person.first_name == "Jeanne" and one.text_version for one in current)
    return {one.right for one in current}

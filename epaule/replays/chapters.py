"""The chapters written into a film: for players other than ours, once it is downloaded."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from epaule.replays.clock import Stretch, film_time
from epaule.replays.models import Step


def titled_chapters(
    takes: list[Stretch], steps: Iterable[Step], gaps: Iterable[tuple[int, int]]
) -> list[tuple[int, str]]:
    """(milliseconds of the film, « 2. Cliquez ici. ») of the steps that were filmed, and of what never arrived."""
    chapters = [(start, _("Il manque un moment")) for start, _end in gaps]
    for number, step in enumerate(steps, start=1):
        at = film_time(takes, step.at)
        if at is not None:
            title = f"{number}. {step.sentence}" if step.sentence else _("Étape %(number)s") % {"number": number}
            chapters.append((at, title))
    return sorted(chapters)

"""The steps of a finished memo as its page, its printed sheet and its mail show them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from epaule.replays.models import Memo, Step

NEAR_OF_WIDE = 1 / 3
NEAR_OF_TALL = 0.6
"""How much of the width of a picture is seen from near: a computer's screen, a telephone's."""
NEAR_SHAPE = 3 / 4
"""Height of what is seen from near, by its width."""


@dataclass(frozen=True)
class StepShown:
    step: Step
    number: int
    """From 1."""
    picture_url: str

    @property
    def sentence(self) -> str:
        """What to do; a step nobody wrote a sentence for still says something."""
        if self.step.sentence:
            return self.step.sentence
        return _("Regardez l’endroit entouré.") if self.step.zone else _("Regardez l’image.")

    @property
    def description(self) -> str:
        """The picture in words."""
        if not self.step.zone:
            return _("Image de l’étape : %(sentence)s") % {"sentence": self.sentence}
        return _("Image de l’étape : %(sentence)s La marque est %(place)s.") % {
            "sentence": self.sentence,
            "place": self.step.place,
        }

    @property
    def near(self) -> str:
        """The part of the picture around the mark, as the `viewBox` of an SVG in pixels; "" without a mark."""
        if self.step.focus_x is None or self.step.focus_y is None:
            return ""
        share = NEAR_OF_WIDE if self.step.width >= self.step.height else NEAR_OF_TALL
        width = min(self.step.width * share, self.step.height / NEAR_SHAPE)
        height = width * NEAR_SHAPE
        left = _within(self.step.focus_x * self.step.width, width, self.step.width)
        top = _within(self.step.focus_y * self.step.height, height, self.step.height)
        return f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"


def _within(centre: float, length: float, whole: float) -> float:
    """Where a stretch around `centre` begins, so that it stays within `whole`."""
    return max(0.0, min(centre - length / 2, whole - length))


def steps_shown(memo: Memo, picture_url: Callable[[Step], str]) -> list[StepShown]:
    return [StepShown(step, number, picture_url(step)) for number, step in enumerate(memo.steps.all(), start=1)]

"""Where something is in a picture, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Zone(models.TextChoices):
    """A ninth of a picture."""

    TOP_LEFT = "top_left", _("en haut à gauche")
    TOP_CENTRE = "top_centre", _("en haut, au milieu")
    TOP_RIGHT = "top_right", _("en haut à droite")
    MIDDLE_LEFT = "middle_left", _("au milieu, à gauche")
    MIDDLE_CENTRE = "middle_centre", _("au milieu")
    MIDDLE_RIGHT = "middle_right", _("au milieu, à droite")
    BOTTOM_LEFT = "bottom_left", _("en bas à gauche")
    BOTTOM_CENTRE = "bottom_centre", _("en bas, au milieu")
    BOTTOM_RIGHT = "bottom_right", _("en bas à droite")

"""How every Django form is drawn: label, hint, what to correct, and a summary on top when something is."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
NOT_A_TIME = {"invalid": _("Écrivez une heure, par exemple 09:30."), "required": _("Donnez les deux heures.")}


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """An hour on the wall, also as one writes it where a browser has no clock to choose from: « 9h30 »."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, input_formats=TIMES, widget=widget, error_messages=NOT_A_TIME, **more)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form to judge even when it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


class FieldRenderer(DjangoTemplates):
    """Draws `{{ form }}` and `{{ form.name.as_field_group }}`.

    Django itself ties each input to its hint and errors (`aria-describedby`, `aria-invalid`) by the ids that
    these templates give them. A template that lays out the fields one by one puts `<c-errors :form="form" />`
    above them.
    """

    form_template_name = "kernel/forms/form.html"
    field_template_name = "kernel/forms/field.html"

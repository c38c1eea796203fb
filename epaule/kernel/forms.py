"""How every Django form is drawn: label, hint, what to correct, and a summary on top when something is."""

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict


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

"""How every Django form is drawn: label, hint, what to correct, and a summary on top when something is."""

from django.forms.renderers import DjangoTemplates


class FieldRenderer(DjangoTemplates):
    """Draws `{{ form }}` and `{{ form.name.as_field_group }}`.

    Django itself ties each input to its hint and errors (`aria-describedby`, `aria-invalid`) by the ids that
    these templates give them. A template that lays out the fields one by one puts `<c-errors :form="form" />`
    above them.
    """

    form_template_name = "kernel/forms/form.html"
    field_template_name = "kernel/forms/field.html"

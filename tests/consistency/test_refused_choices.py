"""What was not proposed is refused in our words: Django's speak of valid choices."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from django import forms

import epaule


def form_classes() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(epaule.__path__, "epaule."):
        if "form" in module.name.rpartition(".")[2]:
            for found in vars(importlib.import_module(module.name)).values():
                ours = isinstance(found, type) and found.__module__ == module.name
                if ours and issubclass(found, forms.BaseForm):
                    yield found


def test_every_question_with_choices_says_so_in_our_words() -> None:
    asked = [
        (form.__name__, name, field)
        for form in form_classes()
        for name, field in form.base_fields.items()
        if "invalid_choice" in field.error_messages
    ]
    assert len(asked) > 12
    djangos = {
        str(kind.default_error_messages["invalid_choice"])
        for kind in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField)
    }
    assert [
        (form, name) for form, name, field in asked if str(field.error_messages["invalid_choice"]) in djangos
    ] == []

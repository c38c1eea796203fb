"""Django forms as FieldRenderer draws them."""

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms

from epaule.config import specimens


def drawn(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


@pytest.mark.parametrize("form", [specimens.filled(), specimens.wrong()], ids=["filled", "wrong"])
def test_every_reference_leads_to_an_element(form: forms.Form) -> None:
    page = drawn(form)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for tag in page.select("[aria-describedby]"):
        assert set(str(tag["aria-describedby"]).split()) <= set(ids)
    for label in page.select("label[for]"):
        assert label["for"] in ids
    for link in page.select(".error-summary a"):
        assert str(link["href"]).removeprefix("#") in ids


def test_hint_and_error_are_read_with_the_field() -> None:
    class Form(forms.Form):
        first_name = forms.CharField(label="Votre prénom", help_text="Celui que vous voulez.")

    page = drawn(Form({}))
    field = one(page, "input")
    assert field["aria-invalid"] == "true"
    words = [one(page, f"#{name}").get_text(strip=True) for name in str(field["aria-describedby"]).split()]
    assert words == ["Celui que vous voulez.", "Ce champ est obligatoire."]


def test_summary_names_the_field_and_comes_first() -> None:
    page = drawn(specimens.wrong())
    first = page.find(True)
    assert isinstance(first, Tag)
    assert first["class"] == ["error-summary"]
    assert first["data-ep-focus"] == "load"
    assert "De quoi s’agit-il" in one(first, "a[href='#faux_themes_0']").get_text()


def test_form_without_error_has_no_summary() -> None:
    assert not drawn(specimens.filled()).select(".error-summary")


def test_only_what_may_stay_empty_is_marked() -> None:
    labels = [tag.get_text().strip() for tag in drawn(specimens.filled()).select("label, legend")]
    assert [label for label in labels if "(facultatif)" in label] == ["Quand vous appeler\u00a0? (facultatif)"]


def test_errors_of_the_whole_form_and_hidden_fields_are_shown() -> None:
    class Form(forms.Form):
        secret = forms.IntegerField(widget=forms.HiddenInput)

        def clean(self) -> None:
            raise forms.ValidationError("Le code ne va pas avec cette page.")

    page = drawn(Form({"secret": "x"}))
    assert "Le code ne va pas avec cette page." in one(page, ".error-summary").get_text()
    assert one(page, "input[type=hidden]")["name"] == "secret"


def test_what_a_person_typed_is_escaped() -> None:
    class Form(forms.Form):
        text = forms.CharField(validators=[])

        def clean_text(self) -> str:
            raise forms.ValidationError("« %(text)s » ne va pas.", params={"text": self.cleaned_data["text"]})

    assert not drawn(Form({"text": "<b>gras</b>"})).select("b")

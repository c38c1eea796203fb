"""Who helped whom: kept with her agreement only, and never met again when one of the two says so."""

from __future__ import annotations

import pytest

from epaule.people import actions as people_actions
from epaule.people.errors import NobodyElse
from epaule.people.models import Contact, Person
from epaule.requests import actions, company
from epaule.requests.errors import HelperNotThere
from epaule.requests.models import HelpRequest
from tests.factories import Scene


def helped(scene: Scene, person: Person | None = None, helper: Person | None = None) -> HelpRequest:
    """A visit that took place and is over: Karim helped Jeanne."""
    by = helper or scene.karim
    request = actions.accept(by=by, request=scene.ask(person))
    return actions.close(request=request, by=by)


def test_who_was_helped_keeps_her_helper(scene: Scene) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    assert [(one.helped, one.helper) for one in Contact.objects.all()] == [(scene.jeanne, scene.karim)]


def test_stranger_the_helper_and_who_only_waits_keep_nobody(scene: Scene) -> None:
    actions.accept(by=scene.karim, request=scene.ask())
    for by, helper in ((scene.jeanne, scene.karim), (scene.karim, scene.jeanne), (scene.paul, scene.karim)):
        with pytest.raises(NobodyElse):
            actions.keep_helper(by=by, helper=helper)
        with pytest.raises(NobodyElse):
            actions.decline_to_keep(by=by, helper=helper)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("why", ["suspended", "blocked by him", "blocked by her"])
def test_helper_who_is_not_there_is_not_kept_and_she_is_not_told_why(scene: Scene, why: str) -> None:
    request = helped(scene)
    if why == "suspended":
        people_actions.suspend(by=scene.paul, helper=scene.karim)
    elif why == "blocked by him":
        actions.stop_meeting(by=scene.karim, other=scene.jeanne)
    else:
        actions.stop_meeting(by=scene.jeanne, other=scene.karim)
    karim = Person.objects.get(pk=scene.karim.pk)
    with pytest.raises(HelperNotThere):
        actions.keep_helper(by=scene.jeanne, helper=karim)
    request = HelpRequest.objects.get(pk=request.pk)
    after = company.after_help(scene.jeanne, request)
    assert after is not None
    assert not after.to_keep
    (known,) = company.my_helpers(scene.jeanne)
    assert (known.there, known.blocked) == (False, why == "blocked by her")


def test_strangers_do_not_block_each_other(scene: Scene) -> None:
    helped(scene)
    for by, other in ((scene.paul, scene.karim), (scene.karim, scene.paul), (scene.jeanne, scene.sophie)):
        with pytest.raises(NobodyElse):
            actions.stop_meeting(by=by, other=other)


def test_what_is_asked_after_a_visit_and_never_again(scene: Scene) -> None:
    request = helped(scene)
    after = company.after_help(scene.jeanne, request)
    assert after is not None
    assert (after.helper, after.to_keep, after.kept, after.to_pass_on) == (scene.karim, True, False, True)
    actions.decline_to_keep(by=scene.jeanne, helper=scene.karim)
    people_actions.dismiss(by=scene.jeanne, what=company.PASS_IT_ON)
    after = company.after_help(scene.jeanne, helped(scene))
    assert after is not None
    assert not after
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    after = company.after_help(scene.jeanne, request)
    assert after is not None
    assert after.kept


def test_nothing_is_asked_of_others_nor_before_the_end(scene: Scene) -> None:
    request = actions.accept(by=scene.karim, request=scene.ask())
    assert company.after_help(scene.jeanne, request) is None
    request = actions.close(request=request, by=scene.karim)
    assert company.after_help(scene.karim, request) is None


def test_who_offers_already_is_not_asked_to(scene: Scene) -> None:
    after = company.after_help(scene.sophie, helped(scene, scene.sophie))
    assert after is not None
    assert (after.to_keep, after.to_pass_on) == (True, False)


def test_helper_asks_and_is_helped_like_anyone(scene: Scene) -> None:
    scene.available(scene.sophie)
    helped(scene, person=scene.sophie)
    helped(scene, person=scene.jeanne, helper=scene.sophie)
    assert [one.person for one in company.my_helpers(scene.sophie)] == [scene.karim]


def test_lists_say_who_when_and_what_about(scene: Scene) -> None:
    helped(scene)
    last = helped(scene)
    last.topics.set(["argent_impots"])
    helped(scene, scene.paul)
    for person in (scene.jeanne, scene.paul):
        actions.keep_helper(by=person, helper=scene.karim)
    paul, jeanne = company.accompanied(scene.karim)
    assert (paul.person, jeanne.person) == (scene.paul, scene.jeanne)
    assert (jeanne.last_at, jeanne.topics) == (last.ended_at, ("Mes impôts", "Mes e-mails"))
    assert company.accompanied(scene.sophie) == []
    (karim,) = company.my_helpers(scene.jeanne)
    assert (karim.person, karim.kept, karim.topics) == (scene.karim, True, ("Mes impôts", "Mes e-mails"))


def test_themes_to_pass_on_begin_with_what_she_learnt(scene: Scene) -> None:
    helped(scene).topics.set(["argent_impots"])
    themes = company.themes_to_pass_on(scene.jeanne)
    assert [theme.code for theme in themes][:2] == ["argent_impots", "email"]
    assert len(themes) == len({theme.code for theme in themes}) == 4

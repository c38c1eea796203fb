"""Chapters as WebVTT, which players, browsers and screen readers know (W3C, https://www.w3.org/TR/webvtt1/)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from epaule.replays.clock import Chapter

ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": " ", "\n": " "})


def chapters_vtt(chapters: Iterable[Chapter]) -> str:
    """A cue a chapter. Two at the same moment: the last is named."""
    cues = [
        f"{chapter.number}\n{_time(chapter.start)} --> {_time(chapter.end)}\n{_title(chapter)}\n"
        for chapter in chapters
        if chapter.end > chapter.start
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _title(chapter: Chapter) -> str:
    title = _("Étape %(number)s") % {"number": chapter.number}
    if chapter.step.sentence:
        title = f"{title} : {chapter.step.sentence}"
    return title.translate(ESCAPED)


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"

"""The sheet to print, opened and read; the mail."""

from __future__ import annotations

import re
import smtplib
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PageObject, PdfReader

from epaule.replays import actions, mailing, pdf
from epaule.replays.errors import NoPdfHere
from epaule.replays.models import Memo
from epaule.replays.reading import link_token
from epaule.replays.views.sending import RECEIVED_LIMIT
from epaule.safety.models import AuditEvent
from epaule.safety.throttle import spend
from epaule.visits.errors import FileDamaged
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH, STEPS_MAX
from epaule.visits.uploads import read_upload
from tests.consistency.tour import signed_in
from tests.replays.studio import Studio
from tests.replays.test_memo_access import keep
from tests.visits.documents import jpeg

pytestmark = pytest.mark.django_db
HOSTILE = '<img src="http://evil.example.org/x"> <img src=file:///etc/passwd> & </section>'


def sheet(studio: Studio, memo: Memo) -> PdfReader:
    response = signed_in(studio.scene.jeanne).get(reverse("replays:memo_pdf", args=[memo.public_id]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    return PdfReader(BytesIO(response.content))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def drawn(page: PageObject) -> int:
    """How many pictures a page draws; what it may draw is shared by all pages."""
    contents = page.get_contents()
    names = re.findall(rb"/(\S+) Do", contents.get_data()) if contents is not None else []
    known = page["/Resources"]["/XObject"]  # type: ignore[index]
    return sum(known[f"/{name.decode()}"].get_object()["/Subtype"] == "/Image" for name in names)


def pictures(reader: PdfReader) -> int:
    return sum(drawn(page) for page in reader.pages)


def elements(node: Any) -> Iterator[Any]:
    """Every element of the tree of tags."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        one = child.get_object()
        if hasattr(one, "get") and one.get("/S"):
            yield one
            yield from elements(one)


def test_a_printed_memo_does_not_let_cut_photos_in(studio: Studio) -> None:
    sheet(studio, keep(studio.draft()))
    with pytest.raises(FileDamaged):
        read_upload(jpeg(640, 480)[:-200])


def test_the_sheet_has_every_step_its_picture_its_tags(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez le site des impôts.", "Cliquez sur « Déclarer ».", "Vérifiez, puis validez."))
    reader = sheet(studio, memo)
    whole = " ".join(texts(reader))
    for sentence in ("Ouvrez le site des impôts.", "Cliquez sur « Déclarer ».", "Vérifiez, puis validez."):
        assert sentence in whole
    assert "Regardez en bas à gauche." in whole
    assert pictures(reader) == 3
    root = reader.root_object
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == memo.title
    tags = list(elements(root["/StructTreeRoot"]))
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3
    described = [str(tag.get("/Alt")) for tag in tags if tag["/S"] == "/Figure"]
    assert described[0].startswith("Code à photographier")
    assert described[1:] == [
        f"Image de l’étape\u00a0: {sentence} La marque est en bas à gauche."
        for sentence in ("Ouvrez le site des impôts.", "Cliquez sur « Déclarer ».", "Vérifiez, puis validez.")
    ]
    assert reader.pages[0].mediabox.width == pytest.approx(595, abs=1)


def test_a_step_is_never_cut_between_two_pages(studio: Studio) -> None:
    sentences = [f"Étape numéro {number}, cliquez sur le bouton." for number in range(1, 8)]
    studio.agree_to_memo()
    for sentence in sentences:
        studio.step(sentence, jpeg(1280, 720))
    studio.end()
    reader = sheet(studio, keep(Memo.objects.get()))
    pages = texts(reader)
    for sentence in sentences:
        (page,) = [number for number, text in enumerate(pages) if sentence in text]
        assert drawn(reader.pages[page]) == sum(one in pages[page] for one in sentences)
    assert len(pages) == 4, "two steps a page, one beside the title"
    assert f"1 / {len(pages)}" in pages[0]


def test_sixty_steps_of_long_sentences_are_printed(studio: Studio) -> None:
    studio.agree_to_memo()
    studio.step("x" * STEP_SENTENCE_MAX_LENGTH)
    for number in range(1, STEPS_MAX):
        studio.step(f"{number:02d}. " + "Cliquez ici. " * (STEP_SENTENCE_MAX_LENGTH // 13 - 1))
    studio.end()
    assert pictures(sheet(studio, keep(Memo.objects.get()))) == STEPS_MAX


def test_a_hostile_sentence_is_words_and_fetches_nothing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = studio.draft(HOSTILE)
    memo.title = HOSTILE[:80]
    memo.save(update_fields=["title"])
    asked: list[str] = []
    own = pdf._own_file
    monkeypatch.setattr(pdf, "_own_file", lambda url, *more: (asked.append(url), own(url, *more))[1])
    reader = sheet(studio, keep(memo))
    assert "evil.example.org" in " ".join(texts(reader))
    assert pictures(reader) == 1
    assert set(asked) <= {"epaule:qr", "epaule:step/1", "epaule:font/letters"}


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "file:///etc/passwd", "epaule:step/2", "epaule:step/../1", "epaule:x", "data:,a", ""],
)
def test_other_addresses_do_not_exist(studio: Studio, address: str) -> None:
    studio.draft("Ouvrez.")
    with pytest.raises(ValueError, match="not ours"):
        pdf._own_file(address, [], "https://exemple.fr/demande/")


def test_the_code_leads_to_the_open_link_and_else_to_the_page(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo = keep(studio.draft("Ouvrez."))
    drawn: list[str] = []
    draw = pdf._qr
    monkeypatch.setattr(pdf, "_qr", lambda address: (drawn.append(address), draw(address))[1])
    sheet(studio, memo)
    memo = actions.open_link(by=studio.jeanne, memo=memo)
    sheet(studio, memo)
    assert drawn == [
        f"http://testserver/memo/{memo.public_id}/",
        f"http://testserver/m/{link_token(memo)}/",
    ]


def test_a_picture_that_is_lost_does_not_lose_the_sheet(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez.", "Cliquez."))
    step = memo.steps.all()[0]
    step.picture.storage.delete(step.picture.name)
    reader = sheet(studio, memo)
    assert "Ouvrez." in " ".join(texts(reader))
    assert pictures(reader) == 1


def no_pango(*_given: Any) -> bytes:
    raise NoPdfHere()


def test_without_pango_she_is_told_to_print_the_page(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = keep(studio.draft("Ouvrez."))
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    response = signed_in(studio.scene.jeanne).get(reverse("replays:memo_pdf", args=[memo.public_id]))
    assert response.status_code == 503
    assert "la page s’imprime en grand" in response.content.decode()


def test_too_many_sheets_at_once(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = keep(studio.draft("Ouvrez."))
    monkeypatch.setattr(pdf, "WAIT_SECONDS", 0.01)
    with pdf._in_turn(), pdf._in_turn():
        response = signed_in(studio.scene.jeanne).get(reverse("replays:memo_pdf", args=[memo.public_id]))
    assert response.status_code == 503
    assert "Attendez une minute" in response.content.decode()


# --- By mail


def send(studio: Studio, memo: Memo, email: str = "fille@example.org") -> Any:
    address = reverse("replays:memo_send", args=[memo.public_id])
    return signed_in(studio.scene.jeanne).post(address, {"email": email})


def test_the_mail_has_the_link_the_title_and_the_sheet(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez."))
    proposed = signed_in(studio.scene.jeanne).get(reverse("replays:memo_send", args=[memo.public_id]))
    assert 'value="jeanne@example.org"' in proposed.content.decode()
    assert send(studio, memo).status_code == 302
    memo.refresh_from_db()
    (letter,) = mail.outbox
    assert letter.to == ["fille@example.org"]
    assert letter.subject == f"Mémo\u00a0: {memo.title}"
    assert f"http://testserver/m/{link_token(memo)}/" in letter.body
    ((name, body, kind),) = letter.attachments
    assert (name, kind) == ("mémo.pdf", "application/pdf")
    assert len(PdfReader(BytesIO(body)).pages) == 1
    row = AuditEvent.objects.get(event="memo.sent")
    assert "fille" not in str(row.data)


def test_without_pango_the_mail_leaves_without_sheet(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "memo_as_pdf", no_pango)
    send(studio, keep(studio.draft("Ouvrez.")))
    (letter,) = mail.outbox
    assert not letter.attachments
    assert "jointe" not in letter.body


def test_a_title_of_two_lines_makes_no_second_header(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez."))
    memo.title = "Impôts\nBcc: tous@example.org"
    memo.save(update_fields=["title"])
    assert send(studio, memo).status_code == 302
    assert mail.outbox[0].subject == "Mémo\u00a0: Impôts Bcc: tous@example.org"
    assert mail.outbox[0].recipients() == ["fille@example.org"]


@pytest.mark.parametrize(
    "email", ["", "fille", "a@b", "a@example.org, b@example.org", "a@example.org\nBcc: b@c.fr"]
)
def test_a_wrong_address_is_said_and_stays_typed(studio: Studio, email: str) -> None:
    response = send(studio, keep(studio.draft("Ouvrez.")), email)
    assert response.status_code == 400
    assert not mail.outbox
    assert Memo.objects.get().link_version == 0


def test_when_the_server_of_mails_is_down_she_is_told(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_given: Any) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    response = send(studio, keep(studio.draft("Ouvrez.")))
    assert response.status_code == 503
    text = response.content.decode()
    assert "L’e-mail n’est pas parti." in text
    assert 'value="fille@example.org"' in text
    assert not AuditEvent.objects.filter(event="memo.sent").exists()


def test_few_mails_an_hour(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez."))
    answers = [send(studio, memo, f"a{number}@example.org").status_code for number in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_few_mails_to_one_address_whoever_writes(studio: Studio) -> None:
    memo = keep(studio.draft("Ouvrez."))
    for _time in range(RECEIVED_LIMIT.capacity):
        spend(RECEIVED_LIMIT, "fille@example.org")
    assert send(studio, memo, "Fille@example.org").status_code == 429
    assert not mail.outbox

"""What the persons of the journeys do, with the words that are on their screens."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

SHOWN_TITLE = "Page de Jeanne"


ANSWERS = """async (answers) => {
  for (const [path, given] of answers) {
    const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
    const body = new URLSearchParams(new FormData(page.querySelector("main form[method=post]")));
    for (const [name, value] of Object.entries(given)) body.set(name, value);
    const answer = await fetch(path, { method: "POST", body });
    if (!answer.redirected) throw new Error(`${path} refused the answer`);
    if (path === answers.at(-1)[0]) return answer.url;
  }
}"""
"""Sends the forms of the ask as they stand, with what is given for each; where the last one leads."""


class Helped:
    """Someone without an account."""

    def __init__(self, url: str, context: BrowserContext) -> None:
        self.url, self.context = url, context
        self.page = context.new_page()
        self.shown: Page | None = None

    def ask(self, text: str = "Je n’arrive pas à envoyer un e-mail", first_name: str = "Jeanne") -> str:
        """From the home page to the waiting page, by the doors; returns its path."""
        page = self.page
        page.goto(self.url)
        page.get_by_role("link", name="J’ai besoin d’aide").click()
        page.get_by_label("Que voulez-vous faire ?").fill(text)
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("heading", name="De quoi s’agit-il ?")).to_be_visible()
        page.get_by_role("button", name="Continuer").click()
        page.get_by_role("button", name="Tout de suite").click()
        page.get_by_label("Votre prénom").fill(first_name)
        page.get_by_role("button", name="Continuer").click()
        page.get_by_label("Nom de la commune ou code postal").press_sequentially("saint lo", delay=20)
        page.get_by_role("radio", name="Saint-Lô (50000)", exact=True).check()
        page.get_by_role("button", name="Continuer").click()
        page.get_by_role("button", name="Demander de l’aide").click()
        expect(page.get_by_role("heading", name="Nous cherchons quelqu’un…")).to_be_visible()
        return page.url

    def ask_at_once(self, text: str, first_name: str = "Jeanne") -> None:
        """The same, on the waiting page straight away: the questions themselves are looked at elsewhere."""
        self.page.goto(f"{self.url}/demande/")
        answers = [
            ("/demande/", {"text": text}),
            ("/demande/theme/", {}),
            ("/demande/quand/", {"when": "now"}),
            ("/demande/prenom/", {"first_name": first_name}),
            ("/demande/commune/", {"commune": "50502"}),
            ("/demande/verifier/", {}),
        ]
        self.page.goto(self.page.evaluate(ANSWERS, answers))
        expect(self.page.get_by_role("heading", name="Nous cherchons quelqu’un…")).to_be_visible()

    def cancel(self) -> None:
        self.page.get_by_role("button", name="Annuler ma demande").click()
        expect(self.page.get_by_role("heading", name="Votre demande est annulée")).to_be_visible()

    def open_shown_page(self, color: str = "#ff0000") -> Page:
        """Another tab: the page she will show."""
        shown = self.context.new_page()
        shown.set_content(f"<title>{SHOWN_TITLE}</title><body style='margin:0;background:{color}'>")
        self.shown = shown
        self.page.bring_to_front()
        return shown

    def paint(self, color: str) -> None:
        """Change the colour of the page she shows."""
        assert self.shown is not None
        self.shown.evaluate("color => { document.body.style.background = color }", color)


class Helper:
    """A persona with an account."""

    def __init__(self, url: str, context: BrowserContext, first_name: str) -> None:
        self.url, self.context, self.first_name = url, context, first_name
        self.page = context.new_page()
        self.page.goto(f"{url}/demo/")
        self.page.get_by_role("button", name=f"Entrer comme {first_name}").click()

    def become_available(self) -> None:
        self.page.goto(f"{self.url}/aider/")
        switch = self.page.get_by_role("button", name="Je suis disponible")
        if switch.count():
            switch.click()
        expect(self.page.get_by_text("Vous êtes disponible")).to_be_visible()
        # The bell must be connected before anyone asks.
        expect(self.page.locator("[data-ep-controller~=bell][data-connection=open]")).to_be_attached()

    def rest(self) -> None:
        """Leave nothing ringing or open for the next test, even when this one failed in the middle."""
        self.page.goto(f"{self.url}/aider/")
        expected = self.page.get_by_role("link", name="Entrer dans la visite")
        if expected.count():
            expected.click()
            still_open = self.page.get_by_role("button", name="Plus", exact=True)
            # It may have ended meanwhile: the page says so, or sends back to the desk.
            expect(still_open.or_(self.page.locator("main h1")).first).to_be_visible()
            if still_open.count():
                still_open.click()
                self.page.get_by_role("button", name="Terminer la visite").click()
                self.page.get_by_role("button", name="Oui, terminer").click()
                expect(self.page.locator("[data-ep-room=end]")).to_be_visible()
            self.page.goto(f"{self.url}/aider/")
        pause = self.page.get_by_role("button", name="Faire une pause")
        if pause.count():
            pause.click()

    def card_of(self, text: str) -> Locator:
        """The ringing card of that request."""
        return self.page.locator(".ring-card", has_text=text)

    def accept(self, text: str = "envoyer un e-mail") -> None:
        card = self.page.locator(".ring-card", has_text=text).first
        expect(card).to_be_visible()
        card.get_by_role("button", name="Accepter").click()
        self.page.wait_for_url(re.compile("/visite/"))

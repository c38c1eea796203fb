"""Every page in every state a person meets: no fault that axe can see, nothing wider than a 320-pixel screen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.inspector import Inspector
from tests.browser.people import Helped, Helper
from tests.browser.server import Server


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_pages_of_asking(
    server: Server, jeanne_browser: Browser, open_screen: Callable[[Browser], BrowserContext]
) -> None:
    inspector = Inspector()
    page = open_screen(jeanne_browser).new_page()
    for path in (
        "/",
        "/demo/",
        "/composants/",
        "/nulle-part/",
        "/lien/inconnu/",
        "/code/",
        "/arnaques/",
        "/verifier/",
    ):
        page.goto(server.url + path)
        inspector.look(page, path)

    page.goto(f"{server.url}/demande/")
    inspector.look(page, "what, empty")
    page.get_by_label("Que voulez-vous faire ?").fill("mot de passe : azerty123")
    press(page, "Continuer")
    inspector.look(page, "what, refused")
    page.get_by_label("Que voulez-vous faire ?").fill("Payer mes impôts en ligne")
    press(page, "Continuer")
    inspector.look(page, "topics")
    page.locator("summary", has_text="C’est autre chose").click()
    inspector.look(page, "topics, all")
    press(page, "Continuer")
    inspector.look(page, "when")
    press(page, "Je préfère être rappelé·e")
    inspector.look(page, "call-back, empty")
    page.get_by_label("Votre prénom").fill("Odette")
    page.get_by_label("Votre numéro de téléphone").fill("12")
    press(page, "Demander un rappel")
    inspector.look(page, "call-back, refused")
    press(page, "Finalement, je préfère tout de suite")
    press(page, "Continuer")
    inspector.look(page, "who, refused")
    page.get_by_label("Votre prénom").fill("Odette")
    press(page, "Continuer")
    inspector.look(page, "where, empty")
    search = page.get_by_label("Nom de la commune ou code postal")
    search.press_sequentially("zzzzqq")
    expect(page.get_by_text("Nous ne trouvons pas cette commune.")).to_be_visible()
    inspector.look(page, "where, nothing")
    search.fill("")
    search.press_sequentially("avranches")
    page.get_by_role("radio", name="Avranches (50300)", exact=True).check()
    inspector.look(page, "where, chosen")
    press(page, "Continuer")
    inspector.look(page, "check")
    press(page, "Demander de l’aide")
    expect(page.get_by_role("heading", name="Nous cherchons quelqu’un…")).to_be_visible()
    inspector.look(page, "waiting")
    press(page, "Afficher mon code")
    expect(page.locator(".code")).to_be_visible()
    inspector.look(page, "waiting, code")
    link = page.get_by_label("Votre lien personnel").input_value()
    visitor = open_screen(jeanne_browser).new_page()
    visitor.goto(link)
    inspector.look(visitor, "link")
    press(page, "Annuler ma demande")
    inspector.look(page, "cancelled")
    assert inspector.faults == []
    assert inspector.seen > 20


def test_pages_of_helping(
    server: Server, karim_browser: Browser, open_screen: Callable[[Browser], BrowserContext], jeanne: Helped
) -> None:
    inspector = Inspector()
    visitor = open_screen(karim_browser).new_page()
    visitor.goto(f"{server.url}/compte/connexion/")
    inspector.look(visitor, "sign in")
    visitor.get_by_label("Votre adresse e-mail").fill("marc@example.org")
    press(visitor, "Recevoir mon code")
    inspector.look(visitor, "sign in, code")
    visitor.get_by_label("Le code reçu par e-mail").fill("000000")
    press(visitor, "Entrer")
    inspector.look(visitor, "sign in, wrong code")
    visitor.goto(f"{server.url}/compte/inscription/")
    inspector.look(visitor, "sign up")
    visitor.goto(f"{server.url}/demo/courrier/")
    inspector.look(visitor, "mail")

    helper = Helper(server.url, open_screen(karim_browser), "Karim")
    inspector.look(helper.page, "desk, pause")
    helper.become_available()
    inspector.look(helper.page, "desk, nobody")
    jeanne.ask("Je veux un rendez-vous par e-mail")
    expect(helper.card_of("Je veux un rendez-vous")).to_be_visible()
    inspector.look(helper.page, "desk, ringing")
    jeanne.cancel()
    expect(helper.page.get_by_text("La personne n’a plus besoin d’aide.")).to_be_visible()
    inspector.look(helper.page, "desk, over")
    helper.rest()
    for path in ("/aider/profil/", "/code/"):
        helper.page.goto(server.url + path)
        inspector.look(helper.page, path)
    helper.page.get_by_label("Le code à six chiffres").fill("12")
    press(helper.page, "La rejoindre")
    inspector.look(helper.page, "code, refused")

    claire = Helper(server.url, open_screen(karim_browser), "Claire")
    for path in ("/aider/", "/territoire/aidants/", "/territoire/conservation/", "/aider/rappels/"):
        claire.page.goto(server.url + path)
        inspector.look(claire.page, f"coordinator {path}")
    assert inspector.faults == []
    assert inspector.seen >= 15


def test_pages_of_inviting_someone_known(
    server: Server, jeanne_browser: Browser, karim_browser: Browser, open_screen: Callable[..., BrowserContext]
) -> None:
    inspector = Inspector()
    helper = Helper(server.url, open_screen(karim_browser), "Karim").page
    helper.goto(f"{server.url}/aider/inviter/")
    inspector.look(helper, "inviting")
    press(helper, "Afficher un code")
    link = helper.get_by_label("Ou envoyez ce lien")
    expect(link).to_be_visible()
    inspector.look(helper, "inviting, code")

    visitor = open_screen(jeanne_browser).new_page()
    visitor.goto(link.input_value())
    expect(visitor.get_by_role("heading", name="Karim va vous aider")).to_be_visible()
    inspector.look(visitor, "called or not")
    press(visitor, "Entrer dans la visite")
    inspector.look(visitor, "called or not, unanswered")
    visitor.get_by_label("Oui, quelqu’un m’a appelé").check()
    press(visitor, "Entrer dans la visite")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    inspector.look(visitor, "called")
    expect(helper.get_by_text("Ce code ne sert plus")).to_be_visible()
    inspector.look(helper, "inviting, over")
    assert inspector.faults == []

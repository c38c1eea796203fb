"""The helper's card: what he shows and says stays before her while she is in another tab."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room, near, start_visit

GREEN, BLUE, RED = (0, 160, 0), (0, 0, 255), (255, 0, 0)
AT = (0.25, 0.4)
SIDE = 120
SQUARE = f"""([x, y]) => {{
  const square = document.createElement("i");
  square.id = "square";
  square.style = `position:fixed;left:${{x * 100}}%;top:${{y * 100}}%;width:{SIDE}px;height:{SIDE}px;`
    + "margin:-{SIDE // 2}px;background:#00a000";
  document.body.append(square);
}}"""
# The colour of the card's canvas so many CSS pixels right of its middle.
SEEN = """offset => {
  const canvas = document.querySelector("[data-ep-room=card-crop]");
  if (!canvas || !canvas.width) return null;
  const density = canvas.width / canvas.clientWidth;
  const x = Math.round(canvas.width / 2 + offset * density), y = Math.round(canvas.height / 2);
  return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
}"""
NOTHING_FLOATS = "Object.defineProperty(window, 'documentPictureInPicture', {value: undefined});"
NO_WINDOWS = f"{NOTHING_FLOATS} window.open = () => null;"


def wait_for_seen(card: Page, offset: int, wanted: tuple[int, int, int]) -> None:
    """Wait until the card shows that colour, `offset` pixels right of the middle of its glass."""
    card.wait_for_function(
        f"([offset, wanted]) => {{ const seen = ({SEEN})(offset);"
        " return seen && wanted.every((one, index) => Math.abs(one - seen[index]) <= 40) }",
        arg=[offset, list(wanted)],
        timeout=20_000,
    )


def open_visit(jeanne: Helped, karim: Helper, text: str) -> tuple[Room, Room, Page]:
    """Both in the room; the page she will show has a green square."""
    hers, his = start_visit(jeanne, karim, text)
    shown = jeanne.open_shown_page("#ff0000")
    shown.evaluate(SQUARE, list(AT))
    return hers, his, shown


def show_there(hers: Room, his: Room) -> None:
    """She lets him show; he clicks on the square he sees."""
    his.expect_screen()
    hers.part("hand-up").click()
    his.wait_for_color(GREEN, at=(AT[0] + 0.03, AT[1]))
    his.point_at(*AT)
    his.page.mouse.down()
    his.page.mouse.up()


def tell(his: Room, text: str) -> None:
    his.part("tell-text").fill(text)
    his.part("tell-text").press("Enter")
    expect(his.part("tell-stands")).to_contain_text(text)


def test_the_card_floats_above_what_she_does(jeanne: Helped, karim: Helper) -> None:
    hers, his, shown = open_visit(jeanne, karim, "Où dois-je cliquer ?")
    with jeanne.context.expect_page() as opened:
        hers.show_screen()
    card = opened.value
    expect(hers.root).to_have_attribute("data-card", "pip")
    expect(hers.part("card-open")).to_be_hidden()
    part = card.locator
    # In a window of its own, it still wears the styles of the page.
    expect(part("[data-ep-room=card-found]")).to_have_css("border-radius", "999px")
    show_there(hers, his)

    # She is in her own tab, which is in front; the card follows, twice as large, and lives.
    shown.bring_to_front()
    for side in (-1, 1):
        wait_for_seen(card, side * 90, GREEN)
        wait_for_seen(card, side * 150, RED)
    shown.evaluate("() => { document.getElementById('square').style.background = '#0000ff' }")
    wait_for_seen(card, 90, BLUE)
    row = [card.evaluate(SEEN, offset) for offset in range(-40, 41)]
    assert any(not near(color, BLUE) for color in row), "no mark around the middle of the blue square"
    expect(part("[data-ep-room=card-zone]")).to_have_text("au milieu, à gauche")
    expect(hers.part("announcement")).to_have_text("Karim montre\u00a0: au milieu, à gauche.")

    # His sentence, large on both; her answer, on his page.
    tell(his, "Cliquez sur le carré bleu")
    expect(part("[data-ep-room=card-sentence]")).to_have_text("Cliquez sur le carré bleu")
    expect(hers.part("sentence")).to_have_text("Cliquez sur le carré bleu")
    part("[data-ep-room=card-not-found]").click()
    expect(his.page.get_by_text("Jeanne ne trouve pas.")).to_be_visible()
    expect(part("[data-ep-room=card-sentence]")).to_be_visible()
    part("[data-ep-room=card-found]").click()
    expect(his.page.get_by_text("Jeanne a trouvé.")).to_be_visible()
    expect(part("[data-ep-room=card-told]")).to_contain_text("Karim sait que vous avez trouvé.")
    expect(part("[data-ep-room=card-sentence]")).to_be_hidden()
    expect(his.part("tell-standing")).to_be_hidden()
    expect(hers.part("sentence")).to_be_empty()

    # Its cross closes the card and nothing else; the button brings it back.
    card.evaluate("() => window.close()")
    expect(hers.root).to_have_attribute("data-card", "closed")
    expect(hers.root).to_have_attribute("data-sharing", "on")
    with jeanne.context.expect_page() as opened:
        hers.part("card-open").click()
    card = opened.value
    wait_for_seen(card, 90, BLUE)

    # « Arrêter » on the card stops everything, and the card goes.
    with card.expect_event("close"):
        card.locator("[data-ep-room=card-stop]").click()
    expect(hers.root).to_have_attribute("data-sharing", "off")
    expect(hers.root).to_have_attribute("data-card", "closed")
    his.end()
    hers.expect_ended()


def test_a_small_window_where_nothing_floats(jeanne: Helped, karim: Helper) -> None:
    jeanne.page.add_init_script(NOTHING_FLOATS)
    hers, his, shown = open_visit(jeanne, karim, "Mon navigateur ne sait pas faire flotter")
    hers.show_screen()
    expect(hers.root).to_have_attribute("data-card", "closed")
    with jeanne.context.expect_page() as opened:
        hers.part("card-open").click()
    card = opened.value
    expect(hers.root).to_have_attribute("data-card", "popup")
    show_there(hers, his)
    shown.bring_to_front()
    wait_for_seen(card, 90, GREEN)
    his.page.get_by_role("button", name="Cliquez ici").click()
    expect(card.locator("[data-ep-room=card-sentence]")).to_have_text("Cliquez ici")
    his.part("tell-back").click()
    expect(card.locator("[data-ep-room=card-sentence]")).to_be_hidden()
    tell(his, "Cliquez sur le carré vert")
    card.locator("[data-ep-room=card-found]").click()
    expect(his.page.get_by_text("Jeanne a trouvé.")).to_be_visible()
    with card.expect_event("close"):
        hers.end()


def test_in_the_page_where_windows_are_refused(jeanne: Helped, karim: Helper) -> None:
    jeanne.page.add_init_script(NO_WINDOWS)
    hers, his, _shown = open_visit(jeanne, karim, "Mon navigateur refuse les fenêtres")
    hers.show_screen()
    hers.part("card-open").click()
    expect(hers.root).to_have_attribute("data-card", "page")
    show_there(hers, his)
    wait_for_seen(hers.page, 90, GREEN)
    hers.part("card-close").click()
    expect(hers.root).to_have_attribute("data-card", "closed")
    expect(hers.part("card-open")).to_be_visible()
    hers.end()

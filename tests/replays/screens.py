"""Pictures as a visit keeps them: a screen with a form, in which one line is nobody's business."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFont

from tests.visits.documents import saved

SECRET_COLOUR = (255, 0, 255)
SECRET_BOX = (160, 300, 560, 340)
"""Left, top, right, bottom, in pixels of a screen of 1280×720: nothing else has that colour."""
WIDTH, HEIGHT = 1280, 720


def screen(title: str = "Mon espace personnel", number: str = "FR76 3000 6000 0112 3456 7890 189") -> bytes:
    """A JPEG of a website, the number of an account written in magenta on magenta-free ground."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#eef2f7")
    pen = ImageDraw.Draw(image)
    large, plain = ImageFont.load_default(34), ImageFont.load_default(22)
    pen.rectangle((0, 0, WIDTH, 70), fill="#1f4e8c")
    pen.text((40, 16), title, fill="white", font=large)
    pen.rectangle((120, 120, 1160, 640), fill="white", outline="#9fb3c8", width=2)
    pen.text((160, 160), "Vos coordonnées", fill="#1b1b1b", font=large)
    pen.text((160, 260), "Compte bancaire", fill="#1b1b1b", font=plain)
    pen.rectangle((160, 300, 559, 339), fill=SECRET_COLOUR)
    pen.text((170, 306), number, fill="#7a007a", font=plain)
    pen.text((160, 380), "Adresse e-mail", fill="#1b1b1b", font=plain)
    pen.rectangle((160, 420, 560, 460), outline="#1b1b1b", width=2)
    pen.rectangle((900, 560, 1120, 610), fill="#2a7d46")
    pen.text((950, 570), "Continuer", fill="white", font=plain)
    pen.ellipse((880, 540, 1140, 630), outline="#d1342f", width=6)
    return saved(image, quality=92)


def shows_secret(body: bytes) -> int:
    """How many pixels have something of the secret's colour."""
    red, green, blue = Image.open(BytesIO(body)).convert("RGB").split()
    more_red, more_blue = ImageChops.subtract(red, green), ImageChops.subtract(blue, green)
    return sum(ImageChops.darker(more_red, more_blue).histogram()[61:])

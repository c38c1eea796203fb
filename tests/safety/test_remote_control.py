"""Programs that put a computer in somebody else's hands: links, invitations, mere names, and none of it."""

from __future__ import annotations

from time import process_time

import pytest

from epaule.safety.remote_control import mention_of_tool

LINKS = """
https://anydesk.com/fr
anydesk.com
Allez sur www.teamviewer.com, en haut
get.teamviewer.com/abc
ANYDESK . COM puis https://exemple.fr
rustdesk.com
https://assist.zoho.eu/join
zoho.com/assist
https://remotedesktop.google.com/support
ms-quick-assist:?code=123456
https://ultraviewer.net/download
"""

INVITATIONS = """
Installez AnyDesk
Téléchargez any desk
TÉLÉCHARGEZ TEAMVIEWER
Il faut installer TeamViewer
Vous pouvez lancer Supremo ?
installe anydesk
D’accord. Installe anydesk
ok ouvre ultra viewer
Donnez-moi le numéro AnyDesk
Mettez Rust Desk
Ouvrez Assistance rapide
tapez « assistance rapide » dans le menu
Vous pouvez lancer l’assistance rapide ?
Appuyez sur Ctrl + Windows + Q
ctrl win q
"""

NAMES = """
C’est quoi TeamViewer ?
Pouvez-vous me dire ce qu’est Any-Desk ?
On m’a fait installer AnyDesk hier, c’est grave ?
Dois-je installer AnyDesk ?
N’installez jamais RustDesk
Désinstallez AnyDesk si vous l’avez
Mon fils utilise Supremo
A.n.y.D.e.s.k
T e a m V i e w e r
аnydesk
ＡｎｙＤｅｓｋ
Any\u200bDesk
LogMeIn
"""

NONE = """
Merci pour votre assistance rapide !
Vous faites de l’assistance à distance ?
Allez sur https://impots.gouv.fr
Téléchargez l’attestation sur ameli.fr
Installez la mise à jour de Windows
C’est suprême, cette équipe
Je suis au bureau, à distance
Ouvrez le deuxième onglet
J’ai fait une demande d’aide
"""


def sentences(block: str) -> list[str]:
    return block.strip().splitlines()


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        *((text, "link") for text in sentences(LINKS)),
        *((text, "invitation") for text in sentences(INVITATIONS)),
        *((text, "name") for text in sentences(NAMES)),
        *((text, None) for text in sentences(NONE)),
    ],
)
def test_what_a_sentence_says_of_such_a_program(text: str, mention: str | None) -> None:
    assert mention_of_tool(text) == mention


@pytest.mark.parametrize("piece", ["il faut ", "installez ", "a", "www.", "n’", "ctrl + ", "merci de aa "])
def test_time_stays_proportional_to_length(piece: str) -> None:
    start = process_time()
    mention_of_tool((piece * 20_000)[:20_000])
    assert process_time() - start < 5, "takes about a quarter of a second at worst"

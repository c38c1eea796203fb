from django.urls import path

from epaule.replays.views import (
    drawing,
    editing,
    films,
    keeping,
    keepsake,
    memos,
    pieces,
    sending,
    shared,
    sharing,
    taking,
    watching,
)

app_name = "replays"
base = "visite/<str:visit_id>/souvenir/"
film = base + "<str:recording_id>/"
taken = "visite/<str:visit_id>/memo/"
film_addresses = [
    path(base, keepsake.keepsake, name="keepsake"),
    path(base + "etat/", films.state, name="state"),
    path(base + "proposer/", films.propose, name="propose"),
    path(base + "accepter/", films.accept, name="accept"),
    path(base + "refuser/", films.decline, name="decline"),
    path(base + "retirer/", films.cancel, name="cancel"),
    path(base + "arreter/", films.stop, name="stop"),
    path(film + "segment/", pieces.segment, name="segment"),
    path(film + "segment/<int:number>/fermer/", pieces.close, name="close_segment"),
    path(film + "morceaux/<int:segment>/<int:number>/", pieces.piece, name="piece"),
    path(film + "envoye/", pieces.done, name="done"),
    path(film + "sans-attendre/", pieces.finish_now, name="finish_now"),
    path(film + "supprimer/", films.delete, name="delete"),
    path(film + "duree/", keeping.keep_for, name="keep_for"),
    path("territoire/conservation/", keeping.keeping, name="keeping"),
]
watch_addresses = [
    path(film, watching.watch, name="watch"),
    path(film + "adresse/", watching.film_address, name="film_address"),
    path(film + "telecharger/", watching.download, name="download"),
    path(film + "chapitres.vtt", watching.chapters, name="chapters"),
    path(film + "image.jpg", watching.poster, name="poster"),
    path("film/<str:signature>/film.webm", watching.film_file, name="film_file"),
]
memo_addresses = [
    path(taken + "etat/", taking.state, name="memo_state"),
    path(taken + "demander/", taking.ask, name="memo_ask"),
    path(taken + "accepter/", taking.agree, name="memo_agree"),
    path(taken + "arreter/", taking.stop, name="memo_stop"),
    path(taken + "etapes/", taking.take, name="memo_take"),
    path(taken + "etapes/<str:step_id>/phrase/", taking.word, name="memo_word"),
    path(taken + "etapes/<str:step_id>/retirer/", taking.drop, name="memo_drop"),
    path("memo/<str:memo_id>/partager/", sharing.share, name="memo_share"),
    path("memo/<str:memo_id>/partager/retirer/", sharing.unshare, name="memo_unshare"),
    path("etape/<str:step_id>/image.jpg", taking.picture, name="step_picture"),
]
kept_addresses = [
    path("memos/", memos.memos, name="memos"),
    path("memo/<str:memo_id>/", memos.memo, name="memo"),
    path("memo/<str:memo_id>/memo.pdf", memos.memo_pdf, name="memo_pdf"),
    path("memo/<str:memo_id>/reussi/", memos.alone, name="memo_alone"),
    path("memo/<str:memo_id>/bloque/", memos.stuck, name="memo_stuck"),
    path("memo/<str:memo_id>/envoyer/", sending.send, name="memo_send"),
    path("memo/<str:memo_id>/lien/", sending.open_link, name="memo_link"),
    path("memo/<str:memo_id>/lien/fermer/", sending.close_link, name="memo_stop_link"),
    path("m/<str:token>/", shared.shared_memo, name="shared_memo"),
    path("m/<str:token>/memo.pdf", shared.shared_pdf, name="shared_pdf"),
    path("m/<str:token>/reussi/", shared.shared_alone, name="shared_alone"),
    path("m/<str:token>/bloque/", shared.shared_stuck, name="shared_stuck"),
    path("m/<str:token>/<str:step_id>/image.jpg", shared.shared_picture, name="shared_picture"),
]
kept = "memo/<str:memo_id>/"
edit_addresses = [
    path(kept + "modifier/", editing.edit, name="memo_edit"),
    path(kept + "termine/", editing.finish, name="memo_finish"),
    path(kept + "rouvrir/", editing.reopen, name="memo_reopen"),
    path(kept + "supprimer/", editing.delete, name="memo_delete"),
    path(kept + "etapes/<str:step_id>/monter/", editing.move, {"places": -1}, name="memo_step_up"),
    path(kept + "etapes/<str:step_id>/descendre/", editing.move, {"places": 1}, name="memo_step_down"),
    path(kept + "etapes/<str:step_id>/supprimer/", editing.remove, name="memo_step_remove"),
    path(kept + "etapes/<str:step_id>/image/", drawing.picture, name="memo_step_picture"),
]
urlpatterns = [*film_addresses, *watch_addresses, *memo_addresses, *kept_addresses, *edit_addresses]

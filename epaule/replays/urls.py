from django.urls import path

from epaule.replays.views import films, keeping, pieces, taking

app_name = "replays"
base = "visite/<str:visit_id>/souvenir/"
film = base + "<str:recording_id>/"
taken = "visite/<str:visit_id>/memo/"
film_addresses = [
    path(base, films.keepsake, name="keepsake"),
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
    path(film + "film.webm", films.film, name="film"),
    path(film + "supprimer/", films.delete, name="delete"),
    path(film + "duree/", keeping.keep_for, name="keep_for"),
    path("territoire/conservation/", keeping.keeping, name="keeping"),
]
memo_addresses = [
    path(taken + "etat/", taking.state, name="memo_state"),
    path(taken + "demander/", taking.ask, name="memo_ask"),
    path(taken + "accepter/", taking.agree, name="memo_agree"),
    path(taken + "arreter/", taking.stop, name="memo_stop"),
    path(taken + "etapes/", taking.take, name="memo_take"),
    path(taken + "etapes/<str:step_id>/phrase/", taking.word, name="memo_word"),
    path(taken + "etapes/<str:step_id>/retirer/", taking.drop, name="memo_drop"),
    path("etape/<str:step_id>/image.jpg", taking.picture, name="step_picture"),
]
urlpatterns = [*film_addresses, *memo_addresses]

from django.urls import path

from epaule.replays import views

app_name = "replays"
base = "visite/<str:visit_id>/souvenir/"
urlpatterns = [
    path(base, views.keepsake, name="keepsake"),
    path(base + "etat/", views.state, name="state"),
    path(base + "proposer/", views.propose, name="propose"),
    path(base + "accepter/", views.accept, name="accept"),
    path(base + "refuser/", views.decline, name="decline"),
    path(base + "retirer/", views.cancel, name="cancel"),
    path(base + "arreter/", views.stop, name="stop"),
    path(base + "segment/", views.segment, name="segment"),
    path(base + "morceaux/", views.no_piece, name="piece_root"),
    path(base + "morceaux/<int:segment>/<int:number>/", views.piece, name="piece"),
    path(base + "envoye/", views.done, name="done"),
    path(base + "<str:recording_id>/film.webm", views.film, name="film"),
    path(base + "<str:recording_id>/supprimer/", views.delete, name="delete"),
]

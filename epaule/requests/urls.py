from django.urls import path

from epaule.requests.views import asking, checking, desk, hours, profile, promising, waiting

app_name = "requests"
urlpatterns = [
    path("demande/", asking.ask, name="ask"),
    path("demande/theme/", asking.ask_topics, name="ask_topics"),
    path("demande/quand/", asking.ask_when, name="ask_when"),
    path("demande/prenom/", asking.ask_who, name="ask_who"),
    path("demande/commune/", asking.ask_where, name="ask_where"),
    path("demande/verifier/", checking.check, name="check"),
    path("demande/souhaits/", checking.ask_wishes, name="ask_wishes"),
    path("demande/rappel/", promising.ask_callback, name="ask_callback"),
    path("demande/rappel/merci/", promising.callback_kept, name="callback_kept"),
    path("demande/fiche/<str:sheet_id>/suffit/", asking.sheet_sufficed, name="sheet_sufficed"),
    path("demande/<str:public_id>/", waiting.waiting, name="waiting"),
    path("demande/<str:public_id>/annuler/", waiting.cancel, name="cancel"),
    path("demande/<str:public_id>/refaire/", waiting.ask_again, name="ask_again"),
    path("aider/", desk.desk, name="desk"),
    path("aider/profil/", profile.profile, name="profile"),
    path("aider/horaires/", hours.hours, name="hours"),
    path("aider/disponible/", desk.switch, name="switch"),
    path("aider/rappels/", desk.callbacks, name="callbacks"),
    path("aider/rappels/<str:public_id>/fait/", desk.callback_done, name="callback_done"),
    path("aider/demande/<str:public_id>/accepter/", desk.accept, name="accept"),
    path("aider/demande/<str:public_id>/passer/", desk.pass_on, name="pass_on"),
]

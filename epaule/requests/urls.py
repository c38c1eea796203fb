from django.urls import path

from epaule.requests.views import asking, checking, company, desk, hours, profile, promising, waiting

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
    path("aider/accompagnes/", company.accompanied, name="accompanied"),
    path("aider/accompagnes/<str:public_id>/retirer/", company.drop_accompanied, name="drop_accompanied"),
    path("mes-aidants/", company.my_helpers, name="my_helpers"),
    path("mes-aidants/<str:public_id>/garder/", company.keep_helper, name="keep_helper"),
    path("ne-plus-rencontrer/<str:public_id>/", company.stop_meeting, name="stop_meeting"),
    path("ne-plus-rencontrer/<str:public_id>/annuler/", company.meet_again, name="meet_again"),
    path("transmettre/", company.pass_it_on, name="pass_it_on"),
    path("aider/rappels/", desk.callbacks, name="callbacks"),
    path("aider/rappels/<str:public_id>/fait/", desk.callback_done, name="callback_done"),
    path("aider/demande/<str:public_id>/accepter/", desk.accept, name="accept"),
    path("aider/demande/<str:public_id>/passer/", desk.pass_on, name="pass_on"),
]

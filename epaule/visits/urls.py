from django.urls import path

from epaule.visits.views import alarms, check, files, invitations, rooms

app_name = "visits"
urlpatterns = [
    path("verifier/", check.check, name="check"),
    path("verifier/relais/", check.check_relay, name="check_relay"),
    path("code/", invitations.enter_code, name="enter_code"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("aider/inviter/", invitations.invite_helped, name="invite_helped"),
    path("demande/<str:public_id>/visite/", rooms.enter_for_request, name="enter_for_request"),
    path("demande/<str:public_id>/code/", invitations.show_code, name="show_code"),
    path("visite/<str:public_id>/", rooms.room, name="room"),
    path("visite/<str:public_id>/journal/", rooms.journal, name="journal"),
    path("visite/<str:public_id>/alarme/", alarms.raise_alarm, name="raise_alarm"),
    path("territoire/alarmes/", alarms.alarms, name="alarms"),
    path("territoire/alarmes/<str:public_id>/reprendre/", alarms.clear, name="clear_alarm"),
    path("territoire/alarmes/<str:public_id>/arreter/", alarms.uphold, name="uphold_alarm"),
    path("visite/<str:public_id>/inviter/", invitations.invite_more, name="invite_more"),
    path("visite/<str:public_id>/fichiers/", files.send_file, name="send_file"),
    path("visite/<str:public_id>/fichiers/<str:file_id>/", files.file, name="file"),
]

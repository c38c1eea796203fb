from django.urls import path

from epaule.visits import consumers, echo

socket_urlpatterns = [
    path("ws/visite/<str:public_id>/", consumers.RoomConsumer.as_asgi()),
    path("ws/demande/<str:public_id>/", consumers.WaitingConsumer.as_asgi()),
    path("ws/aider/", consumers.BellConsumer.as_asgi()),
    path("ws/verification/", echo.EchoConsumer.as_asgi()),
]

from django.urls import path

from epaule.territory import hours_views, views

app_name = "territory"

urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("territoire/horaires/", hours_views.office_hours, name="office_hours"),
    path("territoire/horaires/<str:public_id>/", hours_views.place_hours, name="place_hours"),
    path("territoire/voisins/", views.neighbours, name="neighbours"),
]

from django.urls import path

from epaule.knowhow.views import library, reviewing

app_name = "knowhow"
urlpatterns = [
    path("savoir/", library.library, name="library"),
    path("savoir/relire/", reviewing.reviews, name="reviews"),
    path("savoir/relire/<str:sheet_id>/", reviewing.review, name="review"),
    path("savoir/<str:sheet_id>/", library.sheet, name="sheet"),
    path("savoir/<str:sheet_id>/retirer/", library.withdraw, name="withdraw"),
    path("savoir/<str:sheet_id>/<int:number>/image.jpg", library.picture, name="sheet_picture"),
]

from django.urls import path
from shop.api import api
from ninja import NinjaAPI

v2 = NinjaAPI(version="2", urls_namespace="v2")


@v2.get("/x")
def x(request) -> int:
    return 1


urlpatterns = [path("api/", api.urls), path("v2/", v2.urls)]

from django.urls import path, include
from rest_framework import serializers, viewsets, routers
from drf_spectacular.views import SpectacularAPIView
from django.contrib.auth.models import User


class US(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username"]


class UV(viewsets.ModelViewSet):
    queryset = User.objects.all()
    serializer_class = US


r = routers.DefaultRouter()
r.register("users", UV)
v = ([path("", include(r.urls))], "x")
urlpatterns = [
    path("v1/", include(v, namespace="v1")),
    path("v2/", include(v, namespace="v2")),
    path("schema/", SpectacularAPIView.as_view()),
]

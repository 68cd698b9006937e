"""The portal's addresses."""

from django.contrib.auth.views import LoginView
from django.urls import path
from django.views.generic import TemplateView

from portal import views

urlpatterns = [
    path("", views.sign_up, name="sign_up"),
    path("sent", TemplateView.as_view(template_name="sent.html"), name="sent"),
    path("p", views.launch, name="launch"),
    path("operator", views.operator, name="operator"),
    path("operator/login", LoginView.as_view(), name="login"),
]

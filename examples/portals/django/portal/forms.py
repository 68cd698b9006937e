"""The sign-up form."""

from django import forms

from portal.models import Account


class SignUp(forms.ModelForm):
    """What a customer types. `siplaunch` has more rules for username and password, which the view applies."""

    password = forms.CharField(
        max_length=64, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    mobile = forms.RegexField(r"\A\+[0-9]{6,15}\Z", error_messages={"invalid": "Give it as +431234567."})

    class Meta:
        """The fields of the account."""

        model = Account
        fields = ("username", "password", "email", "mobile")
        labels = {"email": "E-mail"}

"""The portal's database."""

from django.db import models


class Account(models.Model):
    """A customer's account, with what a SIP server takes, and never the password or the link."""

    username = models.CharField(
        max_length=64, unique=True, error_messages={"unique": "This username is taken: choose another."}
    )
    ha1 = models.CharField(max_length=32)
    email = models.EmailField()
    link_id = models.CharField(max_length=32, unique=True)
    revoked = models.BooleanField(default=False)

    def __str__(self):
        """Name the account."""
        return self.username

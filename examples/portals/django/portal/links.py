"""Links, messages and the launch handler: all that the portal needs of siplaunch."""

import hashlib
from datetime import timedelta
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from siplaunch import (
    Brand,
    Credentials,
    KeyRing,
    LaunchHandler,
    Page,
    Portal,
    compose_mail,
    compose_sms,
    parse_launch_link,
)

# Made once: requests and threads share them. A branded app has a file of its own: Brand.from_file(…).
portal = Portal(settings.PORTAL_BASE)
keys = KeyRing.from_file(settings.PORTAL_KEYS)
page = Page(settings.PORTAL_BASE, brand_name=settings.BRAND_NAME)
handler = LaunchHandler.sealed(Brand.sip_phone(), keys, sealed_only=True, page=page)


def make_link(username, password):
    """Make a sealed link, which works for a day."""
    credentials = Credentials(username=username, server=settings.SIP_SERVER, password=password)
    return portal.sealed_link(keys, credentials, expires=timedelta(hours=24))


def link_id(link):
    """Find the id of a link: the database keeps it, to revoke the link by."""
    return keys.open(parse_launch_link(link)).id


def ha1(username, password):
    """Compute what SIP servers keep in place of a password."""
    text = f"{username}:{settings.SIP_SERVER}:{password}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def send(link, email, mobile):
    """Send a link by mail and SMS."""
    mail = compose_mail(link, brand_name=settings.BRAND_NAME)
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[email])
    message.attach_alternative(mail.html, "text/html")
    message.send()
    query = urlencode({"to": mobile, "text": compose_sms(link, brand_name=settings.BRAND_NAME).text})
    urlopen(f"{settings.SMS_URL}&{query}", timeout=10).close()  # noqa: S310 - the operator's own gateway

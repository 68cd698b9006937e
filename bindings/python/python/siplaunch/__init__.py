"""Zero-config launch links for the sip:phone app and its branded versions.

>>> from siplaunch import Brand, Credentials, Portal
>>> portal = Portal("https://portal.example/p")
>>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
>>> portal.launch_link(Brand.sip_phone(), credentials)[:40]
'https://portal.example/p?c=CI8VN8toaE40w'

With the published app the key is public: whoever sees a link reads the password in it. Sealed links
(`Portal.sealed_link`) mend this for what travels by SMS and mail.

Brands, key rings, portals, pages and handlers never change and are shared freely between threads.
"""

from siplaunch._credentials import Credentials
from siplaunch._errors import (
    BrandError,
    CredentialsError,
    ExpiredError,
    LinkError,
    MessageError,
    PageError,
    QrError,
    SealedLinkError,
    SiplaunchError,
    TokenError,
)
from siplaunch._native import (
    Batch,
    Brand,
    Explanation,
    Finding,
    KeyRing,
    Launch,
    LaunchHandler,
    Mail,
    Opened,
    Page,
    Portal,
    QrCode,
    Response,
    Sms,
    SmsBudget,
    Ticket,
    __version__,
    compose_mail,
    compose_sms,
    encode_many,
    explain,
    import_all,
    links_many,
    parse_app_link,
    parse_launch_link,
    sealed_sms_budget,
)

import_all()

__all__ = [
    "Batch",
    "Brand",
    "BrandError",
    "Credentials",
    "CredentialsError",
    "ExpiredError",
    "Explanation",
    "Finding",
    "KeyRing",
    "Launch",
    "LaunchHandler",
    "LinkError",
    "Mail",
    "MessageError",
    "Opened",
    "Page",
    "PageError",
    "Portal",
    "QrCode",
    "QrError",
    "Response",
    "SealedLinkError",
    "SiplaunchError",
    "Sms",
    "SmsBudget",
    "Ticket",
    "TokenError",
    "__version__",
    "compose_mail",
    "compose_sms",
    "encode_many",
    "explain",
    "links_many",
    "parse_app_link",
    "parse_launch_link",
    "sealed_sms_budget",
]

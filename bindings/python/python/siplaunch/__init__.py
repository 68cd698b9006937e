"""Zero-config launch links for the sip:phone app and its branded versions.

>>> from siplaunch import Brand, Credentials, Portal
>>> portal = Portal("https://portal.example/p")
>>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
>>> portal.launch_link(Brand.sip_phone(), credentials)[:40]
'https://portal.example/p?c=CI8VN8toaE40w'

The key of the published app is public: whoever sees a launch link can read the password in it. Only the launch handler
can read a sealed link (`Portal.sealed_link`): use sealed links in SMS and mail, or one-time links
(`Portal.one_time_link`), which the first tap uses up.

Brands, key rings, portals, pages and handlers never change, and threads share them freely.
"""

import atexit

from siplaunch._errors import (
    BrandError,
    CredentialsError,
    InputError,
    LinkError,
    MessageError,
    PageError,
    QrError,
    SealedError,
    SealedExpiredError,
    SiplaunchError,
    TokenError,
)
from siplaunch._native import (
    Batch,
    Brand,
    ClaimRecord,
    Credentials,
    Explanation,
    Finding,
    KeyRing,
    Launch,
    LaunchHandler,
    Mail,
    Opened,
    Page,
    PageSetting,
    Portal,
    QrCode,
    Response,
    Sms,
    SmsBudget,
    Ticket,
    __version__,
    compose_mail,
    compose_sms,
    explain,
    keep_imports,
    parse_app_link,
    parse_launch_link,
)

atexit.register(keep_imports)

# Type checkers take this name for true. The module `typing` takes as long to import as all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from siplaunch._asgi import AsgiApp
    from siplaunch._claims import Claim, ClaimStore
    from siplaunch._wsgi import WsgiApp
else:
    # These need much of Python's library.
    _IMPORTED_LATER = {"AsgiApp": "_asgi", "Claim": "_claims", "ClaimStore": "_claims", "WsgiApp": "_wsgi"}

    def __getattr__(name: str) -> object:
        if name not in _IMPORTED_LATER:
            text = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(text)
        value = getattr(__import__(f"{__name__}.{_IMPORTED_LATER[name]}", fromlist=[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_IMPORTED_LATER})


__all__ = [
    "AsgiApp",
    "Batch",
    "Brand",
    "BrandError",
    "Claim",
    "ClaimRecord",
    "ClaimStore",
    "Credentials",
    "CredentialsError",
    "Explanation",
    "Finding",
    "InputError",
    "KeyRing",
    "Launch",
    "LaunchHandler",
    "LinkError",
    "Mail",
    "MessageError",
    "Opened",
    "Page",
    "PageError",
    "PageSetting",
    "Portal",
    "QrCode",
    "QrError",
    "Response",
    "SealedError",
    "SealedExpiredError",
    "SiplaunchError",
    "Sms",
    "SmsBudget",
    "Ticket",
    "TokenError",
    "WsgiApp",
    "__version__",
    "compose_mail",
    "compose_sms",
    "explain",
    "parse_app_link",
    "parse_launch_link",
]

"""Exceptions. Their texts say what to do, and hold nothing of the input."""


class SiplaunchError(ValueError):
    """What can go wrong, for the whole library.

    Attributes:
        code (int): the stable number of the error, the same in every language; 3 for text that has no UTF-8 form, 6
            for what is no id of a link, 0 for columns of different lengths and for what is no address of mail.

    """

    code: int

    def __init__(self, text: str, code: int = 0) -> None:
        """Keep text and code."""
        super().__init__(text)
        self.code = code


class BrandError(SiplaunchError):
    """A brand's key, iv, scheme or file is not good (codes 10 to 19)."""


class CredentialsError(SiplaunchError):
    """A field is empty, or has a character that the app would misread (codes 20 to 29)."""


class TokenError(SiplaunchError):
    """Not a token of the brand, or not one with credentials in it (codes 30 to 39)."""


class LinkError(SiplaunchError):
    """Not a link, or not something to make one of (codes 40 to 49)."""


class SealedLinkError(SiplaunchError):
    """A sealed link, its keys or its expiry is not good (codes 50 to 59)."""


class ExpiredError(SealedLinkError):
    """An authentic sealed link whose time is over (code 54): offer a new one."""


class QrError(SiplaunchError):
    """Not something that a QR code can be made of (codes 60 to 62)."""


class MessageError(SiplaunchError):
    """Not something that an SMS or a mail can be made of (codes 63 to 69, and 80 to 89)."""


class PageError(SiplaunchError):
    """A setting of a page is not good (codes 70 to 79)."""


_CLASSES = (
    (range(10, 20), BrandError),
    (range(20, 30), CredentialsError),
    (range(30, 40), TokenError),
    (range(40, 50), LinkError),
    (range(54, 55), ExpiredError),
    (range(50, 60), SealedLinkError),
    (range(60, 63), QrError),
    (range(63, 70), MessageError),
    (range(70, 80), PageError),
    (range(80, 90), MessageError),
)

for _class in (SiplaunchError, *(_class for _, _class in _CLASSES)):
    _class.__module__ = "siplaunch"


def exception(text: str, code: int) -> SiplaunchError:
    """Make the exception of a code."""
    return next((error for codes, error in _CLASSES if code in codes), SiplaunchError)(text, code)

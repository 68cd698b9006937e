"""Exceptions. Their texts say what to do, and hold nothing of the input."""


class SiplaunchError(ValueError):
    """The base of all exceptions of this library.

    Attributes:
        code (int): the stable number of the error, the same in every language. Errors of this class itself have the
            code 0: columns of different lengths.

    """

    code: int

    def __init__(self, text: str, code: int = 0) -> None:
        """Keep text and code."""
        super().__init__(text)
        self.code = code


class InputError(SiplaunchError):
    """A text has no UTF-8 form (code 3), or a list of ids has anything else in it (code 6)."""


class BrandError(SiplaunchError):
    """A brand has a bad key, IV or scheme, or its file has a bad entry (codes 10 to 19)."""


class CredentialsError(SiplaunchError):
    """A field is empty, or has a character that the app would misread (codes 20 to 29)."""


class TokenError(SiplaunchError):
    """A text is no token of the brand, or the token holds no credentials (codes 30 to 39)."""


class LinkError(SiplaunchError):
    """A link, or a part to make a link of, is not good (codes 40 to 49)."""


class SealedError(SiplaunchError):
    """A sealed token, its keys or its expiry is not good (codes 50 to 59)."""


class SealedExpiredError(SealedError):
    """An authentic sealed token has expired (code 54): offer a new link."""


class QrError(SiplaunchError):
    """A QR code, or a ticket for one, cannot be made (codes 60 to 62)."""


class MessageError(SiplaunchError):
    """An SMS or a mail cannot be made (codes 63 to 69 and 80 to 89; 0 for a bad mail address)."""


class PageError(SiplaunchError):
    """A setting of a page is not good (codes 70 to 79, or the code of another topic that the setting belongs to).

    Attributes:
        setting (str): the name of the setting, such as `accent_color`, or `base`; empty for an unknown name.

    """

    setting: str

    def __init__(self, text: str, code: int = 0, setting: str = "") -> None:
        """Keep text, code and name."""
        super().__init__(text, code)
        self.setting = setting


# The first match counts.
_CLASSES = (
    ((3, 4, 6), InputError),
    (range(10, 20), BrandError),
    (range(20, 30), CredentialsError),
    (range(30, 40), TokenError),
    (range(40, 50), LinkError),
    (range(54, 55), SealedExpiredError),
    (range(50, 60), SealedError),
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

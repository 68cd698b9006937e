from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from siplaunch import _native


@dataclass(frozen=True, init=False, repr=False)
class Credentials(_native.Credentials):
    r"""What the app logs in with: a frozen dataclass, keyword-only, whose `repr` shows nothing.

    Each field is one or more characters, none of them `&` or a control character (U+0000 to U+001F, U+007F).

    Args:
        username (str): the SIP username.
        server (str): the SIP server or domain.
        password (str): the SIP password.

    Raises:
        CredentialsError: the first field that is empty, or has `&` or a control character.

    >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
    >>> credentials
    Credentials(...)
    >>> credentials.password
    'testpass'
    >>> Credentials(username="testuser", server="example.org", password="line\n")
    Traceback (most recent call last):
        ...
    siplaunch.CredentialsError: the password contains '&' or a control character, such as a newline at its end: remove it or choose another
    """  # noqa: E501 - as Python prints it

    __slots__ = ()

    # `field()` says that there is no default: what the base has under these names is where the values are.
    username: str = field()
    server: str = field()
    password: str = field()

    def __repr__(self) -> str:
        """Nothing of the fields."""
        return "Credentials(...)"

    def __reduce__(self) -> tuple[Callable[[], "Credentials"], tuple[()]]:
        """For pickle and copy: what comes out of a file is checked as well."""
        return partial(type(self), username=self.username, server=self.server, password=self.password), ()

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from siplaunch import _native


@dataclass(frozen=True, init=False, repr=False)
class Credentials(_native.Credentials):
    r"""The login of the app: a frozen dataclass with keyword arguments. Its `repr` shows no field.

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

    # `field()` means that there is no default. The base has the values, under the same names.
    username: str = field()
    server: str = field()
    password: str = field()

    def __repr__(self) -> str:
        """Show none of the fields."""
        return "Credentials(...)"

    def __reduce__(self) -> tuple[Callable[[], "Credentials"], tuple[()]]:
        """Let pickle and copy make new credentials: these check their fields."""
        return partial(type(self), username=self.username, server=self.server, password=self.password), ()

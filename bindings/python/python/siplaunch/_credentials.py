from dataclasses import dataclass, field

from siplaunch import _native


@dataclass(frozen=True, init=False, repr=False)
class Credentials(_native.Credentials):
    """What the app logs in with: a frozen dataclass, keyword-only, whose `repr` shows nothing.

    Each field is one or more characters, none of them `&` or a control character (U+0000 to U+001F, U+007F). They are
    checked when a token is made of them, and by `check`.

    Args:
        username (str): the SIP username.
        server (str): the SIP server or domain.
        password (str): the SIP password.

    >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
    >>> credentials
    Credentials(...)
    >>> credentials.password
    'testpass'
    """

    __slots__ = ()

    # `field()` says that there is no default: what the base has under these names is where the values are.
    username: str = field()
    server: str = field()
    password: str = field()

    def __repr__(self) -> str:
        """Nothing of the fields."""
        return "Credentials(...)"

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, str]]:
        """For pickle and copy."""
        return (), {"username": self.username, "server": self.server, "password": self.password}

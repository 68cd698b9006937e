"""A served portal, with all that is around it."""

import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property

import httpx
from browser import Browser, Page
from command import Command
from portal import OPERATOR_PASSWORD, Place, Portal

LINK = re.compile(r"https://portal\.example/p\?\S+")


@dataclass
class Account:
    """What a customer types."""

    username: str
    email: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    mobile: str = "+431234567"

    def fields(self) -> dict[str, str]:
        """The fields of the sign-up form."""
        return {"username": self.username, "password": self.password, "email": self.email, "mobile": self.mobile}


@dataclass
class Scene:
    """A served portal, its place, the command beside it, and the messages that it sent."""

    portal: Portal
    place: Place
    command: Command
    mails: list[EmailMessage]
    texts: list[tuple[str, str]]
    # The way of browsers to the portal.
    transport: Callable[[], httpx.BaseTransport]
    # What no file of the portal may hold.
    secrets: set[str] = field(default_factory=set)

    def browser(self) -> AbstractContextManager[Browser]:
        """Use a browser without cookies."""
        return Browser.opened(self.transport())

    def sign_up(self, account: Account) -> Page:
        """Sign up as a customer does."""
        self.secrets.add(account.password)
        with self.browser() as browser:
            form = browser.get(self.portal.sign_up).form_with("username", "password", "email", "mobile")
            assert form is not None, "no sign-up form"
            return browser.submit(form, **account.fields())

    def link_of(self, account: Account) -> str:
        """Sign up, and take the link from the mail. The browser must not see it."""
        self.mails.clear()
        self.texts.clear()
        page = self.sign_up(account)
        assert page.status in {200, 201}, f"{page.status}: {page.alert}"
        assert page.alert == ""
        assert not LINK.search(page.answer.text)
        (mail,) = self.mails
        (link,) = LINK.findall(mail.get_body(("plain",)).get_content())
        app_link = self.command.app_link(account.username, account.password)
        self.secrets |= {link.partition("=")[2], app_link.partition("//")[2]}
        return link

    @cached_property
    def operators(self) -> Browser:
        """The operator's browser, signed in."""
        browser = Browser(self.transport())
        self.operator(browser)
        return browser

    def operator(self, browser: Browser, password: str = OPERATOR_PASSWORD) -> Page:
        """Sign in as the operator."""
        return browser.sign_in(self.portal.operator, password)

    def has_account(self, username: str) -> bool:
        """Whether the operator sees an account."""
        return self.operators.get(self.portal.operator).row(username) is not None

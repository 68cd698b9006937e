"""A browser without a screen: cookies, redirects, forms with all their hidden fields, and a browser's headers."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import lxml.html
from portal import ORIGIN

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Proxy(httpx.HTTPTransport):
    """The https proxy in front of a portal, as far as the portal sees it."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the portal's port, with the headers that a proxy adds."""
        headers = httpx.Headers(request.headers)
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Forwarded-For"] = "192.0.2.7"
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return super().handle_request(httpx.Request(request.method, url, headers=headers, stream=request.stream))


class Page:
    """An answer, and its HTML."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.html = lxml.html.document_fromstring(answer.text or "<html></html>", base_url=str(answer.url))
        self.html.make_links_absolute()

    def form_with(self, *names: str) -> lxml.html.FormElement | None:
        """Find the form with these fields."""
        return next((form for form in self.html.forms if {*names} <= {*form.fields}), None)

    @property
    def sign_in_form(self) -> lxml.html.FormElement | None:
        """The form with a field for a password."""
        return next((form for form in self.html.forms if form.xpath(".//input[@type='password']")), None)

    @property
    def alert(self) -> str:
        """The text of the errors."""
        return " ".join(" ".join(element.text_content().split()) for element in self.html.xpath("//*[@role='alert']"))

    def row(self, username: str) -> lxml.html.HtmlElement | None:
        """Find the row of an account on the operator's page."""
        return next(iter(self.html.xpath("//tr[td[text()[normalize-space()=$name]]]", name=username)), None)


class Browser:
    """A browser, with cookies of its own."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self.client = httpx.Client(transport=transport, base_url=ORIGIN, follow_redirects=True, timeout=30)

    @classmethod
    @contextmanager
    def opened(cls, transport: httpx.BaseTransport) -> Iterator["Browser"]:
        """Use a new browser, and close it."""
        browser = cls(transport)
        with browser.client:
            yield browser

    def get(self, url: str, **headers: str) -> Page:
        """Open an address."""
        return Page(self.client.get(url, headers=headers))

    def submit(self, form: lxml.html.FormElement, **values: str) -> Page:
        """Fill a form in and submit it."""
        for name, value in values.items():
            form.fields[name] = value
        button = next(iter(form.xpath(".//button | .//input[@type='submit']")))
        fields = [*form.form_values(), *([(button.get("name"), button.get("value", ""))] if button.get("name") else [])]
        return self.post(form.action or form.base_url, fields, **{"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN})

    def post(self, url: str, fields: list[tuple[str, str]], **headers: str) -> Page:
        """Post fields, as from a page whose address is the URL without more headers."""
        body = str(httpx.QueryParams(fields))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": url} | headers
        return Page(self.client.post(url, content=body, headers=headers))

    def sign_in(self, path: str, password: str) -> Page:
        """Open the operator's page: with HTTP's own authentication, or through a form."""
        page = self.get(path)
        if page.status == 401:
            self.client.auth = ("operator", password)
        elif page.sign_in_form is not None:
            form = page.sign_in_form
            (name,) = form.xpath(".//input[@type='text' or not(@type)]/@name")
            (secret,) = form.xpath(".//input[@type='password']/@name")
            self.submit(form, **{name: "operator", secret: password})
        return self.get(path)

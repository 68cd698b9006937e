"""Each portal, as its customers, its operator and its attackers use it. Known answers come from the command."""

import time

import httpx
import pytest
from browser import ANDROID, DESKTOP
from portal import BASE, OPERATOR_PASSWORD, ORIGIN, SIP_SERVER
from scene import LINK, Account
from sinks import GATEWAY_PASSWORD, REFUSED_MAIL, REFUSED_MOBILE

DAY = 24 * 3600


def check_answer(scene, link, *, method="GET", agent=ANDROID, revoked=""):
    """Check that the portal answers a tap with the bytes of the command's launch handler."""
    expected = scene.command.answer(method, link.partition("?")[2], agent, revoked=revoked)
    with scene.browser() as browser:
        headers = {"User-Agent": agent, "Sec-Fetch-Site": "cross-site"}
        sent = browser.client.request(method, link, headers=headers, follow_redirects=False)
    assert sent.status_code == expected.status
    headers = {name: sent.headers.get_list(name) for name in expected.headers}
    # Symfony adds "private", which "no-store" says already.
    headers["Cache-Control"] = [value.removesuffix(", private") for value in headers["Cache-Control"]]
    assert headers == {name: [value] for name, value in expected.headers.items()}
    assert sent.text == expected.body
    return expected


def lines(mail, kind):
    """Return the lines of a part of a mail: SMTP has line ends of its own."""
    return mail.get_body((kind,)).get_content().rstrip().splitlines()


def test_form(scene):
    with scene.browser() as browser:
        # By a link on another site.
        page = browser.get(scene.portal.sign_up, **{"Sec-Fetch-Site": "cross-site"})
    form = page.form_with("username", "password", "email", "mobile")
    assert page.status == 200
    assert page.alert == ""
    assert form.method == "POST"
    assert form.inputs["password"].type == "password"
    assert {label.text_content().strip(" \n*:") for label in form.xpath(".//label")} >= {"Username", "Password"}


def test_sign_up(scene):
    account = Account("alice", "alice@mail.example")
    link = scene.link_of(account)
    opened = scene.command.open(link)
    assert (opened["username"], opened["server"], opened["password"]) == ("alice", SIP_SERVER, account.password)
    expires = opened["expires"]
    assert abs(expires - time.time() - DAY) < 60
    known = (account.username, account.password, expires)
    assert link == scene.command.link(*known)

    (mail,) = scene.mails
    expected = scene.command.mail(*known)
    assert mail["X-Recipients"] == account.email
    assert mail["From"] == "Acme <welcome@portal.example>"
    assert mail["To"] == account.email
    assert mail["Subject"] == expected["subject"]
    assert mail.get_content_type() == "multipart/alternative"
    assert lines(mail, "plain") == expected["text"].splitlines()
    assert lines(mail, "html") == expected["html"].splitlines()
    assert scene.texts == [(account.mobile, scene.command.sms(*known))]
    assert LINK.findall(scene.texts[0][1]) == [link]

    page = check_answer(scene, link)
    assert page.status == 200
    token = scene.command.app_link(account.username, account.password).partition("//")[2]
    assert token in page.body
    check_answer(scene, link, agent=DESKTOP)
    check_answer(scene, link, method="HEAD")
    check_answer(scene, link, method="POST")


def test_login_arrives_unchanged(scene):
    """A framework may trim what was typed, or put slashes before its quotes."""
    account = Account("o'neil", "oneil@mail.example", password="  a 'quote\", <b>tag</b>, back\\slash, %20 + ü€😀 ")
    opened = scene.command.open(scene.link_of(account))
    assert (opened["username"], opened["password"]) == (account.username, account.password)
    assert scene.has_account(account.username)


CHARACTER = "contains '&' or a control character"
BAD_INPUT = {
    "password with &": ({"password": "half&half-of-a-password"}, "the password " + CHARACTER),
    "username with &": ({"username": "half&half"}, "the username " + CHARACTER),
    "no username": ({"username": ""}, "username"),
    "no password": ({"password": ""}, "password"),
    "long username": ({"username": "u" * 200}, "username"),
    "long password": ({"password": "long-password-" * 20}, "password"),
    "no address": ({"email": "nowhere"}, "mail"),
    "two addresses": ({"email": "one@mail.example, two@mail.example"}, "mail"),
    "further header": ({"email": "one@mail.example\r\nBcc: two@mail.example"}, "mail"),
    "no number": ({"mobile": "+43 call me&to=+43"}, "mobile"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input(scene, case):
    changes, error = BAD_INPUT[case]
    account = Account("bad-input", "bad@mail.example")
    for name, value in changes.items():
        setattr(account, name, value)
    scene.mails.clear()
    scene.texts.clear()
    page = scene.sign_up(account)
    scene.secrets.discard("")
    assert page.status == scene.portal.error_status
    assert error.lower() in page.alert.lower()
    form = page.form_with("username", "password", "email", "mobile")
    assert not form.fields["password"]
    for name in {"username", "email", "mobile"} - {*changes}:
        assert form.fields[name] == getattr(account, name)
    if account.password:
        assert account.password not in page.answer.text
        assert account.password.replace("&", "&amp;") not in page.answer.text
    assert not scene.mails
    assert not scene.texts
    assert not scene.has_account("bad-input")


@pytest.mark.parametrize("name", ["username", "password", "email", "mobile"])
def test_bytes_that_are_no_text(scene, name):
    """Whatever a form's bytes are, the portal answers with its own page."""
    with scene.browser() as browser:
        form = browser.get(scene.portal.sign_up).form_with("username", "password", "email", "mobile")
        values = {**Account("no-text", "no-text@mail.example").fields(), name: "no-text"}
        for field, value in values.items():
            form.fields[field] = value
        body = str(httpx.QueryParams(form.form_values())).replace(f"{name}=no-text", f"{name}=no-text%FF%C3")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGIN, "Referer": ORIGIN}
        answer = browser.client.post(form.action or form.base_url, content=body, headers=headers)
    assert answer.status_code < 500


def test_values_are_escaped(scene):
    name = "\"><script>alert('x')</script>"
    page = scene.sign_up(Account(name, "nowhere"))
    assert page.status == scene.portal.error_status
    assert page.form_with("username", "password").fields["username"] == name
    assert not page.html.xpath("//script[contains(., 'alert')]")


def test_taken_username(scene):
    link = scene.link_of(Account("bob", "bob@mail.example"))
    scene.mails.clear()
    scene.texts.clear()
    page = scene.sign_up(Account("bob", "other@mail.example"))
    assert page.status == scene.portal.error_status
    assert "taken" in page.alert
    assert not scene.mails
    assert not scene.texts
    assert check_answer(scene, link).status == 200


@pytest.mark.parametrize("contact", [{"email": REFUSED_MAIL}, {"mobile": REFUSED_MOBILE}], ids=["mail", "SMS"])
def test_message_that_nobody_takes(scene, contact):
    """The customer can sign up once more, since no account is left."""
    account = Account("carol-" + next(iter(contact)), "carol@mail.example")
    page = scene.sign_up(Account(**(vars(account) | contact)))
    assert page.status == scene.portal.error_status
    assert "try again" in page.alert
    assert not scene.has_account(account.username)
    assert scene.link_of(account)


def test_bad_links(scene):
    link = scene.link_of(Account("dave", "dave@mail.example"))
    payload = link.partition("=")[2]
    changed = payload[:20] + ("A" if payload[20] != "A" else "B") + payload[21:]
    token = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D"
    for query in (f"c={changed}", f"c={payload[:-1]}", f"c={token}", f"c={payload}&c={payload}", "c=", "x=1"):
        assert check_answer(scene, f"{BASE}?{query}").status == 400
    # Damage that the handler repairs.
    assert check_answer(scene, f"{link}.").status == 200


def test_expired_link(scene):
    link = scene.command.link("alice", "a-password-of-last-week", int(time.time()) - 7 * DAY)
    assert check_answer(scene, link).status == 410


def test_revoke(scene):
    link = scene.link_of(Account("erin", "erin@mail.example"))
    other = scene.link_of(Account("frank", "frank@mail.example"))
    with scene.browser() as browser:
        (form,) = scene.operator(browser).row("erin").iterdescendants("form")
        page = browser.submit(form)
        assert page.status == 200
        assert not [*page.row("erin").iterdescendants("form")]
        assert "revoked" in page.row("erin").text_content().lower()
        assert [*page.row("frank").iterdescendants("form")]
    assert check_answer(scene, link, revoked=scene.command.open(link)["id"]).status == 410
    assert check_answer(scene, other).status == 200


@pytest.mark.parametrize("password", ["wrong", "", OPERATOR_PASSWORD + "x", OPERATOR_PASSWORD[:-1], "pässword"])
def test_wrong_operator_password(scene, password):
    scene.link_of(Account(f"grace-{len(password)}", "grace@mail.example"))
    with scene.browser() as browser:
        page = scene.operator(browser, password)
        assert page.status in {401, 403} or page.sign_in_form is not None
        assert "grace" not in page.answer.text


def forged(browser, form, values):
    """Submit a form as the page of another site can: with the browser's cookies, and without what is in the form."""
    for name, value in values.items():
        form.fields[name] = value
    hidden = {*form.xpath(".//input[@type='hidden']/@name")}
    secret = [name for name in hidden if any(part in name.lower() for part in ("csrf", "token", "nonce"))]
    fields = [(name, value) for name, value in form.form_values() if name not in secret]
    headers = {"Origin": "https://evil.example", "Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site"}
    return browser.post(form.action or form.base_url, fields, **headers)


def test_forged_sign_up(scene):
    with scene.browser() as browser:
        form = browser.get(scene.portal.sign_up).form_with("username", "password", "email", "mobile")
        page = forged(browser, form, Account("mallory", "mallory@mail.example").fields())
    assert page.status in {400, 403, 419, scene.portal.error_status}
    assert not scene.has_account("mallory")


def test_forged_revoke(scene):
    link = scene.link_of(Account("heidi", "heidi@mail.example"))
    with scene.browser() as browser:
        (form,) = scene.operator(browser).row("heidi").iterdescendants("form")
        page = forged(browser, form, {})
        assert page.status in {400, 403, 419, scene.portal.error_status}
    with scene.browser() as stranger:
        stranger.post(form.action or form.base_url, form.form_values(), Origin=ORIGIN)
    assert check_answer(scene, link).status == 200


def test_secrets_are_in_no_file(scene):
    """The last test: by now the portal has seen all there is."""
    account = Account("ivan", "ivan@mail.example")
    check_answer(scene, scene.link_of(account))
    key = scene.command.keys.read_text().split('"')[1]
    log = scene.place.log.read_bytes()
    for secret in (OPERATOR_PASSWORD, GATEWAY_PASSWORD):
        assert secret.encode() not in log
    for path in filter(lambda path: path.is_file(), scene.place.folder.rglob("*")):
        content = path.read_bytes()
        for secret in {*scene.secrets, key}:
            assert secret.encode() not in content, f"a secret is in {path.name}"

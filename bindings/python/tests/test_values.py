"""Values of Python: times, columns, files, mail, pages."""

import base64
import email.policy
import inspect
import resource
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import CORE_ERRORS, QUERY, TOKEN

import siplaunch
from siplaunch import Brand, Credentials, KeyRing, LaunchHandler, Page, Portal

NOON = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def test_moments_in_any_time_zone_are_one(key_ring, credentials):
    vienna = NOON.astimezone(timezone(timedelta(hours=1), "CET"))
    sealed = key_ring.seal(credentials, expires=NOON)
    assert key_ring.seal(credentials, expires=vienna) == sealed
    assert key_ring.seal(credentials, expires=NOON + timedelta(microseconds=999_999)) == sealed
    opened = key_ring.open(sealed, now=vienna - timedelta(microseconds=1))
    assert opened.expires == NOON
    assert opened.expires.tzinfo is timezone.utc


def test_a_timedelta_counts_from_now(key_ring, credentials):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    opened = key_ring.open(key_ring.seal(credentials, expires=DAY))
    few_seconds = timedelta(seconds=10)  # sealing avoids two dots in a row
    assert before + DAY <= opened.expires <= datetime.now(timezone.utc) + DAY + few_seconds


@pytest.mark.parametrize(
    "expires",
    [
        datetime(2030, 1, 1, 12),  # noqa: DTZ001 - the test is about it
        datetime(2106, 2, 7, 6, 28, 16, tzinfo=timezone.utc),
        datetime(1969, 12, 31, tzinfo=timezone.utc),
        timedelta(days=40_000),
        timedelta(days=-40_000),
        timedelta.max,
    ],
)
def test_expiries_that_no_link_can_hold(key_ring, portal, credentials, expires):
    for seal in (key_ring.seal, lambda *args, **kwargs: portal.sealed_link(key_ring, *args, **kwargs)):
        with pytest.raises(siplaunch.SealedError) as caught:
            seal(credentials, expires=expires)
        assert caught.value.code == 52


def test_naive_moments_are_refused(key_ring, credentials):
    sealed = key_ring.seal(credentials, expires=NOON)
    naive = NOON.replace(tzinfo=None)
    for call in (
        lambda: key_ring.seal(credentials, expires=naive),
        lambda: key_ring.open(sealed, now=naive),
        lambda: LaunchHandler().handle(method="GET", query="", now=naive),
    ):
        with pytest.raises(siplaunch.SealedError, match="time zone"):
            call()
    for wrong in (5, "2030-01-01", None):
        with pytest.raises(TypeError):
            key_ring.seal(credentials, expires=wrong)


def test_expired_and_foreign_links(key_ring, credentials):
    sealed = key_ring.seal(credentials, expires=NOON, context=b"a")
    with pytest.raises(siplaunch.SealedExpiredError) as caught:
        key_ring.open(sealed, now=NOON, context=b"a")
    assert caught.value.code == 54
    with pytest.raises(siplaunch.SealedError) as caught:
        key_ring.open(sealed, now=NOON, context=b"b")
    assert type(caught.value) is siplaunch.SealedError


def test_two_steps(brand, key_ring, portal, credentials):
    link = portal.sealed_link(key_ring, credentials, expires=NOON)
    handler = LaunchHandler.sealed(brand, key_ring, sealed_only=True)
    launch = handler.inspect(method="GET", query=link.partition("?")[2], now=NOON - DAY)
    assert launch.opened.credentials == credentials
    assert launch.id == launch.opened.id == key_ring.open(siplaunch.parse_launch_link(link), now=NOON - DAY).id
    assert (launch.answer().status, launch.answer_revoked().status) == (302, 410)
    assert launch.answer().header("location") == brand.app_link(credentials)
    assert launch.answer_revoked().header("Location") is None
    late = handler.inspect(method="GET", query=link.partition("?")[2], now=NOON)
    assert (late.answer().status, late.id, late.opened) == (410, launch.id, None)
    assert handler.handle(method="GET", query=QUERY).status == 400
    assert handler.inspect(method="GET", query=QUERY).id is None


def test_both_modes_take_what_they_should(brand, key_ring):
    assert LaunchHandler().handle(method="GET", query=QUERY.encode()).header("Location") == "sipphone://" + TOKEN
    assert LaunchHandler(scheme="acme", param="t").handle(method="GET", query="t" + QUERY[1:]).headers[0] == (
        "Location",
        "acme://" + TOKEN,
    )
    sealed = LaunchHandler.sealed(brand, key_ring)
    assert sealed.handle(method="GET", query=QUERY).header("Location") == "acme-phone://" + TOKEN


def test_pages():
    texts = MappingProxyType({"button": "{brand} <öffnen>"})
    page = Page(
        "https://portal.example/p",
        brand_name="Acme",
        language="de-AT",
        accent_color="#0f766e",
        logo="data:image/png;base64," + base64.b64encode(b"\x89PNG").decode(),
        android_package="com.example.phone",
        app_store="https://apps.example/1",
        auto_open=True,
        texts=texts,
    )
    handler = LaunchHandler(page=page)
    html = handler.handle(method="GET", query=QUERY, user_agent="Mozilla/5.0 (Linux; Android 16)").body
    for part in ('lang="de-AT"', "Acme &lt;öffnen&gt;", "intent://" + TOKEN, "https://apps.example/1", "http-equiv"):
        assert part in html
    assert "intent://" not in handler.handle(method="GET", query=QUERY).body
    assert "http-equiv" not in LaunchHandler(page=Page("https://x.example")).handle(method="GET", query=QUERY).body


@pytest.mark.parametrize(
    ("settings", "name", "code"),
    [
        ({"accent_color": "blue"}, "accent_color", 72),
        ({"direction": "up", "language": "de"}, "direction", 75),
        ({"language": "fr"}, "texts.title", 76),
        ({"auto_open": "yes"}, "auto_open", 75),
        ({"brand_name": ""}, "brand_name", 66),
        ({"android_fallback_url": "https://x.example"}, "android_package", 43),
        ({"logo": "logo.png"}, "logo", 73),
        ({"app_store": "x"}, "app_store", 74),
        ({"texts": {"title": "x"}, "texts.title": "x"}, "texts.title", 75),
        ({"texts": {"nonsense": "x"}}, "", 75),
        ({"nonsense": "x"}, "", 75),
    ],
)
def test_bad_pages_name_the_setting(settings, name, code):
    with pytest.raises(siplaunch.PageError) as caught:
        Page("https://portal.example/p", **settings)
    assert (caught.value.setting, caught.value.code) == (name, code)
    assert str(caught.value).startswith(f"{name}: " if name else "the page")
    with pytest.raises(siplaunch.PageError) as caught:
        Page("ftp://portal.example/p")
    assert (caught.value.setting, caught.value.code) == ("base", 40)


def test_every_setting_of_the_core_passes_through():
    settings = Page.settings()
    assert len({setting.name for setting in settings}) == len(settings) > 20
    for setting in settings:
        assert setting.kind
        assert setting.help.endswith(".")
        with pytest.raises(siplaunch.PageError) as caught:
            Page("https://portal.example/p", **{setting.name: "\n"})
        assert caught.value.setting
        flag = setting.kind == "true or false"
        types = "a bool, a str or None" if flag else "a str or None"
        for value in [5] if flag else [5, True, False]:
            with pytest.raises(TypeError, match=f"'{setting.name}' must be {types}"):
                Page("https://portal.example/p", **{setting.name: value})
    Page("https://portal.example/p", **dict.fromkeys(setting.name for setting in settings))


def test_a_launch_makes_its_answers_when_it_is_asked():
    """A thousand launches share one logo; each answer is a page with a copy of it."""
    logo = "data:image/png;base64," + base64.b64encode(bytes(48_000)).decode()
    handler = LaunchHandler(page=Page("https://portal.example/p", logo=logo))
    before = _memory()
    launches = [handler.inspect(method="GET", query=QUERY) for _ in range(1000)]
    assert _memory() - before < 16_000_000
    assert len(launches[0].answer().body) > len(logo)


def test_signatures_show_the_core_s_defaults():
    def default(call, parameter):
        return inspect.signature(call).parameters[parameter].default

    for call in (Portal, LaunchHandler, LaunchHandler.sealed, siplaunch.parse_launch_link, siplaunch.explain):
        assert default(call, "param") == Portal("https://portal.example/p").param
    for call in (LaunchHandler, siplaunch.parse_app_link):
        assert default(call, "scheme") == Brand.sip_phone().scheme
    link, code = "https://portal.example/p?c=-", siplaunch.QrCode("x")
    assert code.to_png() == code.to_png(default(code.to_png, "pixels_per_module"))
    for call in (siplaunch.compose_sms, siplaunch.compose_mail):
        language = default(call, "language")
        assert call(link, brand_name="x").text == call(link, brand_name="x", language=language).text


def _memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_columns_keep_the_good_rows(brand, portal):
    usernames = ["a", "b", None, "d", "e&", "\ud800"]
    for batch in (
        brand.tokens(usernames, tuple("ssssss"), iter(["p", "p\n", "p", "", "p", "p"])),
        portal.launch_links(brand, usernames, ["s"] * 6, ["p", "p\n", "p", "", "p", "p"]),
    ):
        assert [result is not None for result in batch.results] == [True, False, False, False, False, False]
        assert {row: error.code for row, error in batch.errors.items()} == {1: 25, 2: 3, 3: 22, 4: 23, 5: 3}
        assert all(isinstance(error, siplaunch.SiplaunchError) for error in batch.errors.values())


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 4095, 4096, 4097, 10_000])
def test_columns_give_what_single_calls_give(brand, portal, key_ring, count):
    """Rows are made in parts: of 256 in a short call, of 4096 in a long one. Some are far longer than most."""
    rows = [(f"user{n}", "example.org", "ä" * (n % 7 + 1) * (500 if n % 100 == 99 else 1)) for n in range(count)]
    single = [Credentials(username=u, server=s, password=p) for u, s, p in rows]
    columns = [[row[field] for row in rows] for field in range(3)]
    assert brand.tokens(*columns).results == [brand.token(row) for row in single]
    assert brand.app_links(*columns).results == [brand.app_link(row) for row in single]
    assert portal.launch_links(brand, *columns).results == [portal.launch_link(brand, row) for row in single]
    seal = {"expires": datetime(2030, 1, 1, tzinfo=timezone.utc), "context": b"portal.example"}
    sealed = [portal.sealed_link(key_ring, row, **seal) for row in single]
    assert portal.sealed_links(key_ring, *columns, **seal).results == sealed
    links = portal.one_time_links(key_ring, *columns, **seal).results
    opened = [key_ring.open(siplaunch.parse_launch_link(link), context=b"portal.example") for link in links]
    assert [each.credentials for each in opened] == single
    assert len({each.id for each in opened if each.is_one_time}) == count


@pytest.mark.parametrize("part", [256, 4096])
def test_bad_rows_far_down(brand, part):
    columns = [["a"] * (2 * part + 1) for _ in range(3)]
    columns[0][part - 1], columns[1][part], columns[2][2 * part] = None, "b&", 5
    columns[1][part - 1] = "b&"
    batch = brand.tokens(*columns)
    assert {row: str(error) for row, error in batch.errors.items()} == {
        part - 1: "the username is missing",
        part: CORE_ERRORS[24],
        2 * part: "the password is of type int and not str: give a str in each row",
    }
    assert (
        [row for row, result in enumerate(batch.results) if result is None]
        == list(batch.errors)
        == [part - 1, part, 2 * part]
    )
    assert set(batch.results) == {None, brand.tokens(["a"], ["a"], ["a"]).results[0]}


def test_an_expiry_out_of_range_is_one_error(portal, key_ring):
    for call in (portal.sealed_links, portal.one_time_links):
        with pytest.raises(siplaunch.SealedError) as caught:
            call(key_ring, ["a"] * 2, ["b"] * 2, ["c"] * 2, expires=datetime(2200, 1, 1, tzinfo=timezone.utc))
        assert caught.value.code == 52


def test_columns_that_are_none(brand):
    with pytest.raises(siplaunch.SiplaunchError, match="different lengths"):
        brand.tokens(["a"], ["b"], [])
    for wrong in ("abc", 5, None):
        with pytest.raises(TypeError):
            brand.tokens(wrong, ["b"] * 3, ["c"] * 3)


def test_long_links(brand):
    portal = Portal("https://portal.example/" + "x" * 2000)
    credentials = Credentials(username="u", server="s", password="p" * 5000)
    link = portal.launch_link(brand, credentials)
    assert link == portal.link(brand.token(credentials))
    assert brand.decode_credentials(siplaunch.parse_launch_link(link)) == credentials


def test_files(tmp_path, credentials):
    brand_file, key_file = tmp_path / "brand.toml", tmp_path / "keys.toml"
    brand_file.touch(0o600)
    key_file.touch(0o640)
    brand_file.write_text('key = "0123456789abcdef"\niv_hex = "' + "00" * 16 + '"\nscheme = "acme"\n')
    key_file.write_text('current = 1\n[keys]\n1 = "' + "5e" * 32 + '"\n')
    brand, keys = Brand.from_file(brand_file), KeyRing.from_file(str(key_file))
    assert brand.token(credentials) == Brand(key=b"0123456789abcdef", iv=bytes(16), scheme="x").token(credentials)
    assert keys.seal(credentials, expires=NOON) == KeyRing({1: b"\x5e" * 32}, current=1).seal(credentials, expires=NOON)
    with pytest.raises(FileNotFoundError):
        Brand.from_file(tmp_path / "none")
    key_file.write_text("current = 1\n[keys]\n1 = 5\n")
    with pytest.raises(siplaunch.SealedError, match="line 3"):
        KeyRing.from_file(key_file)
    brand_file.chmod(0o644)
    with pytest.warns(UserWarning, match="has mode 0644, too open for a file with secrets: chmod 0600 or 0640"):
        Brand.from_file(brand_file)


def test_mail(portal, key_ring, credentials):
    link = portal.sealed_link(key_ring, credentials, expires=DAY)
    mail = siplaunch.compose_mail(link, brand_name="Acmé", language="de")
    message = mail.to_message(sender="Acmé Telecom <welcome@acme.example>", recipient="alice@mail.example")
    assert type(message) is EmailMessage
    parsed = BytesParser(policy=email.policy.default).parsebytes(message.as_bytes())
    assert str(parsed["Subject"]) == mail.subject == "Acmé auf Ihrem Telefon einrichten"
    assert parsed["From"].addresses[0].display_name == "Acmé Telecom"
    assert parsed["Message-ID"].endswith("@acme.example>")
    assert not parsed.defects
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert link in text.get_content().splitlines()
    assert f'href="{link}"' in html.get_content()


@pytest.mark.parametrize(
    "address", ["", "alice", "a@x.example, b@x.example", "a@x.example\nBcc: b@x.example", "@x.example", "a@", "<>"]
)
def test_mail_to_nobody(address):
    mail = siplaunch.compose_mail("https://x.example/p", brand_name="x")
    for bad in ({"sender": address, "recipient": "a@x.example"}, {"sender": "a@x.example", "recipient": address}):
        with pytest.raises(siplaunch.MessageError, match="one address"):
            mail.to_message(**bad)


@pytest.mark.parametrize(
    "subject",
    [
        "plain",
        "plain " * 30 + "and long",
        "=?utf-8?Q?x?=",
        "a =?us-ascii?q?x?= =?",
        " two  spaces ",
        "a" * 300,
        "\u260e" * 200,
        "Gr\u00fc\u00dfe _ = ? x=3D",
    ],
)
def test_subjects_are_read_as_they_were_given(subject):
    mail = siplaunch.compose_mail("https://x.example/p", brand_name="x", subject=subject)
    message = mail.to_message(sender="a@b.example", recipient="c@d.example")
    assert message["Subject"] == mail.subject == subject
    raw = message.as_bytes(policy=email.policy.SMTP)
    assert BytesParser(policy=email.policy.default).parsebytes(raw)["Subject"] == subject
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert (b"=?utf-8?" in raw) == (not subject.startswith("plain"))


def test_the_colour_of_a_mail():
    mail = siplaunch.compose_mail("https://x.example/p", brand_name="x", accent_color="#0F766E")
    assert mail.html.count("background:#0f766e") == 2
    with pytest.raises(siplaunch.PageError):
        siplaunch.compose_mail("https://x.example/p", brand_name="x", accent_color="green")


def test_mail_in_a_language_of_ones_own():
    words = {"subject": "Bienvenue", "text": "Salut\n\n{link}", "button": "Ouvrir {brand}"}
    assert 'lang="fr"' in siplaunch.compose_mail("https://x.example/p", brand_name="x", language="fr", **words).html
    with pytest.raises(siplaunch.MessageError) as caught:
        siplaunch.compose_mail("https://x.example/p", brand_name="x", language="fr", subject="Bienvenue")
    assert caught.value.code == 69

"""Rules that hold for any input."""

import contextlib
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from siplaunch import (
    Brand,
    Credentials,
    KeyRing,
    LaunchHandler,
    Page,
    Portal,
    QrCode,
    SiplaunchError,
    Sms,
    SmsBudget,
    Ticket,
    compose_mail,
    compose_sms,
    explain,
    parse_app_link,
    parse_launch_link,
)

# With lone surrogates, which have no UTF-8 form.
ANY = st.text() | st.text("\ud800\0\n &=%+{}<>-.a", max_size=5)
GOOD = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="&"), min_size=1)
BRAND = Brand.sip_phone()
KEYS = KeyRing({0: bytes(32)}, current=0)
PORTAL = Portal("https://portal.example/p")
DAY = timedelta(days=1)
LINK = "https://portal.example/p?c=-Ge4i1qbXC9u0rWJ"


@given(username=GOOD, server=GOOD, password=GOOD, context=st.binary())
def test_round_trips(username, server, password, context):
    credentials = Credentials(username=username, server=server, password=password)
    token = BRAND.token(credentials)
    assert (credentials.username, credentials.server, credentials.password) == (username, server, password)
    assert BRAND.decode_credentials(token) == credentials
    assert parse_launch_link(PORTAL.launch_link(BRAND, credentials)) == token
    assert parse_app_link(BRAND.app_link(credentials)) == token
    assert explain(PORTAL.link(token), BRAND).credentials == credentials

    link = PORTAL.sealed_link(KEYS, credentials, expires=DAY, context=context)
    assert KEYS.open(parse_launch_link(link), context=context).credentials == credentials
    handler = LaunchHandler.sealed(BRAND, KEYS, context=context)
    response = handler.handle(method="GET", query=link.partition("?")[2])
    assert response.header("Location") == BRAND.app_link(credentials)


@given(plaintext=st.binary())
def test_raw_tokens_round_trip(plaintext):
    assert BRAND.decode(BRAND.raw_token(plaintext)) == plaintext


@given(text=ANY, other=ANY, data=st.binary(), number=st.integers(-(2**40), 2**40))
def test_nothing_but_siplaunch_errors(text, other, data, number):
    def credentials():
        return Credentials(username=text, server=other, password=text)

    calls = (
        lambda: Brand(key=data, iv=bytes(16), scheme=text),
        lambda: Brand(key=bytes(16), iv=data, scheme="acme"),
        lambda: Brand.from_toml(text),
        lambda: BRAND.token(credentials()),
        lambda: BRAND.intent_link(credentials(), package=text, fallback_url=other),
        lambda: BRAND.decode(text),
        lambda: BRAND.decode_credentials(text),
        lambda: KeyRing({number: data}, current=number),
        lambda: KeyRing.from_toml(text),
        lambda: KEYS.seal(credentials(), expires=DAY, context=data),
        lambda: KEYS.open(text, context=data),
        lambda: Portal(text, param=other),
        lambda: PORTAL.link(text),
        lambda: PORTAL.launch_link(BRAND, credentials()),
        lambda: PORTAL.launch_link_of(BRAND, username=text, server=other, password=text),
        lambda: LaunchHandler(scheme=text, param=other),
        lambda: LaunchHandler().handle(method=text, query=other, user_agent=text),
        lambda: LaunchHandler().handle(method="GET", query=data),
        lambda: LaunchHandler().inspect(method="GET", query=text).answer_revoked(),
        lambda: LaunchHandler.sealed(BRAND, KEYS, context=data, param=text),
        lambda: Page(text, brand_name=other),
        lambda: Page("https://portal.example/p", accent_color=text),
        lambda: Page("https://portal.example/p", **{text: other}),
        lambda: Page("https://portal.example/p", texts={text: other}),
        lambda: Page("https://portal.example/p", texts={"title": other}),
        lambda: QrCode(text).to_png(number),
        lambda: SmsBudget(text),
        lambda: Ticket(username=text, server=other, expire_ms=5, token=text),
        lambda: compose_sms(text, brand_name=other, language=text, template=other),
        lambda: Sms.sealed_budget(PORTAL, credentials(), brand_name=text, language=other),
        lambda: compose_mail(text, brand_name=other, language=other),
        lambda: compose_mail(LINK, brand_name="Acme", subject=text, text=other, button=text),
        lambda: compose_mail(LINK, brand_name="Acme").to_message(sender=text, recipient=other),
        lambda: parse_launch_link(text, param=other),
        lambda: parse_app_link(text, scheme=other),
        lambda: explain(text, BRAND, param=other),
        lambda: explain(text, BRAND, key_ring=KEYS, context=data, link=abs(number)),
        lambda: explain(text, BRAND, revoked=[other]),
        lambda: BRAND.tokens([text], [other], [text]),
        lambda: PORTAL.launch_links(BRAND, [text], [other], [text, other]),
    )
    for call in calls:
        with contextlib.suppress(SiplaunchError):
            call()

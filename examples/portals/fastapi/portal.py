"""A sign-up portal in FastAPI: accounts, sealed links by mail and SMS, the launch handler, and the operator's page."""

import hashlib
import logging
import os
import secrets
import smtplib
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from http.client import HTTPException as GatewayError
from typing import Annotated
from urllib.parse import urlencode
from urllib.request import urlopen

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field, SecretStr
from siplaunch import (
    AsgiApp,
    Brand,
    ClaimStore,
    Credentials,
    InputError,
    KeyRing,
    LaunchHandler,
    Page,
    Portal,
    SiplaunchError,
    compose_mail,
    compose_sms,
    parse_launch_link,
)
from starlette.routing import Route

BASE = os.environ["PORTAL_BASE"]
BRAND_NAME = os.environ["BRAND_NAME"]


def database():
    """Open the portal's database."""
    return sqlite3.connect(os.environ["PORTAL_DATABASE"])


# Made once: requests and threads share them. A branded app has a file of its own: Brand.from_file(…).
portal = Portal(BASE)
keys = KeyRing.from_file(os.environ["PORTAL_KEYS"])
handler = LaunchHandler.sealed(Brand.sip_phone(), keys, sealed_only=True, page=Page(BASE, brand_name=BRAND_NAME))
claims = ClaimStore(database)


@asynccontextmanager
async def lifespan(_):
    """Make the tables, unless there are some."""
    with closing(database()) as db:
        columns = "username TEXT PRIMARY KEY, ha1 TEXT, email TEXT, link_id TEXT"
        db.execute(f"CREATE TABLE IF NOT EXISTS accounts ({columns})")
    claims.create()
    yield


def same_origin(request: Request):
    """Refuse a form that another site posts: all browsers say where a request comes from."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method == "POST" and site not in {"same-origin", "none"}:
        raise HTTPException(403)


def operator(given: Annotated[HTTPBasicCredentials, Depends(HTTPBasic(realm="operator"))]):
    """Let the operator in."""
    if not secrets.compare_digest(given.password.encode(), os.environ["OPERATOR_PASSWORD"].encode()):
        raise HTTPException(401, headers={"WWW-Authenticate": 'Basic realm="operator"'})


app = FastAPI(lifespan=lifespan, dependencies=[Depends(same_origin)], openapi_url=None)
app.routes.append(Route("/p", AsgiApp(handler, claims=claims)))
templates = Jinja2Templates("templates")


class SignUp(BaseModel):
    """The sign-up form. `siplaunch` has the rules for username, password and e-mail but for their length."""

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[SecretStr, Field(max_length=64)]
    email: Annotated[str, Field(max_length=254)]
    mobile: Annotated[str, Field(pattern=r"^\+[0-9]{6,15}$")]


@app.get("/")
def form(request: Request):
    """Show the sign-up form."""
    return templates.TemplateResponse(request, "sign_up.html", {"values": {}, "errors": []})


@app.post("/")
def sign_up(request: Request, values: Annotated[SignUp, Form()]):
    """Take the form. FastAPI runs this in a thread."""
    try:
        make_account(values)
    except SiplaunchError as error:
        return refused(request, values.model_dump(), str(error))
    except sqlite3.IntegrityError:
        return refused(request, values.model_dump(), "This username is taken: choose another.")
    except (OSError, GatewayError) as error:
        logging.getLogger("portal").error("cannot send a link: %s", type(error).__name__)
        return refused(request, values.model_dump(), "We cannot send your link at the moment: please try again later.")
    return RedirectResponse("/sent", 303)


@app.exception_handler(RequestValidationError)
def invalid(request: Request, error: RequestValidationError):
    """Show the form again. FastAPI's own answer would repeat the password."""
    return refused(request, error.body or {}, *(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors()))


def refused(request, values, *errors):
    """Show the form with errors. The page takes no password from the values."""
    return templates.TemplateResponse(request, "sign_up.html", {"values": values, "errors": errors}, 422)


@app.get("/sent")
def sent(request: Request):
    """Say where the link is."""
    return templates.TemplateResponse(request, "sent.html")


def make_account(values):
    """Store an account and send its link. The database gets what a SIP server takes, and never password or link."""
    username, server, password = values.username, os.environ["SIP_SERVER"], values.password.get_secret_value()
    credentials = Credentials(username=username, server=server, password=password)
    link = portal.sealed_link(keys, credentials, expires=timedelta(hours=24))
    mail = compose_mail(link, brand_name=BRAND_NAME).to_message(sender=os.environ["MAIL_FROM"], recipient=values.email)
    sms = compose_sms(link, brand_name=BRAND_NAME)

    ha1 = hashlib.md5(f"{username}:{server}:{password}".encode(), usedforsecurity=False).hexdigest()
    link_id = keys.open(parse_launch_link(link)).id
    with closing(database()) as db, db:
        db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (username, ha1, values.email, link_id))
    try:
        with smtplib.SMTP("127.0.0.1", int(os.environ["SMTP_PORT"]), timeout=10) as smtp:
            smtp.send_message(mail)
        query = urlencode({"to": values.mobile, "text": sms.text})
        urlopen(f"{os.environ['SMS_URL']}&{query}", timeout=10).close()  # noqa: S310 - the operator's own gateway
    except (OSError, GatewayError):
        with closing(database()) as db, db:
            db.execute("DELETE FROM accounts WHERE username = ?", (username,))
        raise


@app.get("/operator", dependencies=[Depends(operator)])
def accounts(request: Request):
    """List the accounts."""
    with closing(database()) as db:
        rows = db.execute("SELECT username, email, link_id FROM accounts ORDER BY username").fetchall()
    listed = [(*row, claims.find(row[2])) for row in rows]
    return templates.TemplateResponse(request, "operator.html", {"accounts": listed})


@app.post("/operator", dependencies=[Depends(operator)])
def revoke(link: Annotated[str, Form()]):
    """Revoke a link."""
    try:
        claims.revoke(link)
    except InputError as error:
        return HTMLResponse(str(error), 400)
    return RedirectResponse("/operator", 303)

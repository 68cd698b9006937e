"""A sign-up portal in Flask: accounts, sealed links by mail and SMS, the launch handler, and the operator's page."""

import hashlib
import hmac
import os
import smtplib
import sqlite3
from contextlib import closing
from datetime import timedelta
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import urlopen

from flask import Flask, redirect, render_template, request, url_for
from flask_wtf import CSRFProtect, FlaskForm
from siplaunch import (
    Brand,
    ClaimStore,
    Credentials,
    InputError,
    KeyRing,
    LaunchHandler,
    Page,
    Portal,
    SiplaunchError,
    WsgiApp,
    compose_mail,
    compose_sms,
    parse_launch_link,
)
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from wtforms import PasswordField, StringField
from wtforms.validators import Length, Regexp

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

app = Flask(__name__)
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")
CSRFProtect(app)
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/p": WsgiApp(handler, claims=claims)})


class SignUp(FlaskForm):
    """The sign-up form. `siplaunch` has the rules for username, password and e-mail but for their length."""

    username = StringField("Username", [Length(max=64)])
    password = PasswordField("Password", [Length(max=64)])
    email = StringField("E-mail", [Length(max=254)])
    mobile = StringField("Mobile number", [Regexp(r"\+[0-9]{6,15}\Z", message="give it as +431234567")])


@app.cli.command("create-database")
def create_database():
    """Make the tables, unless there are some."""
    with closing(database()) as db:
        columns = "username TEXT PRIMARY KEY, ha1 TEXT, email TEXT, link_id TEXT"
        db.execute(f"CREATE TABLE IF NOT EXISTS accounts ({columns})")
    claims.create()


@app.route("/", methods=["GET", "POST"])
def sign_up():
    """Show the form, and take it."""
    form = SignUp()
    if form.validate_on_submit():
        try:
            make_account(form.username.data, form.password.data, form.email.data, form.mobile.data)
            return redirect(url_for("sent"), 303)
        except SiplaunchError as error:
            form.form_errors.append(str(error))
        except sqlite3.IntegrityError:
            form.form_errors.append("This username is taken: choose another.")
        except (OSError, HTTPException) as error:
            app.logger.error("cannot send a link: %s", type(error).__name__)
            form.form_errors.append("We cannot send your link at the moment: please try again later.")
    return render_template("sign_up.html", form=form), 422 if form.is_submitted() else 200


@app.get("/sent")
def sent():
    """Say where the link is."""
    return render_template("sent.html")


def make_account(username, password, email, mobile):
    """Store an account and send its link. The database gets what a SIP server takes, and never password or link."""
    server = os.environ["SIP_SERVER"]
    credentials = Credentials(username=username, server=server, password=password)
    link = portal.sealed_link(keys, credentials, expires=timedelta(hours=24))
    mail = compose_mail(link, brand_name=BRAND_NAME).to_message(sender=os.environ["MAIL_FROM"], recipient=email)
    sms = compose_sms(link, brand_name=BRAND_NAME)

    ha1 = hashlib.md5(f"{username}:{server}:{password}".encode(), usedforsecurity=False).hexdigest()
    link_id = keys.open(parse_launch_link(link)).id
    with closing(database()) as db, db:
        db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (username, ha1, email, link_id))
    try:
        with smtplib.SMTP("127.0.0.1", int(os.environ["SMTP_PORT"]), timeout=10) as smtp:
            smtp.send_message(mail)
        query = urlencode({"to": mobile, "text": sms.text})
        urlopen(f"{os.environ['SMS_URL']}&{query}", timeout=10).close()  # noqa: S310 - the operator's own gateway
    except (OSError, HTTPException):
        with closing(database()) as db, db:
            db.execute("DELETE FROM accounts WHERE username = ?", (username,))
        raise


def is_operator():
    """Whether the request has the operator's password."""
    given = request.authorization.password if request.authorization else None
    return hmac.compare_digest((given or "").encode(), os.environ["OPERATOR_PASSWORD"].encode())


@app.route("/operator", methods=["GET", "POST"])
def operator():
    """List the accounts, and revoke a link."""
    if not is_operator():
        return "Sign in as the operator.", 401, {"WWW-Authenticate": 'Basic realm="operator", charset="UTF-8"'}
    if request.method == "POST":
        try:
            claims.revoke(request.form["link"])
        except InputError as error:
            return str(error), 400
        return redirect(url_for("operator"), 303)
    with closing(database()) as db:
        rows = db.execute("SELECT username, email, link_id FROM accounts ORDER BY username").fetchall()
    return render_template("operator.html", accounts=[(*row, claims.find(row[2])) for row in rows])

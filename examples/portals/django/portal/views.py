"""The portal's pages."""

import logging
from http.client import HTTPException

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from siplaunch import SiplaunchError

from portal import links
from portal.forms import SignUp
from portal.models import Account

log = logging.getLogger(__name__)


def sign_up(request):
    """Show the form, and take it."""
    form = SignUp(request.POST or None)
    if form.is_valid():
        try:
            make_account(form)
            return redirect("sent")
        except SiplaunchError as error:
            form.add_error(None, str(error))
        except IntegrityError:
            form.add_error("username", "This username is taken: choose another.")
        except (OSError, HTTPException) as error:
            log.error("cannot send a link: %s", type(error).__name__)
            form.add_error(None, "We cannot send your link at the moment: please try again later.")
    return render(request, "sign_up.html", {"form": form}, status=422 if form.errors else 200)


def make_account(form):
    """Store an account and send its link."""
    account, password = form.save(commit=False), form.cleaned_data["password"]
    link = links.make_link(account.username, password)
    account.ha1, account.link_id = links.ha1(account.username, password), links.link_id(link)
    account.save()
    try:
        links.send(link, account.email, form.cleaned_data["mobile"])
    except (OSError, HTTPException):
        account.delete()
        raise


# A tap on a link comes from anywhere.
@csrf_exempt
def launch(request):
    """Answer a tap on a link."""
    agent = request.headers.get("User-Agent", "")
    tap = links.handler.inspect(method=request.method, query=request.META["QUERY_STRING"], user_agent=agent)
    revoked = tap.id and Account.objects.filter(link_id=tap.id, revoked=True).exists()
    answer = tap.answer_revoked() if revoked else tap.answer()
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


@login_required
def operator(request):
    """List the accounts, and revoke a link."""
    if request.method == "POST":
        account = get_object_or_404(Account, link_id=request.POST.get("link"))
        account.revoked = True
        account.save()
        return redirect("operator")
    return render(request, "operator.html", {"accounts": Account.objects.order_by("username")})

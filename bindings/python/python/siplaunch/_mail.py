from email.message import EmailMessage
from email.utils import make_msgid

from siplaunch._errors import MessageError
from siplaunch._native import Mail


def message(mail: Mail, sender: str, recipient: str) -> EmailMessage:
    """Make the whole message. Its Message-ID has the sender's domain, and so shows no host name."""
    whole = EmailMessage()
    domain = _set_address(whole, "From", sender)
    _set_address(whole, "To", recipient)
    # An assignment as an item would decode a text that looks like an encoded-word.
    whole.set_raw("Subject", mail.subject_header)
    whole["Message-ID"] = make_msgid(domain=domain)
    whole.set_content(mail.text)
    whole.add_alternative(mail.html, subtype="html")
    return whole


def _set_address(whole: EmailMessage, name: str, mailbox: str) -> str:
    """Set a header to one address and return its domain."""
    try:
        whole[name] = mailbox
        (address,) = whole[name].addresses
    except Exception:  # noqa: BLE001 - the parser raises many kinds, which may quote the address
        address = None
    if address is None or not address.username or not address.domain or whole[name].defects:
        text = "expected one address such as alice@mail.example, or NAME <ADDRESS>"
        raise MessageError(text)
    return str(address.domain)

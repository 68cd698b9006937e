use pyo3::prelude::*;
use siplaunch::{MailDraft, MailWording};

use crate::{
    error::{Result, not_pickled},
    imports::MESSAGE,
    text::{ENGLISH, Text},
};

/// Writes the mail with a launch link (`Mail`), as plain text and as HTML.
///
/// Args:
///     link (str): the launch link.
///     brand_name (str): the brand name that customers read. It replaces `{brand}` in the texts.
///     language (str): a tag (BCP 47) that begins with `en` or `de`, for the texts that are not given; any tag if all three
///         texts are given.
///     subject (str | None): another subject.
///     text (str | None): another text, in paragraphs, with `{link}` alone on a line.
///     button (str | None): another text of the button, which the HTML has in place of the link.
///     accent_color (str | None): the colour of the button, `#` and six hex digits. The default is the page's blue.
///
/// Raises:
///     MessageError: a bad text or brand name, a language without texts, or a link that is no launch link.
///     PageError: a bad colour.
///
/// >>> mail = compose_mail("https://portal.example/p?c=-Ge4i1qbXC9u0rWJ", brand_name="Acme Phone")
/// >>> mail.subject
/// 'Set up Acme Phone on your phone'
/// >>> mail.to_message(sender="Acme <welcome@acme.example>", recipient="alice@mail.example").get_content_type()
/// 'multipart/alternative'
#[pyfunction]
#[pyo3(
    signature = (link, *, brand_name, language=ENGLISH, subject=None, text=None, button=None, accent_color=None),
    text_signature = "(link, *, brand_name, language='en', subject=None, text=None, button=None, accent_color=None)"
)]
pub(crate) fn compose_mail(
    link: Text<'_>,
    brand_name: Text<'_>,
    language: Text<'_>,
    subject: Option<Text<'_>>,
    text: Option<Text<'_>>,
    button: Option<Text<'_>>,
    accent_color: Option<Text<'_>>,
) -> Result<Mail> {
    let given = [subject, text, button, accent_color];
    let [subject, text, button, accent_color] = given.map(|given| given.map(|Text(text)| text));
    let wording = MailWording::for_tag(language.0, subject, text, button)?;
    Ok(Mail(MailDraft { wording, link: link.0, brand_name: brand_name.0, accent_color }.compose()?))
}

/// A mail with a launch link in it. Made by `compose_mail`.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Mail(siplaunch::Mail);

#[pymethods]
impl Mail {
    /// The subject (`str`): one line, never with the link.
    #[getter]
    fn subject(&self) -> &str {
        self.0.subject()
    }

    /// The subject as the value of a header (`str`): ASCII, encoded and folded if necessary.
    #[getter]
    fn subject_header(&self) -> String {
        self.0.subject_header()
    }

    /// The plain text (`str`), the link alone on a line.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// The HTML (`str`), a whole document with the link in an `href`.
    #[getter]
    fn html(&self) -> &str {
        self.0.html()
    }

    /// The whole message (`email.message.EmailMessage`), for `smtplib.SMTP.send_message`.
    ///
    /// Args:
    ///     sender (str): an address, or `NAME <ADDRESS>`.
    ///     recipient (str): an address, or `NAME <ADDRESS>`.
    ///
    /// Raises:
    ///     MessageError: anything but one address.
    #[pyo3(signature = (*, sender, recipient))]
    fn to_message<'py>(slf: &Bound<'py, Self>, sender: Text<'_>, recipient: Text<'_>) -> PyResult<Bound<'py, PyAny>> {
        MESSAGE.get(slf.py())?.call1((slf, sender.0, recipient.0))
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.Mail>"
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Mail holds a login"))
    }
}

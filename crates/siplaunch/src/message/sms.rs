use alloc::{format, string::String};
use core::fmt;

use zeroize::Zeroizing;

use super::{
    SmsBudget,
    template::{Values, check_link_place},
};
use crate::{Credentials, Error, Language, Portal, SealedToken, one_time_len, sealed_len};

/// The parts of an SMS.
///
/// ```
/// use siplaunch::{Brand, Credentials, Portal, SmsDraft};
///
/// let brand = Brand::sip_phone();
/// let portal = Portal::new("http://example.org/p")?;
/// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
/// let link = String::from(portal.link(brand.token(credentials)?));
///
/// let draft = SmsDraft { template: SmsDraft::ENGLISH, link: &link, brand_name: "sipphone" };
/// let sms = draft.compose()?;
/// assert!(sms.text().ends_with("%3D%3D to launch sipphone"));
/// assert_eq!((sms.budget().units, sms.budget().parts), (138, 1));
/// assert_eq!(draft.sealed_budget(&portal, credentials)?.units, 109);
/// assert_eq!(draft.one_time_budget(&portal, credentials)?.units, 116);
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct SmsDraft<'a> {
    /// The text, with `{link}` once and `{brand}` as often as wanted.
    ///
    /// White space must surround `{link}` unless it is first or last: phones take punctuation that touches a link for a
    /// part of it. Braces are for the two placeholders only.
    pub template: &'a str,
    /// The launch link: an absolute http or https URL. An app link is refused, because phones do not make it clickable.
    pub link: &'a str,
    /// The brand name: at most [`MAX_BRAND_NAME_LEN`](crate::MAX_BRAND_NAME_LEN) bytes, not all of them blank, no control
    /// characters.
    pub brand_name: &'a str,
}

impl SmsDraft<'_> {
    /// The handbook's text: `{link} to launch {brand}`.
    pub const ENGLISH: &'static str = "{link} to launch {brand}";

    /// The same in German: `{link} startet {brand}`.
    pub const GERMAN: &'static str = "{link} startet {brand}";

    /// The template of a language.
    #[must_use]
    pub const fn template_in(language: Language) -> &'static str {
        match language {
            Language::English => Self::ENGLISH,
            Language::German => Self::GERMAN,
        }
    }

    /// Puts link and name into the template.
    ///
    /// # Errors
    /// [`Error::Template`], [`Error::TemplateLink`], [`Error::TemplateSpacing`], [`Error::BrandName`],
    /// [`Error::MessageLink`] or [`Error::MessageLength`].
    pub fn compose(&self) -> Result<Sms, Error> {
        check_link_place(self.template)?;
        let values = Values { link: self.link, brand_name: self.brand_name };
        values.check()?;
        let text = Zeroizing::new(values.fill(self.template)?);
        Ok(Sms { budget: SmsBudget::of(&text), text })
    }

    /// The budget of the same SMS with a sealed link of these credentials.
    ///
    /// It needs no key: the length of a sealed link depends on the credentials only.
    ///
    /// # Errors
    /// Those of [`SmsDraft::compose`] and of [`Credentials::check`].
    pub fn sealed_budget(&self, portal: &Portal<'_>, credentials: Credentials<'_>) -> Result<SmsBudget, Error> {
        self.budget_of(portal, credentials, '-', sealed_len)
    }

    /// The budget of the same SMS with a one-time link of these credentials. It needs no key either.
    ///
    /// # Errors
    /// Those of [`SmsDraft::sealed_budget`].
    pub fn one_time_budget(&self, portal: &Portal<'_>, credentials: Credentials<'_>) -> Result<SmsBudget, Error> {
        self.budget_of(portal, credentials, '.', one_time_len)
    }

    /// Each character of a sealed token counts as one unit, so any letters do after the first.
    fn budget_of(
        &self,
        portal: &Portal<'_>,
        credentials: Credentials<'_>,
        first: char,
        len: fn(usize) -> usize,
    ) -> Result<SmsBudget, Error> {
        credentials.check()?;
        let Credentials { username, server, password } = credentials;
        let len = len(username.len() + server.len() + password.len());
        let stand_in = format!("{first}{}", "A".repeat(len - 1));
        let link = String::from(portal.link(SealedToken::parse(&stand_in)?));
        Ok(SmsDraft { template: self.template, link: &link, brand_name: self.brand_name }.compose()?.budget)
    }
}

impl fmt::Debug for SmsDraft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsDraft").finish_non_exhaustive()
    }
}

/// An SMS with a launch link in it, wiped when dropped. Made by [`SmsDraft::compose`].
#[derive(Clone)]
pub struct Sms {
    text: Zeroizing<String>,
    budget: SmsBudget,
}

impl Sms {
    /// The text, to hand to a gateway.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cost of sending it.
    #[must_use]
    pub const fn budget(&self) -> SmsBudget {
        self.budget
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms").field("budget", &self.budget).finish_non_exhaustive()
    }
}

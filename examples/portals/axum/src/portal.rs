//! The portal without its pages: accounts, links, messages and the launch handler. The calls block.

use std::{env, error::Error, fs, time::Duration};

use lettre::{
    Address, Message, SmtpTransport, Transport,
    message::{Mailbox, MultiPart},
};
use md5::{Digest, Md5};
use serde::Deserialize;
use siplaunch::{
    Brand, Credentials, KeyRing, Language, LaunchHandler, MailDraft, MailWording, OwnedPortal, Page, Request, Response,
    Scheme, Seal, SmsDraft,
};
use subtle::ConstantTimeEq;

use crate::accounts::{Account, Accounts};

const LIFETIME: u64 = 24 * 3600;
const TIMEOUT: Duration = Duration::from_secs(10);

/// What a customer types.
#[derive(Deserialize)]
pub struct SignUp {
    pub username: String,
    pub password: String,
    pub email: String,
    pub mobile: String,
}

/// Why nobody was signed up, in words for the customer.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    Login(#[from] siplaunch::Error),
    #[error("The username and the password must have at most 64 characters.")]
    Length,
    #[error("The e-mail address must be like alice@mail.example.")]
    Email,
    #[error("The mobile number must be like +431234567.")]
    Mobile,
    #[error("This username is taken: choose another.")]
    Taken,
    #[error("We cannot send your link at the moment: please try again later.")]
    Unavailable,
}

impl Refusal {
    /// Logs what kept the portal from its work.
    fn unavailable(part: &str, cause: impl std::fmt::Display) -> Self {
        eprintln!("portal: {part}: {cause}");
        Self::Unavailable
    }
}

/// The portal, made once of the settings in the environment.
pub struct Portal {
    pub accounts: Accounts,
    base: OwnedPortal,
    keys: KeyRing,
    handler: LaunchHandler,
    server: String,
    brand_name: String,
    sender: Mailbox,
    smtp: SmtpTransport,
    sms_url: String,
    operator_password: String,
}

impl Portal {
    pub fn from_env() -> Result<Self, Box<dyn Error>> {
        let (base, brand_name) = (setting("PORTAL_BASE")?, setting("BRAND_NAME")?);
        let keys = KeyRing::from_toml(&fs::read_to_string(setting("PORTAL_KEYS")?)?)?;
        let page = Page::from_settings(&base, &[("brand_name", &brand_name)])?;
        // A branded app has a file of its own: Brand::from_toml.
        let handler = LaunchHandler::new(Scheme::SIP_PHONE)
            .with_sealed_links(Brand::sip_phone(), keys.clone(), b"")
            .sealed_only()
            .with_page(page)?;
        Ok(Self {
            accounts: Accounts::create(setting("PORTAL_DATABASE")?)?,
            base: siplaunch::Portal::new(&base)?.into(),
            keys,
            handler,
            server: setting("SIP_SERVER")?,
            brand_name,
            sender: setting("MAIL_FROM")?.parse()?,
            smtp: SmtpTransport::builder_dangerous("127.0.0.1")
                .port(setting("SMTP_PORT")?.parse()?)
                .timeout(Some(TIMEOUT))
                .build(),
            sms_url: setting("SMS_URL")?,
            operator_password: setting("OPERATOR_PASSWORD")?,
        })
    }

    pub fn is_operator(&self, password: &str) -> bool {
        password.as_bytes().ct_eq(self.operator_password.as_bytes()).into()
    }

    /// Makes an account, and sends its link. Without the messages there is no account.
    pub fn sign_up(&self, form: &SignUp) -> Result<(), Refusal> {
        let SignUp { username, password, email, mobile } = form;
        if [username, password].iter().any(|text| text.chars().count() > 64) {
            return Err(Refusal::Length);
        }
        let address = email.parse().map_err(|_| Refusal::Email)?;
        if !is_mobile(mobile) {
            return Err(Refusal::Mobile);
        }
        let credentials = Credentials { username, server: &self.server, password };
        let seal = Seal { expires: siplaunch::now() + LIFETIME, context: b"" };
        let sealed = self.keys.seal(credentials, seal)?;
        let link = self.base.as_portal().link(&sealed).to_string();

        let account = Account {
            username: username.clone(),
            ha1: self.ha1(credentials),
            email: email.clone(),
            link_id: sealed.as_sealed_token().id().to_string(),
            revoked: false,
        };
        match self.accounts.add(&account) {
            Ok(true) => {}
            Ok(false) => return Err(Refusal::Taken),
            Err(error) => return Err(Refusal::unavailable("database", error)),
        }
        self.send(&link, address, mobile).inspect_err(|_| {
            if let Err(error) = self.accounts.remove(username) {
                eprintln!("portal: database: {error}");
            }
        })
    }

    /// Answers a tap on a link, unless the database fails.
    pub fn launch(&self, request: Request<'_>) -> rusqlite::Result<Response> {
        let launch = self.handler.inspect(request);
        let revoked = launch.id().map_or(Ok(false), |id| self.accounts.is_revoked(&id.to_string()))?;
        Ok(if revoked { launch.answer_revoked() } else { launch.answer() })
    }

    /// What SIP servers keep in place of a password.
    fn ha1(&self, credentials: Credentials<'_>) -> String {
        let Credentials { username, server, password } = credentials;
        base16ct::lower::encode_string(&Md5::digest(format!("{username}:{server}:{password}")))
    }

    fn send(&self, link: &str, to: Address, mobile: &str) -> Result<(), Refusal> {
        let brand_name = &self.brand_name;
        let mail = MailDraft { wording: MailWording::ENGLISH, link, brand_name, accent_color: None }.compose()?;
        let sms = SmsDraft { template: SmsDraft::template_in(Language::English), link, brand_name }.compose()?;
        let parts = MultiPart::alternative_plain_html(String::from(mail.text()), String::from(mail.html()));
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject())
            .multipart(parts)
            .map_err(|error| Refusal::unavailable("mail", error))?;
        self.smtp.send(&message).map_err(|error| Refusal::unavailable("mail", error))?;
        let gateway = ureq::get(&self.sms_url).query("to", mobile).query("text", sms.text());
        match gateway.config().timeout_global(Some(TIMEOUT)).build().call() {
            Ok(_) => Ok(()),
            // Other errors may have the address in them, with the link.
            Err(ureq::Error::StatusCode(status)) => Err(Refusal::unavailable("SMS gateway", status)),
            Err(_) => Err(Refusal::unavailable("SMS gateway", "no answer")),
        }
    }
}

pub fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set {name} in the environment"))
}

fn is_mobile(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (6..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

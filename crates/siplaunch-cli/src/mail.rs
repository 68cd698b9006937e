use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, message_id::generate_message_id_header, raw::Raw},
};
use serde::Serialize;
use siplaunch::{Mail, MailDraft, MailWording};
use zeroize::Zeroizing;

use crate::{input, mailbox::Mailbox, message_args::MessageArgs, output};

/// Write the mail with the launch link, as plain text and as HTML
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch mail --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --eml \\
    --from 'Acme Telecom <welcome@acme.example>' --to alice@mail.example |
    sendmail -t
  siplaunch mail --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --language de --json")]
pub(crate) struct Args {
    /// Write a complete message, to pipe into sendmail -t
    ///
    /// Its lines end in CR LF. Where LF alone is right, as in a file for a mail program, add `| tr -d '\r'`.
    #[arg(long, requires_all = ["from", "to"], conflicts_with = "json")]
    eml: bool,
    /// Sender of the message: an address, or NAME <ADDRESS>
    #[arg(long, value_name = "MAILBOX", requires = "eml")]
    from: Option<Mailbox>,
    /// Recipient of the message
    #[arg(long, value_name = "MAILBOX", requires = "eml")]
    to: Option<Mailbox>,
    /// Subject, which may contain {brand}
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    /// File with the text, which has {link} alone on a line and may contain {brand}
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
    /// Text of the button in the HTML, which may contain {brand}
    #[arg(long, value_name = "TEXT")]
    button: Option<String>,
    /// Colour of the button and of the initial in the HTML: '#' and six hex digits
    #[arg(long, value_name = "COLOR")]
    accent_color: Option<String>,
    #[command(flatten)]
    message: MessageArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    subject: &'a str,
    text: &'a str,
    html: &'a str,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let text = args.text_file.as_deref().map(input::read_public_file).transpose()?;
    let issued = args.message.link.issue()?;
    let text = text.as_ref().map(|text| text.as_str());
    let wording = MailWording::for_tag(&args.message.language, args.subject.as_deref(), text, args.button.as_deref())?;
    let brand_name = args.message.brand_name(&issued);
    let accent_color = args.accent_color.as_deref();
    let mail = MailDraft { wording, link: &issued.launch_link, brand_name, accent_color }.compose()?;
    match (&args.from, &args.to) {
        (Some(from), Some(to)) if args.eml => {
            let message = message(from, to, &mail).context("message")?;
            output::print(|out| out.write_all(&message))
        }
        _ if args.message.json => {
            output::print_json(&Report { subject: mail.subject(), text: mail.text(), html: mail.html() })
        }
        _ => output::print(|out| write!(out, "{}\n\n{}\n\n{}", mail.subject(), mail.text(), mail.html())),
    }
}

/// The message (RFC 5322), its lines ending in CR LF. The Message-ID has the sender's domain and no host name.
fn message(from: &Mailbox, to: &Mailbox, mail: &Mail) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut id = Vec::new();
    generate_message_id_header(&mut id, from.domain());
    let id = String::from_utf8_lossy(&id);
    let address = |mailbox: &Mailbox| Address::new_address(mailbox.name(), mailbox.address());
    MessageBuilder::new()
        .from(address(from))
        .to(address(to))
        .header("Subject", Raw::new(mail.subject_header()))
        .message_id(id.trim_matches(['<', '>']))
        .text_body(mail.text())
        .html_body(mail.html())
        .write_to_vec()
        .map(Zeroizing::new)
}

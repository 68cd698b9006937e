//! The faults of a link that somebody sends in.

mod examine;
mod explanation;
mod find;
mod finding;
mod link;
mod links;
mod options;
mod reading;
mod shown;
mod words;

pub use self::{
    explanation::Explanation,
    finding::{Finding, Kind},
    options::ExplainOptions,
};

/// Finds the links in a pasted text, and explains one of them: its kind and its faults. For support desks.
///
/// `text` is any text that somebody sends in: a launch link, app link, intent link, token or sealed token, alone or in an
/// SMS, a web page, or the source of a mail or a part of it, in quoted-printable or Base64 too. Links are counted in
/// their order in the text; [`ExplainOptions::with_link`] chooses another than the first. Other web links do not count,
/// unless there is no launch link and no app link. The search ends after a hundred links.
///
/// With a key ring ([`ExplainOptions::with_key_ring`]) it opens sealed links, expired and revoked ones too.
///
/// It distinguishes a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
///
/// ```
/// use siplaunch::{Brand, ExplainOptions, Finding, Kind, explain};
///
/// let brand = Brand::sip_phone();
/// let sms = "Welcome! https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D to launch Acme.";
/// let explanation = explain(sms, ExplainOptions::new(&brand));
/// assert_eq!((explanation.link_count(), explanation.shown()), (1, "https://portal.example/p?c=…"));
/// assert_eq!(explanation.kind(), Kind::LaunchLink);
/// assert!(explanation.is_good());
///
/// let link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let explanation = explain(link, ExplainOptions::new(&brand));
/// assert_eq!(explanation.kind(), Kind::AppLink);
/// assert_eq!(explanation.findings(), [Finding::Escaped, Finding::PublishedKey]);
/// assert_eq!(explanation.credentials().map(|credentials| credentials.username), Some("a"));
/// ```
#[must_use]
pub fn explain(text: &str, options: ExplainOptions<'_>) -> Explanation {
    let mut links = links::links(text, options);
    let link_count = links.len();
    let explanation = if options.link < link_count {
        let link = links.swap_remove(options.link);
        let line = link.line.then(|| 1 + text[..link.at].matches('\n').count());
        Explanation { line, ..link.explanation }
    } else {
        Explanation { findings: [Finding::NotBase64].into(), ..Explanation::default() }
    };
    Explanation { link_count, ..explanation }
}

use std::hash::{DefaultHasher, Hash, Hasher};

use memchr::{memchr_iter, memmem};
use roxmltree::{Document, Node, ParsingOptions};
use thiserror::Error;

use crate::{Contact, Registration, user_and_host};

const NAMESPACE: &str = "urn:ietf:params:xml:ns:reginfo";
/// The most bytes of a document: a UDP datagram holds no more.
const MAX_BYTES: usize = 64 * 1024;
const MAX_NODES: u32 = 4096;
/// The most attributes. The XML parser compares each of an element with each.
const MAX_ATTRIBUTES: usize = 4096;
/// The most namespace declarations. The XML parser compares each of an element with all of its ancestors'.
const MAX_NAMESPACES: usize = 16;

/// A document of the registration event package (RFC 3680), the body of a NOTIFY.
///
/// The document says which contacts of a callee are registered, or, if it is a partial one, which of them changed.
/// [`Reginfo::apply`] brings an earlier [`Registration`] up to date. RFC 3680's version numbers are not looked at:
/// NOTIFY requests of one dialog are in order by `CSeq`, and the SIP side refuses those that are not. Whoever waits for a
/// contact to become active can apply each document to an empty [`Registration`]: a contact that becomes active is in
/// partial documents too.
///
/// ```
/// use siplaunch_push::{Registration, Reginfo};
///
/// let notify = br#"<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full">
///     <registration aor="sip:bob@example.org" id="r1" state="active">
///         <contact id="c1" state="active" event="created" callid="x" cseq="1"><uri>sip:bob@192.0.2.7</uri></contact>
///     </registration>
/// </reginfo>"#;
/// let mut registration = Registration::default();
/// Reginfo::parse(notify, "bob", "example.org")?.apply(&mut registration);
/// assert_eq!(registration.contacts[0].uri, "sip:bob@192.0.2.7");
/// # Ok::<(), siplaunch_push::ReginfoError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Reginfo {
    /// Whether contacts that the document does not name are gone.
    full: bool,
    active: Vec<Contact>,
    /// The URIs of the contacts that are not registered any more.
    ended: Vec<String>,
}

/// The reason why a registration document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReginfoError {
    /// The document is longer than 64 KiB, or has more than 4096 nodes, 4096 attributes or 16 namespace declarations.
    #[error("the registration document is longer than 64 KiB, or has too many nodes, attributes or namespaces")]
    TooLarge,
    /// The document is no XML in UTF-8, or has a document type declaration.
    #[error("the registration document is no XML in UTF-8 without a document type declaration")]
    Xml,
    /// The root is no `reginfo` of RFC 3680's namespace, with `state` of `full` or `partial`.
    #[error("the NOTIFY's body is no reginfo document of RFC 3680: subscribe to Event: reg")]
    NotReginfo,
}

impl Reginfo {
    /// Reads the body of a NOTIFY, at most 64 KiB, for the callee of the subscription.
    ///
    /// An empty body says that nothing is registered: Kamailio sends one first. The only `registration` of a document
    /// is the callee's, however its address is spelt; of several, those with the callee's address count.
    ///
    /// # Errors
    ///
    /// [`ReginfoError`], if the body is too large, no XML, or no registration document.
    pub fn parse(document: &[u8], callee: &str, domain: &str) -> Result<Self, ReginfoError> {
        if document.len() > MAX_BYTES || is_costly(document) {
            return Err(ReginfoError::TooLarge);
        }
        let text = str::from_utf8(document).map_err(|_| ReginfoError::Xml)?;
        let mut this = Self { full: true, active: Vec::new(), ended: Vec::new() };
        if text.trim_ascii().is_empty() {
            return Ok(this);
        }
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let xml = Document::parse_with_options(text, options).map_err(|error| match error {
            roxmltree::Error::NodesLimitReached => ReginfoError::TooLarge,
            _ => ReginfoError::Xml,
        })?;
        let root = xml.root_element();
        this.full = match root.attribute("state") {
            Some("full") if is(root, "reginfo") => true,
            Some("partial") if is(root, "reginfo") => false,
            _ => return Err(ReginfoError::NotReginfo),
        };
        let only = root.children().filter(|node| is(*node, "registration")).count() == 1;
        for registration in root.children().filter(|node| is(*node, "registration")) {
            if only || registration.attribute("aor").is_some_and(|aor| is_aor(aor, callee, domain)) {
                this.take(registration);
            }
        }
        Ok(this)
    }

    /// Brings the callee's registration up to date.
    pub fn apply(self, registration: &mut Registration) {
        if self.full {
            registration.contacts.clear();
        }
        let changed = |contact: &Contact| {
            self.ended.contains(&contact.uri) || self.active.iter().any(|active| active.uri == contact.uri)
        };
        registration.contacts.retain(|contact| !changed(contact));
        registration.contacts.extend(self.active);
    }

    fn take(&mut self, registration: Node<'_, '_>) {
        let registered = registration.attribute("state") == Some("active");
        // A registration that ended has no contacts, named or not.
        self.full |= !registered;
        for contact in registration.children().filter(|node| is(*node, "contact")) {
            let Some(uri) = contact.children().find(|node| is(*node, "uri")).and_then(|uri| uri.text()) else {
                continue;
            };
            let uri = uri.trim().to_owned();
            if registered && contact.attribute("state") == Some("active") {
                self.active.push(Contact { fingerprint: fingerprint(contact), uri });
            } else {
                self.ended.push(uri);
            }
        }
    }
}

fn is_costly(document: &[u8]) -> bool {
    memchr_iter(b'=', document).nth(MAX_ATTRIBUTES).is_some()
        || memmem::find_iter(document, "xmlns").nth(MAX_NAMESPACES).is_some()
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((NAMESPACE, name))
}

/// Every REGISTER has a new Call-ID or a higher `CSeq`, and the proxy passes both on.
fn fingerprint(contact: Node<'_, '_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in ["id", "callid", "cseq"] {
        contact.attribute(name).hash(&mut hasher);
    }
    hasher.finish()
}

fn is_aor(aor: &str, callee: &str, domain: &str) -> bool {
    let is_uri = ["sip:", "sips:"].iter().any(|scheme| aor.starts_with(scheme));
    is_uri && user_and_host(aor).is_some_and(|(user, host)| user == callee && host.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(document: &str) -> Result<Reginfo, ReginfoError> {
        Reginfo::parse(document.as_bytes(), "bob", "example.org")
    }

    fn document(state: &str, registrations: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><reginfo xmlns="{NAMESPACE}" version="1" state="{state}">{registrations}</reginfo>"#
        )
    }

    fn registration(aor: &str, state: &str, contacts: &str) -> String {
        format!(r#"<registration aor="{aor}" id="r" state="{state}">{contacts}</registration>"#)
    }

    fn contact(uri: &str, state: &str, cseq: u32) -> String {
        format!(
            r#"<contact id="{uri}" state="{state}" event="created" callid="i" cseq="{cseq}"><uri> {uri} </uri></contact>"#
        )
    }

    fn bob(state: &str, contacts: &str) -> String {
        document(state, &registration("sip:bob@example.org", "active", contacts))
    }

    fn applied(documents: &[String]) -> Vec<String> {
        let mut now = Registration::default();
        for document in documents {
            parse(document).unwrap().apply(&mut now);
        }
        now.contacts.into_iter().map(|contact| contact.uri).collect()
    }

    #[test]
    fn reads_kamailios_document() {
        let notify = r#"<?xml version="1.0"?>
<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full">
  <registration aor="sip:bob@127.0.0.1" id="0x7f" state="active">
    <contact id="0x7e" state="active" event="created" expires="60" q="0.000" callid="1-5@127.0.0.1" cseq="1" received="" path="" user_agent="x">
      <uri>sip:bob@127.0.0.1:5090;pn-provider=fcm;pn-param=proj;pn-prid=a%3Db&amp;c</uri>
      <unknown-param name="received"></unknown-param>
    </contact>
  </registration>
</reginfo>"#;
        let mut registration = Registration::default();
        Reginfo::parse(notify.as_bytes(), "bob", "127.0.0.1").unwrap().apply(&mut registration);
        assert_eq!(
            registration.contacts[0].uri,
            "sip:bob@127.0.0.1:5090;pn-provider=fcm;pn-param=proj;pn-prid=a%3Db&c"
        );
    }

    #[test]
    fn an_empty_body_says_that_nothing_is_registered() {
        assert_eq!(applied(&[bob("full", &contact("sip:a", "active", 1)), " \r\n".to_owned()]), [""; 0]);
    }

    #[test]
    fn only_active_contacts_of_active_registrations_count() {
        let both = contact("sip:a", "terminated", 1) + &contact("sip:b", "active", 1);
        assert_eq!(applied(&[bob("full", &both)]), ["sip:b"]);
        for state in ["init", "terminated", ""] {
            let document = document("full", &registration("sip:bob@example.org", state, &both));
            assert_eq!(applied(&[document]), [""; 0]);
        }
    }

    #[test]
    fn partial_documents_change_what_they_name() {
        let [a, b] = ["sip:a", "sip:b"].map(|uri| contact(uri, "active", 1));
        let first = bob("full", &(a.clone() + &b));
        assert_eq!(applied(&[first.clone(), bob("partial", &contact("sip:a", "terminated", 1))]), ["sip:b"]);
        assert_eq!(
            applied(&[first.clone(), bob("partial", &contact("sip:c", "active", 1))]),
            ["sip:a", "sip:b", "sip:c"]
        );
        assert_eq!(applied(&[first.clone(), bob("partial", &a)]), ["sip:b", "sip:a"]);
        assert_eq!(applied(&[first.clone(), bob("full", &a)]), ["sip:a"]);
        let ended = document("partial", &registration("sip:bob@example.org", "terminated", ""));
        assert_eq!(applied(&[first, ended]), [""; 0]);
    }

    #[test]
    fn each_register_has_its_fingerprint() {
        let fingerprint = |contacts: &str| parse(&bob("full", contacts)).unwrap().active[0].fingerprint;
        let first = fingerprint(&contact("sip:a", "active", 1));
        assert_eq!(first, fingerprint(&contact("sip:a", "active", 1).replace("created", "refreshed")));
        assert_ne!(first, fingerprint(&contact("sip:a", "active", 2)));
        assert_ne!(first, fingerprint(&contact("sip:a", "active", 1).replace(r#"callid="i""#, r#"callid="j""#)));
        assert_ne!(first, fingerprint(&contact("sip:b", "active", 1)));
    }

    #[test]
    fn of_several_registrations_the_callees_counts() {
        let [a, b] = ["sip:a", "sip:b"].map(|uri| contact(uri, "active", 1));
        let alice = registration("sip:alice@example.org", "active", &a);
        for aor in ["sip:bob@EXAMPLE.org", "sips:bob@example.org;x=1"] {
            let several = document("full", &(alice.clone() + &registration(aor, "active", &b)));
            assert_eq!(applied(&[several]), ["sip:b"]);
        }
        assert_eq!(applied(&[document("full", &alice)]), ["sip:a"]);
        let strangers = ["sip:Bob@example.org", "bob@example.org", "tel:bob", ""];
        for aor in strangers {
            let several = document("full", &(alice.clone() + &registration(aor, "active", &b)));
            assert_eq!(applied(&[several]), [""; 0]);
        }
    }

    #[test]
    fn refuses_what_is_no_reginfo() {
        let ours = bob("full", "");
        for other in [
            ours.replace("ns:reginfo", "ns:other"),
            ours.replace("full", "half"),
            ours.replace("reginfo", "presence"),
            ours.replacen(&format!(" xmlns=\"{NAMESPACE}\""), "", 1),
        ] {
            assert!(parse(&other).err() == Some(ReginfoError::NotReginfo), "{other}");
        }
        let foreign = bob("full", &contact("sip:a", "active", 1).replace("<contact", "<contact xmlns='urn:other'"));
        assert_eq!(applied(&[foreign]), [""; 0]);
    }

    #[test]
    fn refuses_declarations_entities_and_what_is_no_xml() {
        let dtd = bob("full", "").replace("?>", r#"?><!DOCTYPE r [<!ENTITY a "sip:a">]>"#);
        for document in [&dtd, "<reginfo", "sip:a", &bob("full", "&a;")] {
            assert!(parse(document).err() == Some(ReginfoError::Xml), "{document}");
        }
        assert!(Reginfo::parse(&[0xff], "bob", "example.org").err() == Some(ReginfoError::Xml));
    }

    #[test]
    fn refuses_large_documents() {
        let long = bob("full", &" ".repeat(MAX_BYTES));
        let many = bob("full", &"<a/>".repeat(4096));
        let attributes = bob("full", &format!("<a {}/>", "a='' ".repeat(4096)));
        let namespaces = bob("full", &"<a xmlns:b='c'/>".repeat(16));
        for document in [long, many, attributes, namespaces] {
            assert!(parse(&document).err() == Some(ReginfoError::TooLarge));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(?s).{0,200}|([<>/\"='& ;a]|contact|uri|registration|state|active){0,60}") {
            drop(parse(&text));
            drop(parse(&bob("partial", &text)));
        }
    }
}

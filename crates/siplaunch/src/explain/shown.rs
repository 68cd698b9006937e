//! A link without its secrets, so that a reader recognises it.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use zeroize::Zeroizing;

use super::Kind;
use crate::Visible;

const LEFT_OUT: &str = "…";
/// A longer name may be, or have, a secret of another link; and so may a path of longer parts, or of many.
const LONGEST: usize = 16;
const LONGEST_PATH: usize = 40;

/// Scheme, host, path and the names in the query, but nothing of the payload, in whatever form.
pub(super) fn shown(link: &str, kind: Kind, param: &str) -> String {
    let mut whole = Zeroizing::new(String::with_capacity(link.len()));
    whole.extend(link.chars().filter(|c| !matches!(c, '\r' | '\n')));
    let link = &**whole;
    let text = match (kind, link.split_once("://")) {
        (Kind::LaunchLink, Some((scheme, rest))) => format!("{scheme}://{}", launch_link(rest, param)),
        (Kind::LaunchLink, None) if link.contains('?') => launch_link(link, param),
        (Kind::LaunchLink, None) => names(link, param),
        (Kind::IntentLink, Some((scheme, rest))) => {
            format!("{scheme}://{LEFT_OUT}{}", if rest.contains('#') { "#Intent;…" } else { "" })
        }
        (_, Some((scheme, _))) => format!("{scheme}://{LEFT_OUT}"),
        (_, None) => LEFT_OUT.into(),
    };
    Visible(&text).to_string()
}

fn launch_link(rest: &str, param: &str) -> String {
    let (rest, fragment) = rest.split_once('#').map_or((rest, ""), |(rest, _)| (rest, "#…"));
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    // Before the host there may be a password.
    let (user, host) = host.rsplit_once('@').map_or(("", host), |(_, host)| ("…@", host));
    let is_plain = path.len() <= LONGEST_PATH
        && path.split('/').all(|part| part.len() <= LONGEST)
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~".contains(&b));
    let path = if is_plain { path } else { "/…" };
    let query = query.map_or(String::new(), |query| format!("?{}", names(query, param)));
    [user, host, path, &query, fragment].concat()
}

/// The names in a query. A part without `=` may be a secret.
fn names(query: &str, param: &str) -> String {
    let name = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.len() <= LONGEST || name == param => format!("{name}={LEFT_OUT}"),
        None if pair.is_empty() => String::new(),
        _ => LEFT_OUT.into(),
    };
    query.split('&').map(name).collect::<Vec<String>>().join("&")
}

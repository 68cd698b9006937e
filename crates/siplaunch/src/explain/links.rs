//! The links of a text: the best reading of each place, and each link once.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use html_escape::decode_html_entities;
use zeroize::Zeroizing;

use super::{
    ExplainOptions, Explanation, Finding, Kind,
    examine::{SHORTEST_TOKEN, examine},
    find::{Gap, Reach, Start, reaches, starts, without_punctuation, word_len},
    link::Link,
    reading::{Reading, readings},
    words::{part_of_one, words},
};

/// The search ends after so many.
const MOST_LINKS: usize = 100;

/// The links of a text, in their order.
pub(super) fn links(text: &str, options: ExplainOptions<'_>) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    for reading in readings(text) {
        found.extend(links_of(&reading, options));
    }
    // Stable: of one place, the text as it is comes first.
    found.sort_by_key(|link| link.at);
    let mut links: Vec<Link> = Vec::new();
    for link in found {
        match links.last_mut() {
            Some(last) if last.at == link.at => {
                if is_better_reading(&link.explanation, &last.explanation) {
                    *last = link;
                }
            }
            _ => links.push(link),
        }
    }
    let others = leave_out_others(&mut links);
    if links.is_empty() {
        links = words(text, options);
    }
    if links.is_empty() {
        links.extend(others.or_else(|| part_of_one(text, options)));
    }
    let mut links = each_once(links);
    links.truncate(MOST_LINKS);
    links
}

/// Whether a reading of a place is better than an earlier one. An encoding may be mere damage in the plain text, and a
/// link that is cut at an encoded line break may be whole by chance: the longer one then has fewer faults.
fn is_better_reading(later: &Explanation, earlier: &Explanation) -> bool {
    let goes_on = later.payload.len() > earlier.payload.len();
    later.found() > earlier.found() || goes_on && later.worth() > earlier.worth()
}

fn links_of<'a>(reading: &'a Reading<'_>, options: ExplainOptions<'a>) -> impl Iterator<Item = Link> + 'a {
    let text = &*reading.text;
    let html = reading.is_html();
    starts(text, options.brand.scheme()).map(move |start| {
        let explanation = best(text, start, html, options);
        Link { explanation, at: reading.source(start.at), line: reading.plain }
    })
}

/// The best reading of a place; of equally good ones the shortest.
fn best(text: &str, start: Start, html: bool, options: ExplainOptions<'_>) -> Explanation {
    let alone = text.trim();
    let first = text.len() - text.trim_start().len() == start.at;
    let mut best = Best { options, chosen: None };
    reaches(text, start, |reach| {
        let as_it_is = first && reach.link == alone;
        let link = if as_it_is { reach.link } else { without_punctuation(reach.link) };
        let decoded = without_entities(link);
        // In HTML `&amp;` is `&`.
        if let Some(decoded) = decoded.as_deref().filter(|_| html) {
            best.consider(decoded, reach, false);
        }
        best.consider(link, reach, false);
        if let Some(decoded) = decoded.as_deref().filter(|_| !html) {
            best.consider(decoded, reach, true);
        }
        if reach.gap == Gap::None && !as_it_is {
            let in_list = before(link, |c| ",;'()[]".contains(c)).map(|link| (link, Gap::None));
            let in_prose = before(link, |c| !c.is_ascii()).map(|link| (link, Gap::Spaces));
            for (link, gap) in in_list.into_iter().chain(in_prose) {
                best.consider(link, Reach { gap, ..reach }, false);
            }
        }
    });
    let chosen = best.chosen.unwrap_or_default();
    // So short a payload may go on after a space.
    let little = !chosen.is_whole() && chosen.payload.len() < SHORTEST_TOKEN;
    if first && little && alone.matches("://").count() == 1 { examine(alone, options) } else { chosen }
}

struct Best<'a> {
    options: ExplainOptions<'a>,
    chosen: Option<Explanation>,
}

impl Best<'_> {
    fn consider(&mut self, link: &str, reach: Reach<'_>, html_escaped: bool) {
        let mut explanation = examine(link, self.options);
        explanation.add(html_escaped, Finding::HtmlEscaped);
        let better = match &self.chosen {
            None => true,
            Some(chosen) => explanation.worth() > chosen.worth() && convinces(&explanation, reach),
        };
        if better {
            self.chosen = Some(explanation);
        }
    }
}

/// Whether a reading is no accident: one token in twenty has the length of another if a word is added.
fn convinces(explanation: &Explanation, reach: Reach<'_>) -> bool {
    match reach.gap {
        Gap::None => true,
        Gap::Lines => explanation.opens() || explanation.is_whole() && is_of_payload(reach.last),
        Gap::Spaces => explanation.opens(),
    }
}

fn is_of_payload(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit() || b"%=".contains(&b))
}

/// The link without the entities of HTML, if it has any. Text that is HTML itself may be in HTML.
fn without_entities(link: &str) -> Option<Zeroizing<String>> {
    let Cow::Owned(decoded) = decode_html_entities(link) else { return None };
    let mut decoded = Zeroizing::new(decoded);
    if let Cow::Owned(again) = decode_html_entities(&*decoded) {
        decoded = Zeroizing::new(again);
    }
    Some(Zeroizing::new(without_punctuation(&decoded[..word_len(&decoded)]).into()))
}

/// The link up to where it may end in a list, in brackets, or in a text without spaces.
fn before(link: &str, ends: impl Fn(char) -> bool) -> Option<&str> {
    link.find(ends).map(|end| &link[..end])
}

/// Leaves out the links that are no launch links and no app links of the brand, and returns one of them. If any link has
/// a payload, a link without one counts only if it leads to the same place.
fn leave_out_others(links: &mut Vec<Link>) -> Option<Link> {
    let places: BTreeSet<String> =
        links.iter().filter(|link| link.explanation.is_whole()).map(|link| link.explanation.shown.clone()).collect();
    let counts = |link: &mut Link| {
        let explanation = &link.explanation;
        explanation.is_carrier() && (places.is_empty() || places.contains(&explanation.shown))
    };
    let mut others: Vec<Link> = links.extract_if(.., |link| !counts(link)).collect();
    let launch_link = others.iter().position(|link| link.explanation.kind == Kind::LaunchLink);
    (!others.is_empty()).then(|| others.swap_remove(launch_link.unwrap_or_default()))
}

/// Each link once, at its first place, by its best copy.
fn each_once(links: Vec<Link>) -> Vec<Link> {
    let mut seen = BTreeMap::new();
    let mut kept: Vec<usize> = Vec::new();
    for (i, Link { explanation, .. }) in links.iter().enumerate() {
        let place = seen.entry((explanation.shown.as_str(), explanation.payload.as_str())).or_insert_with(|| {
            kept.push(i);
            kept.len() - 1
        });
        if explanation.worth() > links[kept[*place]].explanation.worth() {
            kept[*place] = i;
        }
    }
    let mut links: Vec<Option<Link>> = links.into_iter().map(Some).collect();
    kept.into_iter().filter_map(|i| links.get_mut(i)?.take()).collect()
}

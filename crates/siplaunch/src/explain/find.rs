//! Finds the places where links begin in a text, and where they may end.

use alloc::string::String;

use zeroize::Zeroizing;

use crate::{Scheme, query};

/// The most links in a run of characters without a space, so that a text of nothing but `https://` is not read over and over.
const LINKS_IN_A_WORD: usize = 4;
/// A link goes on for at most so many words or lines.
const MORE_WORDS: usize = 16;
/// And up to this length: the longest query of a launch handler, and some room for the text before the query.
const LONGEST: usize = query::MAX_LEN + 512;

/// The place where a link begins, and the place after its `://`.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub(super) at: usize,
    after: usize,
}

/// The starts of links, by their `://`. A line break may be within it and within a known scheme.
pub(super) fn starts<'t>(text: &'t str, scheme: &'t Scheme) -> impl Iterator<Item = Start> + 't {
    let (mut word_end, mut in_word) = (0, 0);
    text.match_indices(':').filter_map(move |(colon, _)| {
        let after = slashes_end(text.as_bytes(), colon + 1)?;
        let at = scheme_start(text.as_bytes(), colon, scheme)?;
        if at >= word_end {
            (word_end, in_word) = (after + word_len(&text[after..]), 0);
        }
        in_word += 1;
        (in_word <= LINKS_IN_A_WORD).then_some(Start { at, after })
    })
}

/// The place after two slashes.
fn slashes_end(text: &[u8], mut at: usize) -> Option<usize> {
    for _ in 0..2 {
        while matches!(text.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        if text.get(at) != Some(&b'/') {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// The start of the scheme before a colon. `http` and `https` may have other characters stuck before them.
fn scheme_start(text: &[u8], colon: usize, brand: &Scheme) -> Option<usize> {
    let is_scheme_text = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    for known in [brand.as_str(), "https", "intent", "http"] {
        if let Some(at) = start_of(known, text, colon) {
            let stuck = at.checked_sub(1).is_some_and(|before| is_scheme_text(text[before]));
            if !stuck || known.starts_with("http") {
                return Some(at);
            }
        }
    }
    let longest = &text[colon.saturating_sub(Scheme::MAX_LEN)..colon];
    let len = longest.iter().rev().take_while(|b| is_scheme_text(**b)).count();
    let scheme = &longest[longest.len() - len..];
    let first = scheme.iter().position(u8::is_ascii_alphabetic)?;
    Some(colon - len + first)
}

/// The start of a known scheme before a colon, in any case, with at most one line break in it or before the colon.
fn start_of(known: &str, text: &[u8], colon: usize) -> Option<usize> {
    let (mut at, mut breaks) = (colon, 0);
    for expected in known.bytes().rev() {
        while breaks < 2 && at > 0 && matches!(text[at - 1], b'\r' | b'\n') {
            at -= 1;
            breaks += 1;
        }
        at = at.checked_sub(1).filter(|at| text[*at].eq_ignore_ascii_case(&expected))?;
    }
    Some(at)
}

/// How a link goes on from one of its ends to the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// It ends where its word ends.
    None,
    /// It goes on after line breaks.
    Lines,
    /// It goes on after spaces.
    Spaces,
}

/// One of the ends that a link may have, and its text so far.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    pub(super) link: &'a str,
    pub(super) gap: Gap,
    /// The text after the last gap.
    pub(super) last: &'a str,
}

/// Shows each end that a link may have, the nearest first.
pub(super) fn reaches(text: &str, start: Start, mut visit: impl FnMut(Reach<'_>)) {
    // Only the first word may be longer than a link that goes on.
    let first = start.after - start.at + word_len(&text[start.after..]);
    let mut link = Zeroizing::new(String::with_capacity(first.max(LONGEST.min(text.len() - start.at))));
    link.extend(text[start.at..start.after].chars().filter(|c| !c.is_ascii_whitespace()));
    let (mut rest, mut gap) = (&text[start.after..], Gap::None);
    for _ in 0..=MORE_WORDS {
        let last = link.len();
        let (word, after) = rest.split_at(word_len(rest));
        if gap != Gap::None && link.len() + word.len() > LONGEST {
            return;
        }
        link.push_str(word);
        visit(Reach { link: &link, gap, last: &link[last..] });
        let Some((space, next)) = next_word(after) else { return };
        gap = gap.max(if space == "\n" { Gap::Lines } else { Gap::Spaces });
        link.push_str(space);
        rest = next;
    }
}

/// The gap before the next word, which may belong to the same link, and the text after it: spaces, or one line break.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let spaces = text.len() - text.trim_start_matches(' ').len();
    let (space, next) = text.split_at(spaces);
    let line = next.strip_prefix('\r').unwrap_or(next);
    let (space, next) = match line.strip_prefix(['\n', '\r']) {
        // Long lines are broken after a space, indented, and quoted in answers.
        Some(line) => ("\n", line.trim_start_matches([' ', '\t', '>'])),
        None if line.len() < next.len() => ("\n", line),
        None => (space, next),
    };
    let word = &next[..word_len(next)];
    let starts_anew = word.match_indices(':').any(|(colon, _)| slashes_end(next.as_bytes(), colon + 1).is_some());
    (!space.is_empty() && !word.is_empty() && !starts_anew).then_some((space, next))
}

/// The number of bytes before white space, or before a character that no link has.
pub(super) fn word_len(text: &str) -> usize {
    let mut open = [0_usize; 2];
    let mut ends = |at: usize, c: char| match c {
        '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' => true,
        '&' => ["&lt;", "&gt;", "&quot;"].iter().any(|entity| text[at..].starts_with(entity)),
        '(' | '[' => {
            open[usize::from(c == '[')] += 1;
            false
        }
        // It closes a bracket that opens before the link.
        ')' | ']' => {
            let open = &mut open[usize::from(c == ']')];
            let ends = *open == 0;
            *open = open.saturating_sub(1);
            ends
        }
        c => c.is_whitespace() || c.is_control(),
    };
    text.char_indices().find(|(at, c)| ends(*at, *c)).map_or(text.len(), |(at, _)| at)
}

/// Takes off the punctuation of the sentence around a link.
pub(super) fn without_punctuation(link: &str) -> &str {
    link.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || "+/=%".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::reading::readings;

    /// The number of bytes that are read as readings and as links.
    fn work(text: &str) -> usize {
        let mut work = 0;
        for reading in readings(text) {
            work += reading.text.len();
            for start in starts(&reading.text, &Scheme::SIP_PHONE) {
                reaches(&reading.text, start, |reach| work += reach.link.len());
            }
        }
        work
    }

    #[test]
    fn work_grows_as_the_text_does() {
        for unit in [
            "https://",
            "https://a?c=",
            "https://a?c=A\n",
            "https://a?c=A ",
            "https://a?c=\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\nA\n",
            "https://(https://[",
            "sipphone:\n//",
            "a:\n/\n/",
            "http\ns:",
            "://",
            ":\n",
            "=",
            "=\n",
            "=41",
            "=3Ahttps://",
            "<",
            "&",
            "&lt;",
            "&amp;",
            "A",
            "aHR0cHM6Ly9h\n",
            "aHR0cHM6Ly9hP2M9QQ\n",
            "> ",
            "\u{ff}",
        ] {
            let of_len = |len: usize| work(&unit.repeat(len / unit.len()));
            let (small, large) = (of_len(1 << 14), of_len(1 << 17));
            assert!(large <= 8 * small + 8 * small / 2, "{unit:?}: {small} and {large}");
            assert!(large <= 80 << 17, "{unit:?}: {large}");
        }
    }
}

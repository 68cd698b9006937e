//! Payloads in a text without a scheme: tokens, sealed tokens, and launch links that lack their start.

use alloc::vec::Vec;

use super::{
    ExplainOptions,
    examine::{SHORTEST_TOKEN, examine},
    find::without_punctuation,
    link::Link,
};

/// The whole text if it is a payload, or the words in it that are.
pub(super) fn words(text: &str, options: ExplainOptions<'_>) -> Vec<Link> {
    let all = whole(text, options);
    if all.explanation.is_whole() {
        return [all].into();
    }
    let mut words: Vec<Link> = words_of(text)
        .map(|(at, word)| Link { explanation: examine(word, options), at, line: true })
        .filter(|link| link.explanation.is_whole())
        .collect();
    // Any long word may have the form of a token.
    if words.iter().any(|link| link.explanation.opens()) {
        words.retain(|link| link.explanation.opens());
    }
    words
}

/// The whole text if it may be a payload that is cut or changed.
pub(super) fn part_of_one(text: &str, options: ExplainOptions<'_>) -> Option<Link> {
    Some(whole(text, options)).filter(|link| link.explanation.is_carrier())
}

fn whole(text: &str, options: ExplainOptions<'_>) -> Link {
    let trimmed = text.trim();
    let at = text.len() - text.trim_start().len();
    Link { explanation: examine(trimmed, options), at, line: true }
}

/// Words without quotes, brackets and punctuation around them, and where they begin.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = |c: char| c.is_whitespace() || "<>\"'`()[]{}|,;".contains(c);
    text.split(ends).filter_map(move |word| {
        let at = word.as_ptr().addr() - text.as_ptr().addr();
        let kept = without_punctuation(word);
        (kept.len() >= SHORTEST_TOKEN).then_some((at, kept))
    })
}

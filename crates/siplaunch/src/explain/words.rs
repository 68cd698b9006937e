//! What stands in a text without a scheme: tokens, sealed links, and launch links whose start is not there.

use alloc::vec::Vec;

use super::{
    ExplainOptions, Kind,
    examine::{SHORTEST_TOKEN, examine},
    find::without_punctuation,
    links::Link,
};

/// The whole text, or the words in it that are tokens or sealed links.
pub(super) fn words(text: &str, options: ExplainOptions<'_>) -> Vec<Link> {
    let whole = text.trim();
    let at = text.len() - text.trim_start().len();
    let all = Link { explanation: examine(whole, options), at, line: true };
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
    if words.is_empty() && all.explanation.kind != Kind::Unknown && !all.explanation.payload.is_empty() {
        words.push(all);
    }
    words
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

//! Message texts with `{link}` and `{brand}` in them.

use alloc::{string::String, vec::Vec};

use crate::{Error, url::HttpUrl};

/// A stretch of a template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Link,
    Brand,
}

/// Takes a template apart. Braces stand for nothing but the two placeholders.
pub(crate) fn pieces(template: &str) -> Result<Vec<Piece<'_>>, Error> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, placeholder) = rest.split_at(at);
        let link = placeholder.strip_prefix("{link}").map(|rest| (Piece::Link, rest));
        let brand = || placeholder.strip_prefix("{brand}").map(|rest| (Piece::Brand, rest));
        let (piece, after) = link.or_else(brand).ok_or(Error::Template)?;
        pieces.extend([Piece::Text(text), piece]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Refuses a template without exactly one link with white space, or nothing, on both its sides.
pub(crate) fn check_link_place(template: &str) -> Result<(), Error> {
    let (before, after) = template.split_once("{link}").ok_or(Error::TemplateLink)?;
    if after.contains("{link}") {
        return Err(Error::TemplateLink);
    }
    let open = |neighbour: Option<char>| neighbour.is_none_or(|c| c.is_ascii_whitespace());
    if open(before.chars().next_back()) && open(after.chars().next()) { Ok(()) } else { Err(Error::TemplateSpacing) }
}

/// What takes the placeholders' places.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) link: &'a str,
    pub(crate) brand: &'a str,
}

impl<'a> Values<'a> {
    pub(crate) fn check(&self) -> Result<(), Error> {
        HttpUrl::parse(self.link).ok_or(Error::MessageLink)?;
        if self.brand.is_empty() || self.brand.contains(char::is_control) { Err(Error::BrandName) } else { Ok(()) }
    }

    /// The template with both placeholders filled in, in memory that never had to grow.
    pub(crate) fn fill(self, template: &'a str) -> Result<String, Error> {
        let filled = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Link => self.link,
            Piece::Brand => self.brand,
        };
        let texts: Vec<&str> = pieces(template)?.into_iter().map(filled).collect();
        Ok(texts.concat())
    }
}

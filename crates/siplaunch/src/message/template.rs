//! Texts with `{link}` and `{brand}` in them.

use alloc::string::String;
use core::{fmt, iter};

use crate::{Error, brand_name::check_brand_name, url::HttpUrl};

/// The longest text of a message once it is filled in, 1 MiB.
const MAX_FILLED_LEN: usize = 1 << 20;

/// A stretch of a template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Link,
    Brand,
}

/// Takes a template apart. A brace that belongs to neither placeholder is an error.
pub(crate) fn pieces(template: &str) -> impl Iterator<Item = Result<Piece<'_>, Error>> {
    let mut rest = template;
    iter::from_fn(move || {
        let (piece, after) = match rest.find(['{', '}']) {
            None if rest.is_empty() => return None,
            None => (Ok(Piece::Text(rest)), ""),
            Some(0) => {
                let link = rest.strip_prefix("{link}").map(|after| (Ok(Piece::Link), after));
                let brand = || rest.strip_prefix("{brand}").map(|after| (Ok(Piece::Brand), after));
                link.or_else(brand).unwrap_or((Err(Error::Template), ""))
            }
            Some(at) => (Ok(Piece::Text(&rest[..at])), &rest[at..]),
        };
        rest = after;
        Some(piece)
    })
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

/// Takes a template that has no link in it.
pub(crate) fn check_without_link(template: &str) -> Result<(), Error> {
    for piece in pieces(template) {
        if piece? == Piece::Link {
            return Err(Error::Template);
        }
    }
    Ok(())
}

/// The values of the placeholders.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) link: &'a str,
    pub(crate) brand_name: &'a str,
}

impl<'a> Values<'a> {
    pub(crate) fn check(&self) -> Result<(), Error> {
        HttpUrl::parse(self.link).ok_or(Error::MessageLink)?;
        check_brand_name(self.brand_name)
    }

    /// The template with both placeholders filled in, in memory that never had to grow.
    pub(crate) fn fill(self, template: &str) -> Result<String, Error> {
        let len = pieces(template).try_fold(0, |len, piece| Ok::<_, Error>(len + self.of(piece?).len()))?;
        if len > MAX_FILLED_LEN {
            return Err(Error::MessageLength);
        }
        let mut text = String::with_capacity(len);
        for piece in pieces(template) {
            text.push_str(self.of(piece?));
        }
        Ok(text)
    }

    /// The same, to be shown.
    pub(crate) fn filled(self, template: &'a str) -> Filled<'a> {
        Filled { template, values: self }
    }

    fn of<'p>(self, piece: Piece<'p>) -> &'p str
    where
        'a: 'p,
    {
        match piece {
            Piece::Text(text) => text,
            Piece::Link => self.link,
            Piece::Brand => self.brand_name,
        }
    }
}

/// A template with both placeholders filled in.
pub(crate) struct Filled<'a> {
    template: &'a str,
    values: Values<'a>,
}

impl fmt::Display for Filled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pieces(self.template).try_for_each(|piece| f.write_str(self.values.of(piece.map_err(|_| fmt::Error)?)))
    }
}

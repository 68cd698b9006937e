use crate::Error;

/// A language whose texts come with the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English, `en`.
    English,
    /// German, `de`; it addresses the customer as *Sie*.
    German,
}

impl Language {
    /// The language of a tag: `en` or `de`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::English, Self::German].into_iter().find(|language| language.tag() == tag)
    }

    /// The language of any tag (BCP 47) that begins with its own, such as `de-AT`.
    ///
    /// # Errors
    /// [`Error::Language`].
    pub fn of_tag(tag: &str) -> Result<Self, Error> {
        Self::parse(tag.split('-').next().unwrap_or_default()).ok_or(Error::Language)
    }

    /// The language's tag (BCP 47), as the page's `lang` attribute has it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

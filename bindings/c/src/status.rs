use std::ffi::c_char;

use siplaunch::Error;

/// The result of a call: 0 for success, any other number for a failure. Numbers never change their meaning; new ones may
/// be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub enum siplaunch_status {
    /// Success.
    Ok = 0,
    /// The output buffer cannot hold the result; it was not written to.
    BufferTooSmall = 1,
    /// A pointer is NULL, and the call does not allow that.
    NullPointer = 2,
    /// A text is not UTF-8.
    NotUtf8 = 3,
    /// An input is longer than 1 MiB. Its length may have been a negative number.
    InputTooLong = 4,
    /// There is nothing with this index.
    Index = 5,
    /// A line of a list of sealed links' ids is not an id.
    LinkIds = 6,
    /// There is no claim store, or no statement, of this name.
    ClaimStatement = 7,
    /// A defect of the library. The call had no effect; please report it.
    Panic = 9,
    /// A brand's AES key has a length that AES does not know.
    KeyLength = 10,
    /// A brand's initialization vector is not one AES block.
    IvLength = 11,
    /// Not a URL scheme, or longer than 63 bytes.
    Scheme = 12,
    /// The entries of a brand, in a file or in the environment, are not complete or not readable.
    BrandEntries = 13,
    /// The username has no character.
    UsernameEmpty = 20,
    /// The server has no character.
    ServerEmpty = 21,
    /// The password has no character.
    PasswordEmpty = 22,
    /// The username has a character that would make the app read other fields.
    UsernameCharacter = 23,
    /// The server has a character that would make the app read other fields.
    ServerCharacter = 24,
    /// The password has a character that would make the app read other fields.
    PasswordCharacter = 25,
    /// Not a token that this brand can decode. One error for bad Base64, a wrong length, bad padding and a wrong key.
    Token = 30,
    /// The plaintext is not exactly `username=…&server=…&password=…` with three good fields.
    Plaintext = 31,
    /// The portal's base is not a URL that a launch link can be made from.
    PortalBase = 40,
    /// Not a name for the launch link's parameter.
    Param = 41,
    /// Not a link of the kind that was asked for, or one with no good token in it.
    Link = 42,
    /// Not an Android package name.
    Package = 43,
    /// The fallback of an intent link is not a URL that a browser can open.
    FallbackUrl = 44,
    /// A key ring's key has a wrong length, a wrong id, or an id given twice.
    SealingKey = 50,
    /// A key ring has no key with the current id.
    CurrentKey = 51,
    /// An expiry that a sealed token cannot hold.
    Expires = 52,
    /// Not a sealed token of this key ring and context. One error whatever the cause.
    SealedInvalid = 53,
    /// An authentic sealed token whose time is over.
    SealedExpired = 54,
    /// The entries of a key file are not complete or not readable.
    KeyEntries = 55,
    /// The system gave no random bytes for a one-time link.
    Random = 56,
    /// A grace or a number of taps that one-time links cannot have.
    ClaimPolicy = 57,
    /// A text that no QR code can hold at error correction level M.
    QrText = 60,
    /// A picture's scale is out of range.
    QrScale = 61,
    /// Not the token of a ticket of the later Sipwise generation.
    QrTicket = 62,
    /// A brace that belongs to no placeholder, or a placeholder that this text cannot have.
    Template = 63,
    /// A template without a link, or with several.
    TemplateLink = 64,
    /// A character that phones would take for a part of the link touches it.
    TemplateSpacing = 65,
    /// Not a name to show to customers, or to put into a header: 1 to 200 bytes without control characters.
    BrandName = 66,
    /// A link that no customer can tap.
    MessageLink = 67,
    /// A subject that would break out of its header, or fill a screen.
    MailSubject = 68,
    /// A language that the library has no words in.
    Language = 69,
    /// A text of the page or of its logo that cannot be shown.
    PageText = 70,
    /// Not a language tag.
    PageLanguage = 71,
    /// Not a colour of a page or of a mail.
    PageColor = 72,
    /// Not a logo that can travel inside the page.
    PageLogo = 73,
    /// A link of the page is not a URL that a browser can open.
    PageUrl = 74,
    /// A setting of the page that does not exist, was given twice, or does not have this value.
    PageSetting = 75,
    /// A page without one of its texts, in a language that needs all of them.
    PageTextMissing = 76,
    /// A message longer than 1 MiB.
    MessageLength = 80,
}

/// A status with the texts that C programs get, which end with a NUL.
struct Known {
    status: siplaunch_status,
    name: &'static str,
    text: &'static [u8],
}

macro_rules! statuses {
    (own { $($own:ident = $text:literal,)+ } core { $($error:ident,)+ }) => {
        const KNOWN: &[Known] = &[
            $(Known {
                status: siplaunch_status::$own,
                name: concat!(stringify!($own), "\0"),
                text: concat!($text, "\0").as_bytes(),
            },)+
            $(Known {
                status: siplaunch_status::$error,
                name: concat!(stringify!($error), "\0"),
                text: {
                    const TEXT: &str = Error::$error.as_str();
                    const { &with_nul::<{ TEXT.len() + 1 }>(TEXT) }
                },
            },)+
        ];

        impl From<Error> for siplaunch_status {
            fn from(error: Error) -> Self {
                match error {
                    $(Error::$error => Self::$error,)+
                    // A test walks the errors: none comes here.
                    _ => Self::Panic,
                }
            }
        }
    };
}

statuses! {
    own {
        Ok = "done",
        NullPointer = "a pointer is NULL that may not be",
        NotUtf8 = "a text is not UTF-8: encode it before",
        InputTooLong = "an input is longer than 1 MiB: check its length",
        Index = "there is nothing with this index: compare it with the count",
        LinkIds = "the ids of sealed links must be 32 hex digits each, one a line; # begins a comment",
        ClaimStatement = "no claim store or statement has this name: use one that siplaunch.h lists",
        Panic = "a defect of the library; the call had no effect, please report it",
    }
    core {
        BufferTooSmall, KeyLength, IvLength, Scheme, BrandEntries, UsernameEmpty,
        ServerEmpty, PasswordEmpty, UsernameCharacter, ServerCharacter, PasswordCharacter, Token,
        Plaintext, PortalBase, Param, Link, Package, FallbackUrl,
        SealingKey, CurrentKey, Expires, SealedInvalid, SealedExpired, KeyEntries,
        Random, ClaimPolicy,
        QrText, QrScale, QrTicket, Template, TemplateLink, TemplateSpacing,
        BrandName, MessageLink, MailSubject, Language, PageText, PageLanguage,
        PageColor, PageLogo, PageUrl, PageSetting, PageTextMissing, MessageLength,
    }
}

pub(crate) const fn with_nul<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let (head, _) = bytes.split_at_mut(text.len());
    head.copy_from_slice(text.as_bytes());
    bytes
}

fn known(status: i32) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.status as i32 == status)
}

/// The name of a status, the same in every language and release, such as "SealedExpired" for 54, for logs and for
/// programs that compare: NUL-terminated, never freed, never NULL. It is "Unknown" for other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_status_name(status: i32) -> *const c_char {
    known(status).map_or("Unknown\0", |known| known.name).as_ptr().cast()
}

/// The text of a status, the fault and the fix: English, NUL-terminated, never freed. It holds nothing of any input.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_status_text(status: i32) -> *const c_char {
    known(status)
        .map_or("an unknown status, such as one of a later version of the library\0".as_bytes(), |known| known.text)
        .as_ptr()
        .cast()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, ffi::CStr};

    use serde_json::Value;

    use super::*;

    fn name(status: i32) -> &'static str {
        // SAFETY: a NUL-terminated text that is never freed.
        unsafe { CStr::from_ptr(siplaunch_status_name(status)) }.to_str().expect("UTF-8")
    }

    fn text(status: i32) -> &'static str {
        // SAFETY: a NUL-terminated text that is never freed.
        unsafe { CStr::from_ptr(siplaunch_status_text(status)) }.to_str().expect("UTF-8")
    }

    #[test]
    fn every_error_has_its_number_and_its_text() {
        for &error in Error::ALL {
            assert_eq!(siplaunch_status::from(error) as i32, i32::from(error.code()));
            assert_eq!(text(error.code().into()), error.as_str());
        }
    }

    #[test]
    fn names_and_numbers_are_those_of_every_language() {
        let table: Value = serde_json::from_str(include_str!("../../../tests/names.json")).expect("JSON");
        let row =
            |row: &Value| (row["code"].as_i64().expect("a number"), row["name"].as_str().expect("a name").to_owned());
        let listed: BTreeSet<_> = table["errors"].as_array().expect("a list").iter().map(row).collect();
        let known = (1..=255).map(|status| (status.into(), name(status).to_owned()));
        let known: BTreeSet<_> = known.filter(|(_, name)| name != "Unknown").collect();
        assert_eq!(known, listed);
        assert_eq!((name(0), name(-1), name(i32::MAX)), ("Ok", "Unknown", "Unknown"));
    }

    #[test]
    fn every_number_has_a_text() {
        let texts: BTreeSet<_> = (0..=255).map(text).collect();
        // Those of the known statuses, and the one of the unknown.
        assert_eq!(texts.len(), KNOWN.len() + 1);
        assert_eq!(text(-1), text(i32::MAX));
    }
}

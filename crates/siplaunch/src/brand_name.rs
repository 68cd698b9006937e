//! The name of a brand, as customers read it.

use crate::Error;

/// The longest brand name, 200 bytes of UTF-8: it has to fit a header and a small screen.
pub const MAX_BRAND_NAME_LEN: usize = 200;

pub(crate) fn check_brand_name(brand_name: &str) -> Result<(), Error> {
    let good = brand_name.len() <= MAX_BRAND_NAME_LEN
        && !brand_name.trim().is_empty()
        && !brand_name.contains(char::is_control);
    if good { Ok(()) } else { Err(Error::BrandName) }
}

/// The character that takes the place of a logo.
pub(crate) fn initial(brand_name: &str) -> Option<char> {
    brand_name.chars().find(|c| c.is_alphanumeric())
}

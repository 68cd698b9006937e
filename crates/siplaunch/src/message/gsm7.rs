//! The GSM 7 bit default alphabet (3GPP TS 23.038 §6.2.1) and its extension table (§6.2.1.1).

/// By code from 0 to 127, without 27, which is no character but says that one of the extension follows.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The septets that a character takes, or none if the alphabet does not have it.
pub(crate) fn septets(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{BASIC, EXTENSION};

    #[test]
    fn the_tables_are_whole() {
        assert_eq!((BASIC.chars().count(), EXTENSION.chars().count()), (127, 10));
        let mut all: alloc::vec::Vec<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 137);
    }
}

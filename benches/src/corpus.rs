//! What all benches work on.

use siplaunch::Credentials;

/// The published key.
pub const KEY: &[u8; 16] = b"iBmTdavJ8joPW3HO";
/// The published initialization vector.
pub const IV: &[u8; 16] = b"tww21lQe6cmywrp3";

/// 2,048 random credentials with plaintexts of 55 bytes, so that no branch predictor learns one token's escapes.
pub fn corpus() -> Vec<[String; 3]> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut text = |len: usize| -> String {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
        (0..len)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                char::from(letters[(state >> 58) as usize])
            })
            .collect()
    };
    (0..2048).map(|_| [text(8), text(11), text(9)]).collect()
}

/// The three fields, borrowed.
pub fn as_strs(fields: &[String; 3]) -> [&str; 3] {
    fields.each_ref().map(String::as_str)
}

/// The three fields, by name.
pub fn as_credentials([username, server, password]: [&str; 3]) -> Credentials<'_> {
    Credentials { username, server, password }
}

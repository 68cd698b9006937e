//! Files with secrets.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use zeroize::Zeroizing;

/// More than any brand file or key file has.
const MAX_LEN: u64 = 64 << 10;

pub(crate) fn read_secret_file(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_LEN as usize));
    File::open(path)?.take(MAX_LEN).read_to_string(&mut text)?;
    Ok(text)
}

//! Bytes that are wiped when dropped, and when they grow too.

use zeroize::Zeroizing;

pub(super) type Wiped = Zeroizing<Vec<u8>>;

/// Makes room for `more` bytes. Memory that grows by itself would leave a copy behind.
pub(super) fn reserve(bytes: &mut Wiped, more: usize) {
    let len = bytes.len() + more;
    if len > bytes.capacity() {
        let mut larger = Wiped::new(Vec::with_capacity(len.max(2 * bytes.capacity())));
        larger.extend_from_slice(bytes);
        *bytes = larger;
    }
}

/// Appends bytes.
pub(super) fn append(bytes: &mut Wiped, more: &[u8]) {
    reserve(bytes, more.len());
    bytes.extend_from_slice(more);
}

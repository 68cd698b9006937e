/// Tells whether a regular file with these Unix permissions, the st_mode of stat(), is too open for a secret: others
/// than its owner and its group may read it, or others than its owner may write it. Warn about a brand file or key file
/// then.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_is_exposed(mode: u32) -> bool {
    siplaunch::is_exposed(mode)
}

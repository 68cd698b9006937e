/// Tells whether a regular file with these Unix permissions, the st_mode of stat(), is open to more than its owner and a
/// group that may read it: a brand file or key file then deserves a warning.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_is_exposed(mode: u32) -> bool {
    siplaunch::is_exposed(mode)
}

/// The number of the ABI that this header describes, which is the number in the SONAME too. It grows when a call is
/// removed or changed. Programs that load the library at run time compare it with the number that the library returns,
/// and refuse another one.
pub const SIPLAUNCH_ABI_VERSION: u32 = 0;

//! Gives the shared library its SONAME, which Cargo does not.

include!("src/abi.rs");

fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsiplaunch.so.{SIPLAUNCH_ABI_VERSION}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/abi.rs");
}

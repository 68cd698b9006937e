//! Gives the shared library its SONAME, which Cargo does not.

fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsiplaunch.so.0");
    println!("cargo:rerun-if-changed=build.rs");
}

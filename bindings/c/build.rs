//! Gives the shared library its SONAME, which Cargo does not, and makes it quick to load.

use std::env;

include!("src/abi.rs");

fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsiplaunch.so.{SIPLAUNCH_ABI_VERSION}");
    // The unwinder as a part of the library: to load libgcc_s takes half of the time, in a process without C++.
    if env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu") {
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/abi.rs");
}

fn main() {
    println!("cargo::rerun-if-changed=openssl_peer.c");
    cc::Build::new().file("openssl_peer.c").opt_level(3).warnings_into_errors(true).compile("openssl_peer");
    // Needs Debian's libssl-dev.
    pkg_config::probe_library("libcrypto").expect("libcrypto (Debian: libssl-dev)");
}

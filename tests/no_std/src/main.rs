//! Makes the handbook's launch link in a buffer on the stack, and reads it back. Exit status 0: all as it should be.
#![no_std]
#![no_main]

use core::{
    ffi::{c_char, c_int},
    panic::PanicInfo,
};

use siplaunch::{Batch, Brand, Credentials, Error, Portal, parse_launch_link_into};

// Startup code, memcpy and the like.
#[link(name = "c")]
unsafe extern "C" {
    fn abort() -> !;
}

const LINK: &str = "http://example.org/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";

// SAFETY: the name and the signature are those that the C library's startup code calls.
#[unsafe(no_mangle)]
extern "C" fn main(_argc: c_int, _argv: *const *const c_char) -> c_int {
    match links_go_there_and_back() {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => c_int::from(error.code()),
    }
}

fn links_go_there_and_back() -> Result<bool, Error> {
    let brand = Brand::sip_phone();
    let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    let portal = Portal::new("http://example.org/p")?;
    let mut buffer = [0; 160];
    let link = portal.link(brand.token(credentials)?).write_into(&mut buffer)?;

    let (mut batch, mut ends) = ([0; 640], [0; 2]);
    let batch_len =
        Batch::launch_links(portal, &brand).write_into(&[credentials; 2], &mut batch, &mut ends, |_, _| {})?;
    let all_same = batch[..ends[0]] == *LINK.as_bytes() && batch[ends[0]..batch_len] == *LINK.as_bytes();

    let mut token = [0; 120];
    let token = parse_launch_link_into(link, portal.param(), &mut token)?;
    let mut plaintext = [0; 90];
    let read = Credentials::from_plaintext(brand.decode_into(token, &mut plaintext)?)?;
    let same = [
        (read.username, credentials.username),
        (read.server, credentials.server),
        (read.password, credentials.password),
    ];
    Ok(link == LINK && all_same && same.iter().all(|(read, made)| read == made))
}

#[panic_handler]
fn panic(_info: &PanicInfo<'_>) -> ! {
    // SAFETY: it takes nothing and is always there to be called.
    unsafe { abort() }
}

/// What the precompiled `core` names but, with panics that abort, never calls.
// SAFETY: nothing else defines this name in a program without std.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

//! Safe calls to the C peer of `openssl_peer.c`.

use std::{
    ffi::{c_char, c_uchar, c_void},
    ptr::NonNull,
};

unsafe extern "C" {
    fn peer_new(key: *const c_uchar, iv: *const c_uchar, encrypt: i32) -> *mut c_void;
    fn peer_free(ctx: *mut c_void);
    fn peer_link(
        ctx: *mut c_void,
        iv: *const c_uchar,
        user: *const c_char,
        user_len: usize,
        server: *const c_char,
        server_len: usize,
        password: *const c_char,
        password_len: usize,
        out: *mut c_char,
    ) -> usize;
    fn peer_decode(
        ctx: *mut c_void,
        iv: *const c_uchar,
        token: *const c_uchar,
        token_len: usize,
        out: *mut c_uchar,
    ) -> usize;
    fn peer_open(
        ctx: *mut c_void,
        iv: *const c_uchar,
        link: *const c_char,
        link_len: usize,
        out: *mut c_uchar,
    ) -> usize;
}

/// A reused OpenSSL cipher context, for one direction.
pub struct OpenSsl {
    ctx: NonNull<c_void>,
    iv: [u8; 16],
}

impl OpenSsl {
    /// A context that encrypts or decrypts with AES-128-CBC.
    pub fn new(key: &[u8; 16], iv: &[u8; 16], encrypt: bool) -> Self {
        // SAFETY: both point to the 16 bytes that the cipher reads.
        let ctx = unsafe { peer_new(key.as_ptr(), iv.as_ptr(), encrypt.into()) };
        Self { ctx: NonNull::new(ctx).expect("EVP_CIPHER_CTX"), iv: *iv }
    }

    /// Credentials to a launch link.
    pub fn link<'b>(&mut self, [user, server, password]: [&str; 3], out: &'b mut [u8; 4096]) -> &'b [u8] {
        assert!(user.len() + server.len() + password.len() <= 1000);
        // SAFETY: lengths belong to their pointers; 1,000 bytes give a link of fewer than 4,096.
        let len = unsafe {
            peer_link(
                self.ctx.as_ptr(),
                self.iv.as_ptr(),
                user.as_ptr().cast(),
                user.len(),
                server.as_ptr().cast(),
                server.len(),
                password.as_ptr().cast(),
                password.len(),
                out.as_mut_ptr().cast(),
            )
        };
        &out[..len]
    }

    /// A token to its plaintext.
    pub fn decode<'b>(&mut self, token: &str, out: &'b mut [u8; 4096]) -> &'b [u8] {
        assert!(token.len() <= 1456);
        // SAFETY: the length belongs to its pointer; the plaintext is shorter than the token.
        let len =
            unsafe { peer_decode(self.ctx.as_ptr(), self.iv.as_ptr(), token.as_ptr(), token.len(), out.as_mut_ptr()) };
        &out[..len]
    }

    /// A launch link to its plaintext.
    pub fn open<'b>(&mut self, link: &str, out: &'b mut [u8; 4096]) -> &'b [u8] {
        assert!(link.len() <= 1400);
        // SAFETY: the length belongs to its pointer; the plaintext is shorter than the link.
        let len = unsafe {
            peer_open(self.ctx.as_ptr(), self.iv.as_ptr(), link.as_ptr().cast(), link.len(), out.as_mut_ptr())
        };
        &out[..len]
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        // SAFETY: made by `peer_new` and freed once.
        unsafe { peer_free(self.ctx.as_ptr()) }
    }
}

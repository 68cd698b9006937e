use std::ffi::{c_char, c_void};

use siplaunch::{Brand, BrandParts};

use crate::{
    call::{Out, bytes, call, credentials, free, handle, make_handle, optional_text, text, value},
    status::siplaunch_status,
};

/// One build of the app: its AES key, its initialization vector (IV) and its URL scheme. Immutable: any number of
/// threads may use it at the same time. Make it once and keep it. Freeing it wipes its keys.
pub struct siplaunch_brand(pub(crate) Brand);

/// Makes a brand of the values that its app was built with: a key of 16, 24 or 32 bytes, an IV of 16 bytes, and the URL
/// scheme that the app registers.
///
/// Fails with SIPLAUNCH_STATUS_KEY_LENGTH, _IV_LENGTH or _SCHEME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_new(
    key: *const c_void,
    key_len: usize,
    iv: *const c_void,
    iv_len: usize,
    scheme: *const c_char,
    scheme_len: usize,
    brand: *mut *mut siplaunch_brand,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointers and lengths as the caller gave them.
        let (key, iv, scheme) = unsafe { (bytes(key, key_len)?, bytes(iv, iv_len)?, text(scheme, scheme_len)?) };
        Ok(siplaunch_brand(Brand::new(BrandParts { key, iv, scheme })?))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(brand, make) }
}

/// Makes the brand of the sip:phone app as published, scheme "sipphone". Its key is public: anybody who sees a token of
/// this brand can read the password in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_sip_phone(brand: *mut *mut siplaunch_brand) -> siplaunch_status {
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(brand, || Ok(siplaunch_brand(Brand::sip_phone()))) }
}

/// Makes a brand of the text of a brand file, which is TOML: key in ASCII or key_hex in hex digits, iv or iv_hex, and
/// scheme unless it is "sipphone".
///
/// Fails with SIPLAUNCH_STATUS_BRAND_ENTRIES and as siplaunch_brand_new().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_from_toml(
    toml: *const c_char,
    toml_len: usize,
    brand: *mut *mut siplaunch_brand,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointer and length as the caller gave them.
        let toml = unsafe { text(toml, toml_len) }?;
        Ok(siplaunch_brand(Brand::from_toml(toml)?))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(brand, make) }
}

/// Frees a brand and wipes its keys. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_free(brand: *mut siplaunch_brand) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(brand) }
}

/// Writes the brand's URL scheme, at most 63 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_scheme(
    brand: *const siplaunch_brand,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and buffer as the caller gave them.
    unsafe { call(Out::new(out, capacity, len), |out| out.copy(handle(brand)?.0.scheme().as_str().as_bytes())) }
}

/// Tells whether the key is the one printed in the handbook. Everybody knows that key: it hides nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_uses_published_key(
    brand: *const siplaunch_brand,
    published: *mut bool,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(published, || Ok(handle(brand)?.0.uses_published_key())) }
}

/// Checks credentials and makes their token (handbook B.1.1.1): the text after "sipphone://".
///
/// Fails as siplaunch_credentials_check().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_token(
    brand: *const siplaunch_brand,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            out.token(&handle(brand)?.0.token(credentials)?)
        })
    }
}

/// Checks credentials and makes their app link: SCHEME://TOKEN, ready for a Location header as it is. Keep it out of
/// URL classes and redirect helpers: many turn the token's first characters to lower case, which destroys it.
///
/// Fails as siplaunch_credentials_check().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_app_link(
    brand: *const siplaunch_brand,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let brand = &handle(brand)?.0;
            let token =
                brand.token(credentials(username, username_len, server, server_len, password, password_len)?)?;
            out.link(&brand.scheme().app_link(token))
        })
    }
}

/// Checks credentials and makes their intent link. Chrome on Android opens it in the app package, or else opens
/// fallback_url. fallback_url may be NULL: Chrome then opens the app's page in the store.
///
/// Fails as siplaunch_credentials_check(), or with SIPLAUNCH_STATUS_PACKAGE or _FALLBACK_URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_intent_link(
    brand: *const siplaunch_brand,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    package: *const c_char,
    package_len: usize,
    fallback_url: *const c_char,
    fallback_url_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let brand = &handle(brand)?.0;
            let token =
                brand.token(credentials(username, username_len, server, server_len, password, password_len)?)?;
            let (package, fallback_url) = (text(package, package_len)?, optional_text(fallback_url, fallback_url_len)?);
            out.link(&brand.scheme().intent_link(token, package, fallback_url)?)
        })
    }
}

/// Encrypts any bytes as a token, unchecked, as the handbook's script does with a line of text. The token has
/// siplaunch_token_len(plaintext_len) bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_raw_token(
    brand: *const siplaunch_brand,
    plaintext: *const c_void,
    plaintext_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            out.token(&handle(brand)?.0.raw_token(bytes(plaintext, plaintext_len)?))
        })
    }
}

/// Decrypts a token and writes its plaintext: any bytes, at most token_len of them. If the buffer is too small, len
/// becomes token_len. Wipe the buffer after use.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN whatever the cause; the buffer then holds nothing of the plaintext. Never offer
/// this call to strangers: its failures make it a padding oracle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_decode(
    brand: *const siplaunch_brand,
    token: *const c_char,
    token_len: usize,
    out: *mut c_void,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let (brand, token) = (handle(brand)?, text(token, token_len)?);
            out.fill(|| token.len(), |out| brand.0.decode_into(token, out).map(<[u8]>::len))
        })
    }
}

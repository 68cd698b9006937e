use std::ffi::c_char;

use siplaunch::{Error, Portal, Scheme, Token, parse_launch_link_into};

use crate::{
    brand::siplaunch_brand,
    call::{Out, call, credentials, handle, optional_text, text},
    status::siplaunch_status,
};

/// Makes the token of checked credentials (handbook B.1.1.1): what stands after "sipphone://".
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

/// Makes the app link of checked credentials: SCHEME://TOKEN, ready for a Location header as it is. Keep it out of URL
/// classes and redirect helpers: many turn the token's first characters to lower case, which destroys it.
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

/// Makes the intent link of checked credentials, which Chrome on Android opens in the app package, or else at
/// fallback_url, which may be NULL.
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

/// Makes the app link of a token that there is already: SCHEME://TOKEN.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN if it is no token, or with _SCHEME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_app_link(
    scheme: *const c_char,
    scheme_len: usize,
    token: *const c_char,
    token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let scheme = Scheme::new(text(scheme, scheme_len)?)?;
            out.link(&scheme.app_link(Token::parse(text(token, token_len)?)?))
        })
    }
}

/// Takes the token out of an app link of a scheme. link_len bytes are always enough.
///
/// Fails with SIPLAUNCH_STATUS_LINK if it is anything else, or its token is not good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_parse_app_link(
    scheme: *const c_char,
    scheme_len: usize,
    link: *const c_char,
    link_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let scheme = Scheme::new(text(scheme, scheme_len)?)?;
            out.copy(scheme.parse_app_link(text(link, link_len)?)?.as_bytes())
        })
    }
}

/// Takes the token or sealed link out of a launch link, whatever portal it points to. param is the parameter that
/// carries it; NULL means "c". Repairs nothing: that is the launch handler's. The buffer
/// needs link_len bytes.
///
/// Fails with SIPLAUNCH_STATUS_LINK if it is not an http or https URL with that parameter once and a good token, or what
/// may be a sealed link, in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_parse_launch_link(
    link: *const c_char,
    link_len: usize,
    param: *const c_char,
    param_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let (link, param) = (text(link, link_len)?, optional_text(param, param_len)?);
            let param = param.unwrap_or(Portal::DEFAULT_PARAM);
            let parse = |out: &mut [u8]| {
                let space = out.get_mut(..link.len()).ok_or(Error::BufferTooSmall)?;
                parse_launch_link_into(link, param, space).map(str::len)
            };
            out.fill(|| link.len(), parse)
        })
    }
}

use std::ffi::{c_char, c_void};

use siplaunch::{LaunchHandler, Portal, Request, Scheme};

use crate::{
    brand::siplaunch_brand,
    call::{bytes, free, handle, make_handle, optional_text, text, time},
    key_ring::siplaunch_key_ring,
    launch::siplaunch_launch,
    page::siplaunch_page,
    response::siplaunch_response,
    status::siplaunch_status,
};

/// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens. It does
/// no I/O and keeps no state. Immutable: any number of threads may use it at the same time.
pub struct siplaunch_handler(LaunchHandler);

/// Makes a handler that turns tokens into app links of a scheme, such as "sipphone". param is the parameter that carries
/// the token; NULL means "c". With a page it answers with that in place of a redirect; NULL means none.
///
/// Fails with SIPLAUNCH_STATUS_SCHEME, _PARAM, or _PORTAL_BASE if the page's base has the parameter in its query.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_new(
    scheme: *const c_char,
    scheme_len: usize,
    param: *const c_char,
    param_len: usize,
    page: *const siplaunch_page,
    handler: *mut *mut siplaunch_handler,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointers, lengths and handle as the caller gave them.
        unsafe {
            let scheme = Scheme::new(text(scheme, scheme_len)?)?;
            finish(LaunchHandler::new(scheme), optional_text(param, param_len)?, page)
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(handler, make) }
}

/// Makes a handler that opens sealed links of a key ring and a context, and makes app links of a brand of them. With
/// sealed_only it refuses tokens, which anybody could have made or changed. Brand and key ring are copied: they can be
/// freed. param and page as for siplaunch_handler_new().
///
/// Fails with SIPLAUNCH_STATUS_PARAM, or _PORTAL_BASE if the page's base has the parameter in its query.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_new_sealed(
    brand: *const siplaunch_brand,
    key_ring: *const siplaunch_key_ring,
    context: *const c_void,
    context_len: usize,
    sealed_only: bool,
    param: *const c_char,
    param_len: usize,
    page: *const siplaunch_page,
    handler: *mut *mut siplaunch_handler,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointers, lengths and handles as the caller gave them.
        unsafe {
            let (brand, keys) = (self::handle(brand)?.0.clone(), self::handle(key_ring)?.0.clone());
            let context = bytes(context, context_len)?;
            let tokens_too = LaunchHandler::new(*brand.scheme()).with_sealed_links(brand, keys, context);
            let made = if sealed_only { tokens_too.sealed_only() } else { tokens_too };
            finish(made, optional_text(param, param_len)?, page)
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(handler, make) }
}

/// What both kinds have.
unsafe fn finish(
    handler: LaunchHandler,
    param: Option<&str>,
    page: *const siplaunch_page,
) -> Result<siplaunch_handler, siplaunch_status> {
    let handler = handler.with_param(param.unwrap_or(Portal::DEFAULT_PARAM))?;
    // SAFETY: a handle as the caller gave it, or NULL.
    let handler = match unsafe { page.as_ref() } {
        Some(page) => handler.with_page(page.0.clone())?,
        None => handler,
    };
    Ok(siplaunch_handler(handler))
}

/// Frees a handler. NULL is fine. Launches that it opened live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_free(handler: *mut siplaunch_handler) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(handler) }
}

/// Reads a request. Any bytes will do for what comes from outside.
unsafe fn request<'a>(
    method: (*const c_char, usize),
    query: (*const c_void, usize),
    user_agent: (*const c_char, usize),
    now: u64,
) -> Result<Request<'a>, siplaunch_status> {
    // SAFETY: pointers and lengths as the caller gave them.
    let [method, query] = [(method.0.cast(), method.1), query].map(|(start, len)| unsafe { bytes(start, len) });
    // What is not ASCII is no method that there is, and no browser that is looked for.
    let request = Request::at(str::from_utf8(method?).unwrap_or_default(), query?, time(now));
    if user_agent.0.is_null() {
        return Ok(request);
    }
    // SAFETY: the same.
    let user_agent = unsafe { bytes(user_agent.0.cast(), user_agent.1) }?;
    Ok(request.with_user_agent(str::from_utf8(user_agent).unwrap_or_default()))
}

/// Answers a request: a shortcut for siplaunch_handler_inspect() and siplaunch_launch_answer(). What is wrong with a request
/// is its answer, not a status.
///
/// method is the request method in capitals as it came, such as "GET"; query the query string as it came, still escaped,
/// without the "?"; user_agent the User-Agent header as it came, or NULL. now is in seconds since 1970-01-01 00:00 UTC; 0
/// means the system's clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_handle(
    handler: *const siplaunch_handler,
    method: *const c_char,
    method_len: usize,
    query: *const c_void,
    query_len: usize,
    user_agent: *const c_char,
    user_agent_len: usize,
    now: u64,
    response: *mut *mut siplaunch_response,
) -> siplaunch_status {
    let make = || {
        // SAFETY: handle, pointers and lengths as the caller gave them.
        unsafe {
            let request = request((method, method_len), (query, query_len), (user_agent, user_agent_len), now)?;
            Ok(siplaunch_response(handle(handler)?.0.handle(request)))
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(response, make) }
}

/// Looks at a request, and leaves the answer for later: a portal that keeps a list of revoked or used links looks the
/// sealed link's id up in between. Inputs as for siplaunch_handler_handle().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_inspect(
    handler: *const siplaunch_handler,
    method: *const c_char,
    method_len: usize,
    query: *const c_void,
    query_len: usize,
    user_agent: *const c_char,
    user_agent_len: usize,
    now: u64,
    launch: *mut *mut siplaunch_launch,
) -> siplaunch_status {
    let make = || {
        // SAFETY: handle, pointers and lengths as the caller gave them.
        unsafe {
            let request = request((method, method_len), (query, query_len), (user_agent, user_agent_len), now)?;
            Ok(siplaunch_launch(handle(handler)?.0.inspect(request)))
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(launch, make) }
}

use std::ffi::{c_char, c_void};

use siplaunch::{LaunchHandler, Request};

use crate::{
    call::{bytes, free, handle, make_handle, time},
    launch::siplaunch_launch,
    response::siplaunch_response,
    status::siplaunch_status,
};

/// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens. It does
/// no I/O and keeps no state. Immutable: any number of threads may use it at the same time.
pub struct siplaunch_handler(pub(crate) LaunchHandler);

/// Reads a request, which may be of any bytes.
unsafe fn request<'a>(
    method: (*const c_char, usize),
    query: (*const c_void, usize),
    user_agent: (*const c_char, usize),
    now: u64,
) -> Result<Request<'a>, siplaunch_status> {
    // SAFETY: pointers and lengths as the caller gave them.
    let [method, query] = [(method.0.cast(), method.1), query].map(|(start, len)| unsafe { bytes(start, len) });
    // The methods and browsers that the handler looks for are ASCII: text that is not UTF-8 matches none.
    let request = Request::at(str::from_utf8(method?).unwrap_or_default(), query?, time(now));
    if user_agent.0.is_null() {
        return Ok(request);
    }
    // SAFETY: the same.
    let user_agent = unsafe { bytes(user_agent.0.cast(), user_agent.1) }?;
    Ok(request.with_user_agent(str::from_utf8(user_agent).unwrap_or_default()))
}

/// Answers a request. A bad request gets a response that says so, and the call succeeds. It does the work of
/// siplaunch_handler_inspect() and siplaunch_launch_answer() in one. The tap on a one-time link gets 503.
///
/// method is the request method in capitals as it came, such as "GET"; query the query string as it came, still
/// escaped, without the "?"; user_agent the User-Agent header as it came, or NULL. All three may be any bytes. now is
/// in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock.
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

/// Reads a request, and leaves the answer for later: in between, a portal claims a one-time link, or looks up a sealed
/// link's id in its list of revoked ones. Inputs are as for siplaunch_handler_handle().
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

/// Frees a handler. NULL is fine. Launches of its requests live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_free(handler: *mut siplaunch_handler) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(handler) }
}

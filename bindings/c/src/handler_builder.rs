use std::ffi::{c_char, c_void};

use siplaunch::{Error, LaunchHandler, Scheme};

use crate::{
    brand::siplaunch_brand,
    call::{bytes, call, free, handle, handle_mut, make_handle, param, text},
    handler::siplaunch_handler,
    key_ring::siplaunch_key_ring,
    page::siplaunch_page,
    status::siplaunch_status,
};

/// The options of a handler, collected one by one. A call that fails leaves the builder as it was, ready for the next
/// call. One thread at a time may use it. It copies brands, key rings and pages: they can be freed.
pub struct siplaunch_handler_builder(LaunchHandler);

impl siplaunch_handler_builder {
    fn change(&mut self, with: impl FnOnce(LaunchHandler) -> Result<LaunchHandler, Error>) -> Result<(), Error> {
        self.0 = with(self.0.clone())?;
        Ok(())
    }
}

/// Makes a builder of a handler that redirects to app links of a scheme, such as "sipphone".
///
/// Fails with SIPLAUNCH_STATUS_SCHEME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_new(
    scheme: *const c_char,
    scheme_len: usize,
    builder: *mut *mut siplaunch_handler_builder,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointer and length as the caller gave them.
        let scheme = Scheme::new(unsafe { text(scheme, scheme_len) }?)?;
        Ok(siplaunch_handler_builder(LaunchHandler::new(scheme)))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(builder, make) }
}

/// Sets the parameter that carries the payload in launch links. NULL means "c", the default.
///
/// Fails with SIPLAUNCH_STATUS_PARAM, or _PORTAL_BASE if the page's base has the parameter in its query.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_param(
    builder: *mut siplaunch_handler_builder,
    param: *const c_char,
    param_len: usize,
) -> siplaunch_status {
    // SAFETY: handle, pointer and length as the caller gave them.
    unsafe {
        call((), |()| {
            let param = self::param(param, param_len)?;
            Ok(handle_mut(builder)?.change(|handler| handler.with_param(param))?)
        })
    }
}

/// Lets the handler open the sealed links of a key ring and a context too. It makes app links of a brand of them, and
/// the handler's scheme becomes the brand's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_sealed(
    builder: *mut siplaunch_handler_builder,
    brand: *const siplaunch_brand,
    key_ring: *const siplaunch_key_ring,
    context: *const c_void,
    context_len: usize,
) -> siplaunch_status {
    // SAFETY: handles, pointer and length as the caller gave them.
    unsafe {
        call((), |()| {
            let (brand, keys) = (handle(brand)?.0.clone(), handle(key_ring)?.0.clone());
            let context = bytes(context, context_len)?;
            Ok(handle_mut(builder)?.change(|handler| Ok(handler.with_sealed_links(brand, keys, context)))?)
        })
    }
}

/// Makes the handler refuse tokens: anybody could have made or changed one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_sealed_only(
    builder: *mut siplaunch_handler_builder,
) -> siplaunch_status {
    // SAFETY: a handle as the caller gave it.
    unsafe { call((), |()| Ok(handle_mut(builder)?.change(|handler| Ok(handler.sealed_only()))?)) }
}

/// Makes the handler ask for a tap on every sealed link, as it does on one-time links: GET gets a page whose button opens
/// the app, so that no preview or scanner that fetches the link sees the login. It needs no claim store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_confirm(
    builder: *mut siplaunch_handler_builder,
) -> siplaunch_status {
    // SAFETY: a handle as the caller gave it.
    unsafe { call((), |()| Ok(handle_mut(builder)?.change(|handler| Ok(handler.with_confirmation()))?)) }
}

/// Makes the handler answer with a page in place of a redirect, and refuse with a page too.
///
/// Fails with SIPLAUNCH_STATUS_PORTAL_BASE if the page's base has the handler's parameter in its query.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_page(
    builder: *mut siplaunch_handler_builder,
    page: *const siplaunch_page,
) -> siplaunch_status {
    // SAFETY: handles as the caller gave them.
    unsafe {
        call((), |()| {
            let page = handle(page)?.0.clone();
            Ok(handle_mut(builder)?.change(|handler| handler.with_page(page))?)
        })
    }
}

/// Builds a handler with the options so far. The builder stays: it takes further options and builds further handlers,
/// and the handlers that it has built do not change. Free it after the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_build(
    builder: *const siplaunch_handler_builder,
    handler: *mut *mut siplaunch_handler,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { make_handle(handler, || Ok(siplaunch_handler(handle(builder)?.0.clone()))) }
}

/// Frees a builder. NULL is fine. Handlers that it has built live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_handler_builder_free(builder: *mut siplaunch_handler_builder) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(builder) }
}

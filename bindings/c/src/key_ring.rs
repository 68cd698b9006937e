use std::ffi::{c_char, c_void};

use siplaunch::{Error, KeyRing, Seal, SealingKey};

use crate::{
    call::{Out, Place, array, bytes, call, credentials, free, handle, make_handle, text, time},
    credentials::siplaunch_fields,
    opened::siplaunch_opened,
    status::siplaunch_status,
};

/// One to four keys for sealed links, by id. Immutable: any number of threads may use it at the same time. Freeing it
/// wipes its keys.
pub struct siplaunch_key_ring(pub(crate) KeyRing);

/// One key of a key ring, with the id that links carry.
#[repr(C)]
pub struct siplaunch_sealing_key {
    /// 0 to 3.
    pub id: u8,
    /// 32 random bytes.
    pub key: *const c_void,
    /// The length of the key in bytes.
    pub key_len: usize,
}

/// Makes a key ring of 1 to 4 keys. The key with the id current seals; all of them open. To change keys, add a new one,
/// make it current, and take the old one out when the last link that it sealed has expired.
///
/// Fails with SIPLAUNCH_STATUS_SEALING_KEY or _CURRENT_KEY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_new(
    keys: *const siplaunch_sealing_key,
    count: usize,
    current: u8,
    key_ring: *mut *mut siplaunch_key_ring,
) -> siplaunch_status {
    let make = || {
        if count > KeyRing::MAX_KEYS {
            return Err(siplaunch_status::SealingKey);
        }
        // SAFETY: pointer and count as the caller gave them.
        let keys = unsafe { array(keys, count) }?;
        // SAFETY: pointers and lengths as the caller gave them.
        let key =
            |key: &siplaunch_sealing_key| unsafe { Ok(SealingKey { id: key.id, key: bytes(key.key, key.key_len)? }) };
        let keys = keys.iter().map(key).collect::<Result<Vec<_>, siplaunch_status>>()?;
        Ok(siplaunch_key_ring(KeyRing::new(&keys, current)?))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(key_ring, make) }
}

/// Makes a key ring of the text of a key file, as "siplaunch keygen" writes it: TOML with current = ID, and under
/// [keys] one to four lines ID = "64 hex digits".
///
/// Fails with SIPLAUNCH_STATUS_KEY_ENTRIES and as siplaunch_key_ring_new().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_from_toml(
    toml: *const c_char,
    toml_len: usize,
    key_ring: *mut *mut siplaunch_key_ring,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointer and length as the caller gave them.
        let toml = unsafe { text(toml, toml_len) }?;
        Ok(siplaunch_key_ring(KeyRing::from_toml(toml)?))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(key_ring, make) }
}

/// Frees a key ring and wipes its keys. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_free(key_ring: *mut siplaunch_key_ring) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(key_ring) }
}

/// Checks and seals credentials, and writes the sealed token, which needs no escaping in a URL. expires and context are
/// as for siplaunch_portal_sealed_link(), and so are the failures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_seal(
    key_ring: *const siplaunch_key_ring,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let seal = Seal { expires, context: bytes(context, context_len)? };
            let keys = &handle(key_ring)?.0;
            let fields_len = username_len + server_len + password_len;
            out.fill(
                || siplaunch::sealed_len(fields_len),
                |out| keys.seal_into(credentials, seal, out).map(|sealed| sealed.as_str().len()),
            )
        })
    }
}

/// Checks and seals credentials as siplaunch_key_ring_seal(), but for a one-time link, which its first tap uses up. Each
/// call draws a salt from the system, so that two links never have the same id. The expiry is kept to the second.
///
/// Fails with SIPLAUNCH_STATUS_RANDOM too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_seal_one_time(
    key_ring: *const siplaunch_key_ring,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let seal = Seal { expires, context: bytes(context, context_len)? };
            let sealed = handle(key_ring)?.0.seal_one_time(credentials, seal)?;
            out.copy(sealed.as_str().as_bytes())
        })
    }
}

/// Opens a sealed token: writes the three fields into the buffer, and their places and the rest into opened.
/// sealed_token_len bytes are enough; if the buffer is too small, len becomes that. now is in seconds since 1970-01-01
/// 00:00 UTC; 0 means the system's clock. context is the one that sealed the token. Wipe the buffer after use.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_INVALID, whatever the cause, if the text is no sealed token of this key ring and
/// context, and with SIPLAUNCH_STATUS_SEALED_EXPIRED if its time is over; the buffer then holds nothing of the fields.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_open(
    key_ring: *const siplaunch_key_ring,
    sealed_token: *const c_char,
    sealed_token_len: usize,
    now: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    opened: *mut siplaunch_opened,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and places as the caller gave them.
    unsafe {
        call((Out::new(out, capacity, len), Place(opened)), |(out, opened)| {
            let (keys, sealed) = (&handle(key_ring)?.0, text(sealed_token, sealed_token_len)?);
            let context = bytes(context, context_len)?;
            let open = |out: &mut [u8]| -> Result<usize, Error> {
                let start = out.as_ptr();
                let found = keys.open_into(sealed, time(now), context, out)?;
                let end = found.credentials.password.as_ptr().wrapping_add(found.credentials.password.len());
                let fields = siplaunch_fields::of(found.credentials, start);
                opened.put(siplaunch_opened::new(fields, found.expires, found.id, found.is_one_time));
                Ok(end as usize - start as usize)
            };
            out.fill(|| sealed.len(), open)
        })
    }
}

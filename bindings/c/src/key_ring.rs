use std::{
    ffi::{c_char, c_void},
    slice,
};

use siplaunch::{Error, FileError, KeyRing, LinkId, Opened, Seal, SealedToken, SealingKey};

use crate::{
    call::{Out, Place, bytes, call, credentials, free, handle, make_handle, text},
    credentials::siplaunch_fields,
    status::siplaunch_status,
};

/// One to four keys for sealed links, by id. Immutable: any number of threads may use it at the same time. Its keys are
/// wiped when it is freed.
pub struct siplaunch_key_ring(pub(crate) KeyRing);

/// One key of a key ring, with the id that links carry.
#[repr(C)]
pub struct siplaunch_sealing_key {
    /// 0 to 3.
    pub id: u8,
    /// 32 random bytes.
    pub key: *const c_void,
    /// How many bytes the key has.
    pub key_len: usize,
}

/// What was in a sealed link: places of the fields in the buffer that it was opened into.
#[repr(C)]
pub struct siplaunch_opened {
    /// The credentials.
    pub fields: siplaunch_fields,
    /// When the link expires, in seconds since 1970-01-01 00:00 UTC.
    pub expires: u64,
    /// What identifies the link, for revocation and single use: 32 lower-case hex digits and a NUL. No secret.
    pub id: [c_char; 33],
}

/// Makes a key ring of 1 to 4 keys; the one with the id current seals, all of them open. To change keys, add a new one,
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
        if keys.is_null() {
            return Err(siplaunch_status::NullPointer);
        }
        if count > KeyRing::MAX_KEYS {
            return Err(siplaunch_status::SealingKey);
        }
        // SAFETY: not NULL, and the caller says that so many are there.
        let keys = unsafe { slice::from_raw_parts(keys, count) };
        // SAFETY: pointers and lengths as the caller gave them.
        let key =
            |key: &siplaunch_sealing_key| unsafe { Ok(SealingKey { id: key.id, key: bytes(key.key, key.key_len)? }) };
        let keys = keys.iter().map(key).collect::<Result<Vec<_>, siplaunch_status>>()?;
        Ok(siplaunch_key_ring(KeyRing::new(&keys, current)?))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(key_ring, make) }
}

/// Makes a key ring of the text of a key file, as "siplaunch keygen" writes it: TOML with current = ID, and under [keys]
/// one to four lines ID = "64 hex digits".
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
        Ok(siplaunch_key_ring(KeyRing::from_toml(toml).map_err(|FileError { error, .. }| error)?))
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

/// The exact length in bytes of the sealed link of credentials whose fields have fields_len bytes in all.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_sealed_len(fields_len: usize) -> usize {
    siplaunch::sealed_len(fields_len)
}

/// Seals checked credentials with the current key: writes the sealed link alone, which needs no escaping in a URL. See
/// siplaunch_portal_sealed_link(), also for expires.
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

/// Opens a sealed link: writes the three fields into the buffer, and where they are into opened. sealed_len bytes are
/// enough, and that much is asked for. now is in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock. context
/// must be the one that the link was sealed with. Wipe the buffer when it has been used.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if it is not a link of this key ring and context, whatever the cause, and
/// with SIPLAUNCH_STATUS_SEALED_EXPIRED if its time is over; the buffer holds nothing of it then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_key_ring_open(
    key_ring: *const siplaunch_key_ring,
    sealed: *const c_char,
    sealed_len: usize,
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
            let (keys, sealed) = (&handle(key_ring)?.0, text(sealed, sealed_len)?);
            let context = bytes(context, context_len)?;
            let open = |out: &mut [u8]| -> Result<usize, Error> {
                let start = out.as_ptr();
                let found = keys.open_into(sealed, time(now), context, out)?;
                let end = found.credentials.password.as_ptr().wrapping_add(found.credentials.password.len());
                opened.put(siplaunch_opened::of(&found, start));
                Ok(end as usize - start as usize)
            };
            out.fill(|| sealed.len(), open)
        })
    }
}

impl siplaunch_opened {
    fn of(opened: &Opened<'_>, buffer: *const u8) -> Self {
        let fields = siplaunch_fields::of(opened.credentials, buffer);
        Self { fields, expires: opened.expires, id: id_text(opened.id) }
    }
}

pub(crate) fn id_text(id: LinkId) -> [c_char; 33] {
    let mut text = [0; 33];
    for (place, digit) in text.iter_mut().zip(id.to_string().bytes()) {
        *place = c_char::from_ne_bytes([digit]);
    }
    text
}

/// The time that was given, or the system's.
pub(crate) fn time(given: u64) -> u64 {
    if given == 0 { siplaunch::now() } else { given }
}

/// Writes what identifies a sealed link: 32 lower-case hex digits. No key is needed to see it.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if it cannot be a sealed link.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sealed_link_id(
    sealed: *const c_char,
    sealed_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let id = SealedToken::parse(text(sealed, sealed_len)?)?.id().to_string();
            out.copy(id.as_bytes())
        })
    }
}

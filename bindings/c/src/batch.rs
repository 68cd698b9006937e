use std::{
    ffi::{c_char, c_void},
    iter, ptr,
};

use memchr::memchr;
use siplaunch::{Batch, Credentials, Error, Seal, random_salts};

use crate::{
    brand::siplaunch_brand,
    call::{Out, Outputs, Place, SIPLAUNCH_MAX_INPUT_LEN, array, array_mut, bytes, call, credentials, handle},
    key_ring::siplaunch_key_ring,
    portal::siplaunch_portal,
    status::siplaunch_status,
};

/// The credentials of one row of a batch: pointers and lengths in bytes.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct siplaunch_row {
    /// The SIP username.
    pub username: *const c_char,
    /// The length of the username.
    pub username_len: usize,
    /// The SIP server or domain.
    pub server: *const c_char,
    /// The length of the server.
    pub server_len: usize,
    /// The SIP password.
    pub password: *const c_char,
    /// The length of the password.
    pub password_len: usize,
}

/// Makes the tokens of many rows of credentials, as siplaunch_brand_token() makes one, faster than one by one.
///
/// count is the number of rows, at most 1,048,576 (SIPLAUNCH_MAX_INPUT_LEN); ends and statuses are arrays of so many
/// elements. out gets all texts, one after the other: that of row i ends before ends[i] and begins where the text of
/// the row before it ends. statuses[i] is the status that siplaunch_brand_token() returns for row i. A row that fails
/// has an empty text and stops no other row: the call returns SIPLAUNCH_STATUS_OK, and rejected becomes the number of
/// rows that failed. If the call itself fails, it does not write to ends and statuses. Give each call some thousand
/// rows: more in one call are hardly faster.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_tokens(
    brand: *const siplaunch_brand,
    rows: *const siplaunch_row,
    count: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    rejected: *mut usize,
) -> siplaunch_status {
    let texts = Texts::new(out, capacity, len, ends, statuses, count, rejected);
    // SAFETY: handle, arrays and places as the caller gave them.
    unsafe { call(texts, |texts| texts.fill(rows, Batch::tokens(&handle(brand)?.0))) }
}

/// Makes the app links of many rows of credentials, as siplaunch_brand_app_link() makes one. Arguments and results are
/// those of siplaunch_brand_tokens().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_brand_app_links(
    brand: *const siplaunch_brand,
    rows: *const siplaunch_row,
    count: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    rejected: *mut usize,
) -> siplaunch_status {
    let texts = Texts::new(out, capacity, len, ends, statuses, count, rejected);
    // SAFETY: handle, arrays and places as the caller gave them.
    unsafe { call(texts, |texts| texts.fill(rows, Batch::app_links(&handle(brand)?.0))) }
}

/// Makes the launch links of many rows of credentials, as siplaunch_portal_launch_link() makes one. Arguments and
/// results are those of siplaunch_brand_tokens().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_launch_links(
    portal: *const siplaunch_portal,
    brand: *const siplaunch_brand,
    rows: *const siplaunch_row,
    count: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    rejected: *mut usize,
) -> siplaunch_status {
    let texts = Texts::new(out, capacity, len, ends, statuses, count, rejected);
    // SAFETY: handles, arrays and places as the caller gave them.
    unsafe {
        call(texts, |texts| texts.fill(rows, Batch::launch_links(handle(portal)?.0.as_portal(), &handle(brand)?.0)))
    }
}

/// Makes the sealed links of many rows of credentials, as siplaunch_portal_sealed_link() makes one, all with the same
/// expiry and context. The other arguments and results are those of siplaunch_brand_tokens(). A bad expiry is the status
/// of each row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_sealed_links(
    portal: *const siplaunch_portal,
    key_ring: *const siplaunch_key_ring,
    rows: *const siplaunch_row,
    count: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    rejected: *mut usize,
) -> siplaunch_status {
    let texts = Texts::new(out, capacity, len, ends, statuses, count, rejected);
    // SAFETY: handles, arrays, pointers, lengths and places as the caller gave them.
    unsafe {
        call(texts, |texts| {
            let seal = Seal { expires, context: bytes(context, context_len)? };
            texts.fill(rows, Batch::sealed_links(handle(portal)?.0.as_portal(), &handle(key_ring)?.0, seal))
        })
    }
}

/// Makes the one-time links of many rows of credentials, as siplaunch_portal_one_time_link() makes one. Arguments and
/// results are those of siplaunch_portal_sealed_links().
///
/// Fails with SIPLAUNCH_STATUS_RANDOM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_one_time_links(
    portal: *const siplaunch_portal,
    key_ring: *const siplaunch_key_ring,
    rows: *const siplaunch_row,
    count: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    rejected: *mut usize,
) -> siplaunch_status {
    let texts = Texts::new(out, capacity, len, ends, statuses, count, rejected);
    // SAFETY: handles, arrays, pointers, lengths and places as the caller gave them.
    unsafe {
        call(texts, |texts| {
            let seal = Seal { expires, context: bytes(context, context_len)? };
            let salts = random_salts(texts.count()?)?;
            texts.fill(rows, Batch::one_time_links(handle(portal)?.0.as_portal(), &handle(key_ring)?.0, seal, &salts))
        })
    }
}

/// Finds the rows in one text, for languages in which it takes long to fill structures. The text has the username,
/// server and password of each row, with a NUL after each of them. The rows point into it. Fields that the last row
/// lacks are empty.
///
/// capacity and count are numbers of rows. Compare count with the number of rows that the text was made of: a field
/// with a NUL in it makes another row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_rows_from_text(
    text: *const c_void,
    text_len: usize,
    out: *mut siplaunch_row,
    capacity: usize,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and places as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, count), |out| {
            // Any bytes: a row that is not UTF-8 stops no other row.
            let mut text = bytes(text, text_len)?;
            let rows: Vec<_> = iter::from_fn(|| siplaunch_row::take(&mut text)).collect();
            out.copy(&rows)
        })
    }
}

/// The places of a batch's results.
#[derive(Clone, Copy)]
struct Texts {
    text: Out,
    ends: *mut usize,
    statuses: *mut siplaunch_status,
    count: usize,
    rejected: Place<usize>,
}

impl Outputs for Texts {
    unsafe fn reset(self) -> bool {
        let has_arrays = self.count == 0 || !self.ends.is_null() && !self.statuses.is_null();
        // SAFETY: as the caller of this function says.
        unsafe { self.text.reset() & self.rejected.reset() & has_arrays }
    }
}

impl Texts {
    const fn new(
        out: *mut c_char,
        capacity: usize,
        len: *mut usize,
        ends: *mut usize,
        statuses: *mut siplaunch_status,
        count: usize,
        rejected: *mut usize,
    ) -> Self {
        Self { text: Out::new(out, capacity, len), ends, statuses, count, rejected: Place(rejected) }
    }

    /// The number of rows: a greater one is a mistake, such as a negative number.
    fn count(self) -> Result<usize, siplaunch_status> {
        if self.count <= SIPLAUNCH_MAX_INPUT_LEN { Ok(self.count) } else { Err(siplaunch_status::InputTooLong) }
    }

    unsafe fn fill(self, rows: *const siplaunch_row, batch: Batch<'_>) -> Result<(), siplaunch_status> {
        let count = self.count()?;
        let mut statuses = vec![siplaunch_status::Ok; count];
        // SAFETY: as the caller of this function says; `reset` has found that no array is NULL.
        let (rows, ends) = unsafe { (array(rows, count)?, array_mut(self.ends, count)?) };
        let mut read = |(row, status): (&siplaunch_row, &mut siplaunch_status)| {
            // SAFETY: the same.
            unsafe { row.credentials() }.unwrap_or_else(|bad| {
                *status = bad;
                NO_CREDENTIALS
            })
        };
        let credentials: Vec<_> = rows.iter().zip(&mut statuses).map(&mut read).collect();
        let mut reject = |i: usize, error: Error| {
            if statuses[i] == siplaunch_status::Ok {
                statuses[i] = error.into();
            }
        };
        // SAFETY: the same.
        unsafe {
            self.text
                .fill(|| batch.max_len(&credentials), |text| batch.write_into(&credentials, text, ends, &mut reject))?;
            self.rejected.put(statuses.iter().filter(|&&status| status != siplaunch_status::Ok).count());
            ptr::copy_nonoverlapping(statuses.as_ptr(), self.statuses, count);
        }
        Ok(())
    }
}

/// What a batch gets for a row that cannot be read: the core rejects it.
const NO_CREDENTIALS: Credentials<'_> = Credentials { username: "", server: "", password: "" };

impl siplaunch_row {
    /// Takes the fields of one row off a text, in which a NUL ends each field.
    fn take(text: &mut &[u8]) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let mut field = || {
            let len = memchr(0, text).unwrap_or(text.len());
            let (field, rest) = text.split_at(len);
            *text = &rest[rest.len().min(1)..];
            (field.as_ptr().cast(), len)
        };
        let [(username, username_len), (server, server_len), (password, password_len)] = [field(), field(), field()];
        Some(Self { username, username_len, server, server_len, password, password_len })
    }

    unsafe fn credentials<'a>(&self) -> Result<Credentials<'a>, siplaunch_status> {
        let Self { username, username_len, server, server_len, password, password_len } = *self;
        // SAFETY: as the caller of this function says.
        unsafe { credentials(username, username_len, server, server_len, password, password_len) }
    }
}

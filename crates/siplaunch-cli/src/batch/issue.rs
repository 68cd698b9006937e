//! The texts of a chunk's rows.

use std::mem;

use anyhow::{Result, anyhow};
use siplaunch::{Batch, Brand, Credentials, Error, KeyRing, Portal, Seal, SealedToken, Sms, SmsDraft};
use zeroize::Zeroizing;

use super::{
    added::Added,
    chunk::{Chunk, RowOf},
    columns::Columns,
    format::{Format, RowWriter, Value},
    qr_files::QrFiles,
    rejects::Reject,
    wiped::{Wiped, reserve},
};

/// What each row gets, and of what it is made.
pub(super) struct Issuer<'a> {
    pub(super) added: &'a [Added],
    pub(super) columns: &'a Columns<'a>,
    pub(super) portal: Portal<'a>,
    pub(super) brand: Option<Brand>,
    pub(super) sealing: Option<Sealing<'a>>,
    pub(super) sms: Option<Wording<'a>>,
    pub(super) qr: Option<QrFiles<'a>>,
    pub(super) output: Format,
}

/// How links are sealed.
pub(super) struct Sealing<'a> {
    pub(super) keys: KeyRing,
    pub(super) seal: Seal<'a>,
    pub(super) once: bool,
}

/// The words of an SMS.
pub(super) struct Wording<'a> {
    pub(super) template: &'a str,
    pub(super) brand_name: &'a str,
}

impl Wording<'_> {
    fn compose(&self, link: &str) -> Result<Sms, Error> {
        SmsDraft { template: self.template, link, brand_name: self.brand_name }.compose()
    }
}

/// A chunk's part of the output.
pub(super) struct Issued {
    pub(super) rows: Wiped,
    pub(super) rejects: Vec<Reject>,
    /// The number of rows, the rejects included.
    pub(super) count: u64,
    /// The number of rows with characters that some app builds may read differently.
    pub(super) ambiguous: u64,
    /// The bytes of the input that were read so far.
    pub(super) read: u64,
}

/// Texts of a chunk's rows, one after another, in memory that the next chunk uses again.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Wiped,
    ends: Vec<usize>,
}

/// The texts of all columns that come from a batch.
#[derive(Default)]
pub(super) struct AllTexts {
    token: Texts,
    app_link: Texts,
    launch_link: Texts,
    sealed_link: Texts,
}

impl Issuer<'_> {
    pub(super) fn issue(&self, mut chunk: Chunk, texts: &mut AllTexts) -> Result<Issued> {
        let mut rejects = mem::take(&mut chunk.rejects);
        let mut out = mem::take(&mut chunk.header);
        let rows: Vec<_> = chunk.rows().collect();
        let count = (rows.len() + rejects.len()) as u64;
        let errors = self.write_texts(&rows, texts)?;
        reserve(&mut out, texts.len() + chunk.kept_len() + 8 * rows.len());
        let mut ambiguous = 0;
        for (index, (row, error)) in rows.iter().zip(errors).enumerate() {
            let written = match error {
                Some(error) => Err(self.reject(row.number, error)),
                None => self.write_row(row, &texts.of_row(index), &mut out)?,
            };
            match written {
                Ok(()) => ambiguous += u64::from(row.fields.credentials().ambiguities().next().is_some()),
                Err(reject) => rejects.push(reject),
            }
        }
        rejects.sort_by_key(|reject| reject.row);
        Ok(Issued { rows: out, rejects, count, ambiguous, read: chunk.read })
    }

    /// Makes the texts of all rows, and returns the errors of the bad ones.
    fn write_texts(&self, rows: &[RowOf<'_>], texts: &mut AllTexts) -> Result<Vec<Option<Error>>> {
        let rows: Vec<_> = rows.iter().map(|row| row.fields.credentials()).collect();
        let mut errors = vec![None; rows.len()];
        let has = |added| self.added.contains(&added);
        if let Some(brand) = &self.brand {
            if has(Added::Token) {
                texts.token.write(Batch::tokens(brand), &rows, &mut errors)?;
            }
            if has(Added::AppLink) {
                texts.app_link.write(Batch::app_links(brand), &rows, &mut errors)?;
            }
            if has(Added::LaunchLink) || self.sealing.is_none() {
                texts.launch_link.write(Batch::launch_links(self.portal, brand), &rows, &mut errors)?;
            }
        }
        if let Some(Sealing { keys, seal, once }) = &self.sealing {
            let salts = if *once { salts(rows.len())? } else { Vec::new() };
            let batch = if *once {
                Batch::one_time_links(self.portal, keys, *seal, &salts)
            } else {
                Batch::sealed_links(self.portal, keys, *seal)
            };
            texts.sealed_link.write(batch, &rows, &mut errors)?;
        }
        Ok(errors)
    }

    /// Writes a row. The inner error rejects the row, the outer one stops the batch.
    fn write_row(&self, row: &RowOf<'_>, texts: &TextsOf<'_>, out: &mut Wiped) -> Result<Result<(), Reject>> {
        let link = if self.sealing.is_some() { texts.sealed_link } else { texts.launch_link };
        let sms = match self.sms.as_ref().map(|wording| wording.compose(link)).transpose() {
            Ok(sms) => sms,
            Err(error) => return Ok(Err(self.reject(row.number, error))),
        };
        let qr = match self.qr.as_ref().map(|files| self.write_qr(files, row, link)).transpose()?.transpose() {
            Ok(qr) => qr,
            Err(reject) => return Ok(Err(reject)),
        };
        let sealed = SealedToken::parse(link.rsplit('=').next().unwrap_or_default());
        let mut writer = RowWriter::new(self.output, out);
        writer.raw(row.kept_count, row.kept);
        for added in self.added {
            let id;
            let value = match added {
                Added::Token => Value::Text(texts.token),
                Added::AppLink => Value::Text(texts.app_link),
                Added::LaunchLink => Value::Text(texts.launch_link),
                Added::SealedLink => Value::Text(texts.sealed_link),
                Added::Id => {
                    id = sealed?.id().to_string();
                    Value::Text(&id)
                }
                Added::Expires => Value::Number(self.expires(sealed?)?),
                Added::Sms => Value::Text(sms.as_ref().map_or("", Sms::text)),
                Added::Qr => Value::Text(qr.as_deref().unwrap_or_default()),
            };
            writer.field(added.name(), value);
        }
        writer.end();
        Ok(Ok(()))
    }

    /// Writes the QR code of a link, and returns the file's name.
    fn write_qr(&self, files: &QrFiles<'_>, row: &RowOf<'_>, link: &str) -> Result<Result<String, Reject>> {
        let number = format!("{:08}", row.number);
        let name = if self.columns.name.is_some() { row.fields.name } else { &number };
        let column = self.columns.name.map(Into::into);
        Ok(files.write(name, link)?.map_err(|reason| Reject { row: row.number, column, reason: reason.into() }))
    }

    /// The expiry of a sealed token: sealing may have chosen one of the next seconds.
    fn expires(&self, sealed: SealedToken<'_>) -> Result<u64, Error> {
        let Some(Sealing { keys, seal, .. }) = &self.sealing else { return Err(Error::SealedInvalid) };
        let mut space = Zeroizing::new(vec![0; sealed.as_str().len()]);
        Ok(keys.open_into(sealed.as_str(), 0, seal.context, &mut space)?.expires)
    }

    fn reject(&self, row: u64, error: Error) -> Reject {
        let column = match error {
            Error::UsernameEmpty | Error::UsernameCharacter => Some(self.columns.username),
            Error::ServerEmpty | Error::ServerCharacter => self.columns.server.column(),
            Error::PasswordEmpty | Error::PasswordCharacter => Some(self.columns.password),
            _ => None,
        };
        Reject { row, column: column.map(Into::into), reason: error.to_string() }
    }
}

/// A random salt for each row.
fn salts(rows: usize) -> Result<Vec<[u8; 4]>> {
    let mut salts = vec![[0; 4]; rows];
    getrandom::fill(salts.as_flattened_mut()).map_err(|error| anyhow!("random bytes of the system: {error}"))?;
    Ok(salts)
}

impl Texts {
    fn write(&mut self, batch: Batch<'_>, rows: &[Credentials<'_>], errors: &mut [Option<Error>]) -> Result<(), Error> {
        let room = batch.max_len(rows);
        if self.bytes.len() < room {
            self.bytes = Wiped::new(vec![0; room]);
        }
        self.ends.resize(rows.len(), 0);
        batch.write_into(rows, &mut self.bytes, &mut self.ends, |index, error| errors[index] = Some(error))?;
        Ok(())
    }

    fn get(&self, index: usize) -> &str {
        let start = if index == 0 { Some(&0) } else { self.ends.get(index - 1) };
        let (Some(&start), Some(&end)) = (start, self.ends.get(index)) else { return "" };
        str::from_utf8(&self.bytes[start..end]).expect("it is ASCII")
    }
}

/// The texts of one row; those of other columns are empty.
struct TextsOf<'a> {
    token: &'a str,
    app_link: &'a str,
    launch_link: &'a str,
    sealed_link: &'a str,
}

impl AllTexts {
    /// The number of bytes in all texts, or some more.
    fn len(&self) -> usize {
        let texts = [&self.token, &self.app_link, &self.launch_link, &self.sealed_link];
        texts.iter().filter_map(|texts| texts.ends.last()).sum()
    }

    fn of_row(&self, index: usize) -> TextsOf<'_> {
        let Self { token, app_link, launch_link, sealed_link } = self;
        TextsOf {
            token: token.get(index),
            app_link: app_link.get(index),
            launch_link: launch_link.get(index),
            sealed_link: sealed_link.get(index),
        }
    }
}

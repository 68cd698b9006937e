//! The columns that the output adds.

use std::path::{Path, PathBuf};

use clap::ArgGroup;
use siplaunch::{Language, QrCode};

/// The options of the columns that the output adds.
#[derive(clap::Args)]
#[command(next_help_heading = "Columns of the output (without these options: launch_link, or sealed_link with --seal)")]
#[command(group(ArgGroup::new("qr").args(["qr_svg", "qr_png"])))]
pub(super) struct AddedArgs {
    /// Add the token, in the column `token`
    #[arg(long)]
    token: bool,
    /// Add the app link, in the column `app_link`
    #[arg(long)]
    app_link: bool,
    /// Add the launch link with the token, in the column `launch_link`; --seal and --once add `sealed_link`
    #[arg(long)]
    launch_link: bool,
    /// Add the id of the sealed link, in the column `id`
    #[arg(long, requires = "sealed")]
    id: bool,
    /// Add the expiry of the sealed link (Unix time), in the column `expires`
    #[arg(long, requires = "sealed")]
    expires: bool,
    /// Add the SMS with the sealed or else the launch link, in the column `sms`
    #[arg(long)]
    sms: bool,
    /// Text of the SMS, which has {link} between spaces and may contain {brand}
    #[arg(long, value_name = "TEXT", requires = "sms", conflicts_with = "language")]
    pub(super) template: Option<String>,
    /// Language of the SMS: en, de or a variety such as de-AT
    #[arg(long, value_name = "TAG", default_value = Language::English.tag(), requires = "sms")]
    pub(super) language: String,
    /// Brand name that customers read, in place of {brand} [default: the scheme]
    #[arg(long, value_name = "NAME", requires = "sms")]
    pub(super) brand_name: Option<String>,
    /// Write the QR code of the sealed or else the launch link into a new folder, its name in the column `qr`
    #[arg(long, value_name = "FOLDER")]
    qr_svg: Option<PathBuf>,
    /// The same as PNG images
    #[arg(long, value_name = "FOLDER")]
    qr_png: Option<PathBuf>,
    /// Pixels per module of a PNG image
    #[arg(long, default_value_t = QrCode::DEFAULT_SCALE, requires = "qr_png")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=i64::from(QrCode::MAX_SCALE)))]
    scale: u32,
    /// Column whose values name the QR codes [default: the number of the row]
    #[arg(long, value_name = "NAME", requires = "qr")]
    pub(super) qr_column: Option<String>,
}

/// A column of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    Token,
    AppLink,
    LaunchLink,
    SealedLink,
    Id,
    Expires,
    Sms,
    Qr,
}

/// The kind of QR codes.
#[derive(Clone, Copy)]
pub(super) enum QrKind {
    Svg,
    Png { scale: u32 },
}

impl AddedArgs {
    /// The columns, in their order.
    pub(super) fn columns(&self, is_sealed: bool) -> Vec<Added> {
        let asked = [
            (self.token, Added::Token),
            (self.app_link, Added::AppLink),
            (self.launch_link, Added::LaunchLink),
            (is_sealed, Added::SealedLink),
            (self.id, Added::Id),
            (self.expires, Added::Expires),
            (self.sms, Added::Sms),
            (self.qr().is_some(), Added::Qr),
        ];
        let mut columns: Vec<_> = asked.into_iter().filter(|(is_asked, _)| *is_asked).map(|(_, added)| added).collect();
        if columns.is_empty() {
            columns.push(Added::LaunchLink);
        }
        columns
    }

    /// The folder and the kind of the QR codes, if there shall be any.
    pub(super) fn qr(&self) -> Option<(&Path, QrKind)> {
        let svg = self.qr_svg.as_deref().map(|folder| (folder, QrKind::Svg));
        svg.or_else(|| self.qr_png.as_deref().map(|folder| (folder, QrKind::Png { scale: self.scale })))
    }
}

impl Added {
    /// The name, as `siplaunch link --json` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::AppLink => "app_link",
            Self::LaunchLink => "launch_link",
            Self::SealedLink => "sealed_link",
            Self::Id => "id",
            Self::Expires => "expires",
            Self::Sms => "sms",
            Self::Qr => "qr",
        }
    }
}

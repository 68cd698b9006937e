//! The texts of the page, in the languages of the library.

use crate::Language;

macro_rules! page_texts {
    ($($(#[doc = $doc:literal])+ $variant:ident: $name:literal, $english:literal, $german:literal;)+) => {
        /// One of the texts of a [`Page`](crate::Page), all of which can be replaced.
        ///
        /// `{brand}` in a text becomes the brand name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum PageText {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl PageText {
            /// All of them, in the order in which a customer may meet them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name that configuration files and other languages use, such as `bad_link_title`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            pub(crate) const fn help(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The name of the setting that replaces it, see [`Page::from_settings`](crate::Page::from_settings).
            pub(crate) const fn setting(self) -> &'static str {
                match self { $(Self::$variant => concat!("texts.", $name),)+ }
            }

            /// The text in a language, as it is unless another one replaces it.
            ///
            /// ```
            /// use siplaunch::{Language, PageText};
            ///
            /// assert_eq!(PageText::Title.default_in(Language::German), "{brand} einrichten");
            /// ```
            #[must_use]
            pub const fn default_in(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::English) => $english,
                    (Self::$variant, Language::German) => $german,)+
                }
            }
        }
    };
}

page_texts! {
    /// The heading, and the title of the browser's tab.
    Title: "title",
        "Set up {brand}",
        "{brand} einrichten";
    /// The action of the button.
    Lead: "lead",
        "The button opens the app and signs you in. There is nothing to type.",
        "Die Schaltfläche öffnet die App und meldet Sie an. Sie müssen nichts eintippen.";
    /// The button that opens the app link.
    Button: "button",
        "Open {brand}",
        "{brand} öffnen";
    /// The line above the store buttons. A page without them leaves it out.
    Install: "install",
        "No app yet? Install it first, then come back to this page.",
        "Noch keine App? Bitte zuerst installieren, dann auf diese Seite zurückkommen.";
    /// The button to the App Store.
    AppStore: "app_store",
        "App Store",
        "App Store";
    /// The button to Google Play.
    GooglePlay: "google_play",
        "Google Play",
        "Google Play";
    /// The heading of the QR code, which only desktops show.
    ScanTitle: "scan_title",
        "Scan with your phone",
        "Mit dem Handy scannen";
    /// The way to use the QR code.
    Scan: "scan",
        "Point your phone’s camera at the code and carry on there.",
        "Richten Sie die Kamera Ihres Handys auf den Code und machen Sie dort weiter.";
    /// The name of the QR code for those who do not see it.
    ScanLabel: "scan_label",
        "QR code of this link",
        "QR-Code dieses Links";
    /// The heading when there is no good link.
    BadLinkTitle: "bad_link_title",
        "This link does not work",
        "Dieser Link funktioniert nicht";
    /// The way out when there is no good link.
    BadLink: "bad_link",
        "Part of it may have got lost. Open the whole link from your message, or ask for a new one.",
        "Vielleicht ging ein Teil davon verloren. Öffnen Sie den ganzen Link aus Ihrer Nachricht oder bitten Sie um einen neuen.";
    /// The heading for a link that has expired or was revoked.
    GoneTitle: "gone_title",
        "This link is no longer valid",
        "Dieser Link ist nicht mehr gültig";
    /// The way out when the link has expired or was revoked. A page without an address for new links says less.
    Gone: "gone",
        "To keep your account safe, links like this one work for a limited time. Please ask for a new one.",
        "Zum Schutz Ihres Kontos gelten solche Links nur für begrenzte Zeit. Bitte fordern Sie einen neuen an.";
    /// The heading for a one-time link that is used up.
    UsedTitle: "used_title",
        "This link was used already",
        "Dieser Link wurde bereits verwendet";
    /// The way out when a one-time link is used up.
    Used: "used",
        "Links like this one work once. If {brand} is set up, just open it. If it was not you who used the link, please ask for a new one at once.",
        "Solche Links gelten nur einmal. Wenn {brand} eingerichtet ist, öffnen Sie einfach die App. Wenn nicht Sie den Link verwendet haben, fordern Sie bitte gleich einen neuen an.";
    /// The button to a new link.
    NewLink: "new_link",
        "Get a new link",
        "Neuen Link anfordern";
    /// The heading for a method that the link does not allow.
    MethodTitle: "method_title",
        "Open this link in a browser",
        "Öffnen Sie den Link im Browser";
    /// How to open the link with GET.
    Method: "method",
        "Tap the link in your message, or copy it whole into your browser.",
        "Tippen Sie auf den Link in Ihrer Nachricht oder kopieren Sie ihn ganz in Ihren Browser.";
    /// The heading for a query that is too long.
    TooLongTitle: "too_long_title",
        "This link is too long",
        "Dieser Link ist zu lang";
    /// How to get a shorter link.
    TooLong: "too_long",
        "Something else may have got into it. Open the link from your message, or ask for a new one.",
        "Vielleicht ist etwas anderes hineingeraten. Öffnen Sie den Link aus Ihrer Nachricht oder bitten Sie um einen neuen.";
    /// The heading when a one-time link could not be claimed.
    UnavailableTitle: "unavailable_title",
        "Please try again",
        "Bitte versuchen Sie es noch einmal";
    /// The action of the button when a one-time link could not be claimed.
    Unavailable: "unavailable",
        "{brand} cannot be set up at the moment. Your link still works: try again in a minute.",
        "{brand} kann gerade nicht eingerichtet werden. Ihr Link gilt weiterhin: Versuchen Sie es in einer Minute noch einmal.";
    /// The button that tries again to claim a one-time link.
    TryAgain: "try_again",
        "Try again",
        "Noch einmal versuchen";
}

/// [`PageText::Gone`] of a page that has no address for new links.
pub(crate) const fn gone_without_new_link(language: Language) -> &'static str {
    match language {
        Language::English => "To keep your account safe, links like this one work for a limited time.",
        Language::German => "Zum Schutz Ihres Kontos gelten solche Links nur für begrenzte Zeit.",
    }
}

impl PageText {
    /// The text of a name.
    ///
    /// ```
    /// use siplaunch::PageText;
    ///
    /// assert_eq!(PageText::parse("bad_link_title"), Some(PageText::BadLinkTitle));
    /// assert_eq!(PageText::parse("heading"), None);
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|text| text.as_str() == name)
    }
}

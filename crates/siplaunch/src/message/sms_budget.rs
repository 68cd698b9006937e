use super::gsm7;

/// How an SMS is encoded (3GPP TS 23.038 §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmsEncoding {
    /// The GSM 7 bit default alphabet with its extension table. A unit is a septet.
    Gsm7,
    /// UCS-2, as phones read it: UTF-16. A unit is 16 bits.
    Ucs2,
}

impl SmsEncoding {
    /// `GSM-7` or `UCS-2`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// The units that an SMS of one part holds: 160 septets or 70 UTF-16 units.
    #[must_use]
    pub const fn units_alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// The units that each of several parts holds beside its header (3GPP TS 23.040 §9.2.3.24.1): 153 or 67.
    #[must_use]
    pub const fn units_per_part(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// The cost of sending a text by SMS.
///
/// It counts without national language tables, which few gateways use. A character of two units, of the extension table or
/// as a surrogate pair, is never split between parts, so that a part can end with a unit unused.
///
/// ```
/// use siplaunch::{SmsBudget, SmsEncoding};
///
/// let budget = SmsBudget::of("Price: 5 €");
/// assert_eq!((budget.encoding, budget.units, budget.parts, budget.units_left), (SmsEncoding::Gsm7, 11, 1, 149));
///
/// let budget = SmsBudget::of("Preis: 5 ₿");
/// assert_eq!((budget.encoding, budget.units, budget.parts, budget.units_left), (SmsEncoding::Ucs2, 10, 1, 60));
/// assert_eq!(budget.first_non_gsm, Some('₿'));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SmsBudget {
    /// The encoding that the text needs.
    pub encoding: SmsEncoding,
    /// The text's length in units of the encoding.
    pub units: usize,
    /// The number of parts, each of which is paid for; 1 at least.
    pub parts: usize,
    /// The units left in the last part.
    pub units_left: usize,
    /// The text's length in characters (Unicode scalar values).
    pub characters: usize,
    /// The first character that the GSM alphabet does not have.
    pub first_non_gsm: Option<char>,
}

impl SmsBudget {
    /// The most characters that the handbook advises (B.1.1.1).
    pub const HANDBOOK_CHARACTERS: usize = 140;

    /// Counts a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let first_non_gsm = text.chars().find(|&c| gsm7::septets(c).is_none());
        let encoding = if first_non_gsm.is_none() { SmsEncoding::Gsm7 } else { SmsEncoding::Ucs2 };
        let cost = |c: char| match encoding {
            SmsEncoding::Gsm7 => gsm7::septets(c).expect("no character needs UCS-2"),
            SmsEncoding::Ucs2 => c.len_utf16(),
        };
        let costs = text.chars().map(cost);
        let units = costs.clone().sum();
        let (parts, left) = match encoding.units_alone().checked_sub(units) {
            Some(left) => (1, left),
            None => split(costs, encoding.units_per_part()),
        };
        Self { encoding, units, parts, units_left: left, characters: text.chars().count(), first_non_gsm }
    }

    /// Whether the text keeps to the handbook's advice of 140 characters or fewer.
    #[must_use]
    pub const fn is_within_handbook(&self) -> bool {
        self.characters <= Self::HANDBOOK_CHARACTERS
    }
}

/// Fills parts one after the other; returns their number and the room left in the last one.
fn split(costs: impl Iterator<Item = usize>, capacity: usize) -> (usize, usize) {
    costs.fold((1, capacity), |(parts, left), cost| match left.checked_sub(cost) {
        Some(left) => (parts, left),
        None => (parts + 1, capacity - cost),
    })
}

use std::str::FromStr;

use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value::Error},
};

/// When a call is pushed: sip:carrier's preference `mobile_push_enable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Never: the call is rejected at once.
    Never,
    /// Always: registered phones ring at once, and the others are woken too.
    Always,
    /// Only without a registered phone.
    #[default]
    NoReg,
    /// Always, and registrations from before the push do not count.
    OnlyPush,
    /// Registered phones ring first; when the proxy sends the call again, the others are woken.
    RegThenPush,
    /// The others are woken first; at the time-out, registered phones ring.
    PushThenReg,
}

impl FromStr for Mode {
    type Err = Error;

    /// Reads sip:carrier's word for the mode, `no_reg` for example.
    fn from_str(word: &str) -> Result<Self, Error> {
        Self::deserialize(word.into_deserializer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sip_carriers_words() {
        let words = ["never", "always", "no_reg", "only_push", "reg_then_push", "push_then_reg"];
        let modes = [Mode::Never, Mode::Always, Mode::NoReg, Mode::OnlyPush, Mode::RegThenPush, Mode::PushThenReg];
        for (word, mode) in words.into_iter().zip(modes) {
            assert_eq!(word.parse(), Ok(mode));
        }
        assert!("Always".parse::<Mode>().is_err());
    }
}

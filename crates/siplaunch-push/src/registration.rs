/// A registered contact of a callee.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The contact's URI, with the parameters that the phone gave it.
    pub uri: String,
    /// A number for this registration of the contact: another one after each REGISTER.
    pub fingerprint: u64,
}

/// The active contacts of a callee, from a NOTIFY.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Registration {
    /// The contacts, none if the callee is not registered.
    pub contacts: Vec<Contact>,
}

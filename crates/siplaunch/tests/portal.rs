//! What a portal says of its base.
#![cfg(test)]

#[cfg(feature = "alloc")]
use siplaunch::OwnedPortal;
use siplaunch::Portal;

#[test]
fn a_query_of_its_own_is_seen() {
    for (base, expected) in [
        ("https://portal.example", false),
        ("https://portal.example?", false),
        ("https://portal.example/p", false),
        ("https://portal.example/p?", false),
        ("https://portal.example/p?&", false),
        ("https://portal.example/a=b&c", false),
        ("https://portal.example?lang=de", true),
        ("https://portal.example/p?lang=de", true),
        ("https://portal.example/p?lang=de&", true),
        ("https://portal.example/p?x", true),
        ("https://portal.example/p??", true),
    ] {
        let portal = Portal::new(base).expect(base);
        assert_eq!(portal.has_query(), expected, "{base}");
        #[cfg(feature = "alloc")]
        assert_eq!(OwnedPortal::from(portal).as_portal().has_query(), expected, "{base}");
    }
}

//! Brands and handlers are made once and used by every thread.
#![cfg(test)]
#![cfg(feature = "alloc")]

use std::thread;

use siplaunch::{Brand, Credentials, LaunchHandler, Link, Portal, Request, Response, Scheme, Token};

const fn is_shareable<T: Send + Sync>() {}

const _: () = {
    is_shareable::<Brand>();
    is_shareable::<Credentials<'_>>();
    is_shareable::<LaunchHandler>();
    is_shareable::<Link<'_>>();
    is_shareable::<Portal<'_>>();
    is_shareable::<Response>();
    is_shareable::<Token<'_>>();
};

#[test]
fn threads_share_a_brand_and_a_handler() {
    let brand = Brand::sip_phone();
    let handler = LaunchHandler::new(Scheme::SIP_PHONE);
    let launch = |username: &str| {
        let token = brand.token(Credentials { username, server: "example.org", password: "testpass" });
        let query = format!("c={}", token.expect("good credentials").escaped());
        let response = handler.handle(Request::new("GET", query.as_bytes()));
        let link = response.header("Location").expect("a redirect");
        let token = brand.scheme().parse_app_link(link).expect("an app link");
        let read = brand.decode_credentials(token).expect("three good fields");
        assert_eq!(read.as_credentials().username, username);
    };
    thread::scope(|scope| {
        for thread in 0..8 {
            let launch = &launch;
            scope.spawn(move || (0..200).for_each(|n| launch(&format!("user-{thread}-{n}"))));
        }
    });
}

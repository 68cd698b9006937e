//! The launch page: what it holds, what it lets in, and how it is sent.
#![cfg(test)]
#![cfg(feature = "alloc")]

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use siplaunch::{
    Brand, Claim, Credentials, Direction, Error, KeyRing, Language, LaunchHandler, Logo, Page, PageParts, PageText,
    Reason, Request, Response, Scheme, Seal, SealingKey, SettingKind,
};

const TOKEN: &str = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
const QUERY: &str =
    "c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";
const CREDENTIALS: Credentials<'static> =
    Credentials { username: "testuser", server: "example.org", password: "testpass" };
const PARTS: PageParts<'static> =
    PageParts { base: "https://portal.example/p", brand_name: "Acme Phone", language: Language::English };
/// A PNG of one pixel.
const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
const ANDROID: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

fn page() -> Page {
    Page::new(PARTS).expect("a good page")
}

fn handler(page: Page) -> LaunchHandler {
    LaunchHandler::new(Scheme::SIP_PHONE).with_page(page).expect("a good base")
}

fn get(page: Page) -> Response {
    handler(page).handle(Request::at("GET", QUERY.as_bytes(), 0))
}

/// One answer of each kind, those to one-time links last, from a handler that opens sealed links too.
fn all_answers(page: Page) -> Vec<Response> {
    let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a good key");
    let sealed = String::from(keys.seal(CREDENTIALS, Seal { expires: 1000, context: b"" }).expect("good credentials"));
    let once = keys.seal_one_time_with_salt(CREDENTIALS, Seal { expires: 1000, context: b"" }, [0; 4]);
    let once = String::from(once.expect("good credentials"));
    let handler = handler(page).with_sealed_links(Brand::sip_phone(), keys, b"");
    let sealed = format!("c={sealed}");
    let answers = [
        ("GET", QUERY.to_owned(), 0),
        ("GET", sealed.clone(), 999),
        ("GET", "c=evil".to_owned(), 0),
        ("POST", QUERY.to_owned(), 0),
        ("GET", sealed, 1000),
        ("GET", "x".repeat(8193), 0),
    ]
    .map(|(method, query, now)| handler.handle(Request::at(method, query.as_bytes(), now)));
    let once = format!("c={once}");
    let claimed = [("GET", Claim::First), ("POST", Claim::Again), ("POST", Claim::Used), ("POST", Claim::Unavailable)]
        .map(|(method, claim)| handler.inspect(Request::at(method, once.as_bytes(), 0)).answer_claimed(claim));
    answers.into_iter().chain(claimed).collect()
}

fn has_form(response: &Response) -> bool {
    response.body().contains("<form")
}

/// The values of an attribute, in order.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split_once('"')).map(|(value, _)| value).collect()
}

/// Where the links of a page lead to.
fn links(html: &str) -> Vec<&str> {
    attributes(html.split_once("<body>").expect("a body").1, "href")
}

fn element<'a>(html: &'a str, name: &str) -> &'a str {
    let (_, rest) = html.split_once(&format!("<{name}>")).expect("the element");
    rest.split_once(&format!("</{name}>")).expect("its end").0
}

#[test]
fn good_links_get_the_page() {
    let response = get(page());
    assert_eq!(response.status(), 200);
    assert_eq!(response.header("Location"), None);
    assert_eq!(links(response.body()), [format!("sipphone://{TOKEN}")]);
    assert_eq!(element(response.body(), "h1"), "Set up Acme Phone");
    assert_eq!(element(response.body(), "title"), "Set up Acme Phone");
    assert!(response.body().contains(">Open Acme Phone</a>"));
    assert!(!response.body().contains("http-equiv"));
}

#[test]
fn each_answer_has_its_status_and_the_same_headers() {
    let answers = all_answers(page());
    let statuses: Vec<_> = answers.iter().map(Response::status).collect();
    assert_eq!(statuses, [200, 200, 400, 405, 410, 414, 200, 200, 410, 503]);
    for response in &answers {
        assert_eq!(response.header("Cache-Control"), Some("no-store"));
        assert_eq!(response.header("Referrer-Policy"), Some("no-referrer"));
        assert_eq!(response.header("X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(response.header("X-Robots-Tag"), Some("noindex, nofollow"));
        assert_eq!(response.header("Content-Type"), Some("text/html; charset=utf-8"));
        assert_eq!(response.header("Location"), None);
        assert_eq!(response.header("Allow"), (response.status() == 405).then_some("GET, HEAD"));
        assert_eq!(response.headers().count(), 6 + usize::from(response.status() == 405));
    }
    for response in answers[2..].iter().filter(|response| response.status() != 200) {
        assert!(response.body().starts_with("<!DOCTYPE html>"));
        assert!(links(response.body()).is_empty(), "{}", response.status());
    }
}

#[test]
fn bad_links_all_get_one_page() {
    let handler = handler(page());
    let body = |query: &str| handler.handle(Request::at("GET", query.as_bytes(), 0)).body().to_owned();
    for query in ["", "c=", &format!("{QUERY}&{QUERY}"), "c=-AAAA", "c=\"><script>", "c=AAAA"] {
        assert_eq!(body(query), body("x"), "{query}");
    }
}

#[test]
fn head_has_the_headers_alone() {
    for (method, query) in [("GET", QUERY), ("GET", "c=evil")] {
        let handler = handler(page());
        let get = handler.handle(Request::at(method, query.as_bytes(), 0));
        let head = handler.handle(Request::at("HEAD", query.as_bytes(), 0));
        assert_eq!(head.status(), get.status());
        assert!(head.headers().eq(get.headers()));
        assert_eq!(head.body(), "");
    }
}

#[test]
fn revoked_links_get_the_page_of_expired_ones() {
    let page = page().with_new_link_url("https://portal.example/again?a=1&b=2").expect("a good URL");
    let mut answers = all_answers(page.clone());
    let expired = answers.remove(4);
    // The others may be good: their links were damaged on the way.
    assert!(answers[2..5].iter().all(|response| links(response.body()).is_empty()));
    let handler = handler(page);
    let revoked = handler.inspect(Request::at("GET", QUERY.as_bytes(), 0)).answer_revoked();
    assert_eq!((revoked.status(), revoked.body()), (410, expired.body()));
    assert_eq!(links(revoked.body()), ["https://portal.example/again?a=1&amp;b=2"]);
    assert!(revoked.body().contains(">Get a new link</a>"));
}

#[test]
fn what_leads_nowhere_is_left_out() {
    for (language, install, new_link, limited) in [
        (Language::English, "Install it first", "ask for a new one", "work for a limited time"),
        (Language::German, "Bitte zuerst installieren", "fordern Sie einen neuen an", "nur für begrenzte Zeit"),
    ] {
        let page = || Page::new(PageParts { language, ..PARTS }).expect("a good page");
        let expired = |page| all_answers(page).remove(4).body().to_owned();
        let stores =
            [page().with_app_store("https://apps.example/a"), page().with_google_play("https://play.example/a")];
        for with_store in stores {
            let body = get(with_store.expect("a good URL")).body().to_owned();
            assert!(body.contains(install) && attributes(&body, "class").contains(&"stores"), "{body}");
        }
        let bare = get(page()).body().to_owned();
        assert!(!bare.contains(install) && !bare.contains("class=\"install\"") && !bare.contains("class=\"stores\""));
        let with_url = page().with_new_link_url("https://portal.example/again").expect("a good URL");
        assert!(expired(with_url).contains(new_link) && !expired(page()).contains(new_link));
        assert!(expired(page()).contains(limited));
        // A text of the operator's own is the operator's to choose.
        let own = page().with_text(PageText::Gone, "Call us.").expect("a good text");
        assert!(expired(own).contains("<p class=\"lead\">Call us.</p>"));
    }
}

#[test]
fn previews_show_the_brand_and_nothing_of_the_link() {
    let page = page().with_text(PageText::Lead, "\"{brand}\" & you").expect("a good text").with_auto_open();
    for response in all_answers(page) {
        let body = response.body();
        let content = |property: &str| {
            let (_, rest) =
                body.split_once(&format!("<meta property=\"og:{property}\" content=\"")).expect("a preview");
            rest.split_once("\">\n").expect("its end").0
        };
        assert_eq!(content("title"), element(body, "h1"));
        let lead = attributes(&body.replace("<p class=\"lead\">", "<p lead=\"").replace("</p>", "\""), "lead").concat();
        assert_eq!(content("description"), lead);
        assert!(response.status() != 200 || content("description") == "&quot;Acme Phone&quot; &amp; you");
    }
}

#[test]
fn the_policy_allows_the_style_that_is_sent_and_nothing_else() {
    let logo = page().with_logo(Logo { data_uri: PIXEL, alt: "Acme" }).expect("a good logo");
    for page in [page(), page().with_accent_color("#FFD400").expect("a good colour"), logo] {
        for response in all_answers(page) {
            let style = element(response.body(), "style");
            let hash = BASE64_STANDARD.encode(Sha256::digest(style));
            let once = has_form(&response) || response.reason() == Reason::Again;
            let action = if once { "'self' sipphone:" } else { "'none'" };
            assert_eq!(
                response.header("Content-Security-Policy"),
                Some(&*format!(
                    "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
                     form-action {action}; frame-ancestors 'none'"
                ))
            );
            assert_eq!(response.body().matches("<style").count(), 1);
            assert!(attributes(response.body(), "style").is_empty());
        }
    }
}

#[test]
fn there_is_no_script_and_no_outside_resource() {
    for response in all_answers(page()) {
        let body = response.body().replace("http://www.w3.org/2000/svg", "").to_ascii_lowercase();
        // An icon of no bytes, or else browsers ask the server for one.
        assert_eq!(body.matches("<link").count(), body.matches("<link rel=\"icon\" href=\"data:,\">").count());
        for unwanted in ["http:", "https:", "<script", "javascript:", "url(", "@import", " src="] {
            assert!(!body.contains(unwanted), "{unwanted} in the page of status {}", response.status());
        }
    }
}

#[test]
fn nothing_that_is_configured_gets_out_of_its_place() {
    const PROBE: &str = "\"><script>alert('{brand}')</script>&<b x=\"";
    let parts = PageParts { brand_name: PROBE, ..PARTS };
    let mut page = Page::new(parts)
        .and_then(|page| page.with_logo(Logo { data_uri: PIXEL, alt: PROBE }))
        .and_then(|page| page.with_app_store("https://store.example/?a='b'&c=d;e"))
        .and_then(|page| page.with_google_play("https://play.example/?a='b'&c=d;e"))
        .and_then(|page| page.with_new_link_url("https://new.example/?a='b'&c=d;e"))
        .expect("a good page");
    let plain = all_answers(page.clone());
    for text in PageText::ALL {
        page = page.with_text(*text, &format!("{PROBE}{}", text.as_str())).expect("a good text");
    }
    let answers = all_answers(page);
    for (response, plain) in answers.iter().zip(plain) {
        let body = response.body();
        assert!(!body.contains("<script") && !body.contains("<b "), "{body}");
        // The tags are those of a page with harmless texts, so no text has made one.
        let tags = |html: &str| html.matches('<').count();
        assert_eq!(tags(body), tags(plain.body()));
        assert_eq!(body.matches('"').count(), plain.body().matches('"').count());
        assert!(body.contains("&quot;&gt;&lt;script&gt;"));
    }
    for text in PageText::ALL {
        // Each text is somewhere, so each was probed; the code's texts only with a code.
        let shown = answers.iter().any(|response| response.body().contains(text.as_str()));
        assert!(shown || !cfg!(feature = "qr"), "{text:?}");
    }
}

#[test]
fn what_comes_with_the_request_never_gets_in() {
    let handler = handler(page().with_android_app("com.example.phone", None).expect("a good package"));
    let query = format!("{QUERY}&evil=%22%3E%3Cscript%3E&\"><script>");
    let response = handler.handle(Request::at("GET", query.as_bytes(), 0).with_user_agent("Android \"><script>"));
    assert_eq!(response.status(), 200);
    assert!(!response.body().contains("<script") && !response.body().contains("evil"));
    let plain = handler.handle(Request::at("GET", QUERY.as_bytes(), 0).with_user_agent("Android"));
    assert_eq!(response.body(), plain.body());
}

#[test]
fn the_page_is_small() {
    let page = page()
        .with_app_store("https://apps.apple.com/app/id0000000000")
        .and_then(|page| page.with_google_play("https://play.google.com/store/apps/details?id=com.example.phone"))
        .and_then(|page| page.with_new_link_url("https://portal.example/new"))
        .expect("a good page");
    for response in all_answers(page) {
        let body = response.body();
        let code = body.split_once("<svg").map_or(0, |(_, rest)| rest.find("</svg>").unwrap_or_default());
        assert!(body.len() - code < 8 << 10, "{} bytes", body.len() - code);
    }
}

#[test]
fn android_gets_an_intent_link_when_the_brand_has_a_package() {
    let link = |page: Page, agent: &str| {
        let response = handler(page).handle(Request::at("GET", QUERY.as_bytes(), 0).with_user_agent(agent));
        links(response.body())[0].to_owned()
    };
    let app = || page().with_android_app("com.example.phone", None).expect("a good package");
    let with_fallback = page().with_android_app("com.example.phone", Some("https://store.example/?id=1&x"));
    let plain = format!("sipphone://{TOKEN}");
    assert_eq!(link(app(), IPHONE), plain);
    assert_eq!(link(app(), ""), plain);
    assert_eq!(link(page(), ANDROID), plain);
    let intent = format!("intent://{TOKEN}#Intent;scheme=sipphone;package=com.example.phone");
    assert_eq!(link(app(), ANDROID), format!("{intent};end"));
    let fallback = "S.browser_fallback_url=https%3A%2F%2Fstore.example%2F%3Fid%3D1%26x";
    assert_eq!(link(with_fallback.expect("a good URL"), ANDROID), format!("{intent};{fallback};end"));
}

#[test]
fn auto_open_is_only_for_good_links() {
    let answers = all_answers(page().with_auto_open());
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"0;url=sipphone://{TOKEN}\">");
    assert!(answers[..2].iter().all(|response| response.body().contains(&refresh)));
    assert!(answers[2..].iter().all(|response| !response.body().contains("http-equiv")));
}

#[test]
fn german() {
    let page = Page::new(PageParts { language: Language::German, ..PARTS }).expect("a good page");
    let answers = all_answers(page);
    let headings: Vec<_> = answers.iter().map(|response| element(response.body(), "h1")).collect();
    assert_eq!(
        headings,
        [
            "Acme Phone einrichten",
            "Acme Phone einrichten",
            "Dieser Link funktioniert nicht",
            "Öffnen Sie den Link im Browser",
            "Dieser Link ist nicht mehr gültig",
            "Dieser Link ist zu lang",
            "Acme Phone einrichten",
            "Acme Phone einrichten",
            "Dieser Link wurde bereits verwendet",
            "Bitte versuchen Sie es noch einmal",
        ]
    );
    for response in answers {
        assert!(response.body().contains("<html lang=\"de\" dir=\"ltr\">"));
    }
}

#[test]
fn languages_that_are_written_from_right_to_left() {
    let page = page()
        .with_lang("ar-EG", Direction::RightToLeft)
        .and_then(|page| page.with_text(PageText::Title, "إعداد {brand}"))
        .expect("a good page");
    for response in all_answers(page.clone()) {
        assert!(response.body().contains("<html lang=\"ar-EG\" dir=\"rtl\">"));
        // Sides are named by where the text begins and ends.
        let style = element(response.body(), "style");
        for side in ["left", "right", "margin-top", "width:100%"] {
            assert!(!style.contains(&format!("{side}:")) && !style.contains(&format!("-{side}")), "{side}");
        }
    }
    assert_eq!(element(get(page).body(), "h1"), "إعداد Acme Phone");
}

#[test]
fn a_text_can_be_replaced_twice() {
    let page = page()
        .with_text(PageText::Button, "First")
        .and_then(|page| page.with_text(PageText::Button, "{brand}, {brand}!"))
        .expect("good texts");
    assert!(get(page).body().contains(">Acme Phone, Acme Phone!</a>"));
}

#[test]
fn braces_are_for_the_brand_name_only() {
    for text in ["{", "}", "{brand", "{Brand}", "{link}", "{brand} {"] {
        assert_eq!(page().with_text(PageText::Lead, text).err(), Some(Error::Template), "{text}");
        let bad = Page::from_settings("https://a", &[("texts.lead", text)]).expect_err("a bad text");
        assert_eq!((bad.name, bad.error), ("texts.lead", Error::Template), "{text}");
    }
}

#[test]
fn names_of_texts_are_distinct_and_read_back() {
    for text in PageText::ALL {
        assert_eq!(PageText::parse(text.as_str()), Some(*text));
    }
}

#[test]
fn the_buttons_text_can_be_read_on_any_colour() {
    for (color, on, light_edge, dark_edge) in [
        ("#000000", "#ffffff", "#000000", "#676767"),
        ("#FFFFFF", "#000000", "#8f8f8f", "#ffffff"),
        ("#ffd400", "#000000", "#af9100", "#ffd400"),
        ("#2563d0", "#ffffff", "#2563d0", "#2563d0"),
    ] {
        let response = get(page().with_accent_color(color).expect("a good colour"));
        let style = element(response.body(), "style");
        let color = color.to_ascii_lowercase();
        assert!(style.contains(&format!("--accent:{color};--on:{on};--edge:{light_edge}")), "{style}");
        assert!(style.contains(&format!("dark){{:root{{--edge:{dark_edge}}}")), "{style}");
    }
}

#[test]
fn what_is_no_good_is_refused() {
    let long = "a".repeat(1001);
    for text in ["", " ", "\u{a0}", "a\nb", "a\0", "\u{85}", &long] {
        assert_eq!(page().with_text(PageText::Title, text).err(), Some(Error::PageText), "{text:?}");
        assert_eq!(Page::new(PageParts { brand_name: text, ..PARTS }).err(), Some(Error::BrandName), "{text:?}");
        assert_eq!(page().with_logo(Logo { data_uri: PIXEL, alt: text }).err(), Some(Error::PageText), "{text:?}");
    }
    for base in ["", "/p", "javascript:alert(1)", "https://a@example.org", "https://example.org/?c=1"] {
        assert_eq!(Page::new(PageParts { base, ..PARTS }).err(), Some(Error::PortalBase), "{base}");
    }
    for tag in ["", "e", "d-e", "en_GB", "en-", "-en", "123", "en-GB\"", "englisches", "en-aaaaaaaaa", "ä"] {
        assert_eq!(page().with_lang(tag, Direction::LeftToRight).err(), Some(Error::PageLanguage), "{tag}");
    }
    for color in ["", "#fff", "fff000", "#ggg000", "#12345", "#1234567", "red", "#ff0000;", "rgb(0,0,0)", "#ＦＦ"] {
        assert_eq!(page().with_accent_color(color).err(), Some(Error::PageColor), "{color}");
    }
    for url in ["", "store", "//store.example", "javascript:alert(1)", "market://a", "https://a b", "https://ä.example"]
    {
        for result in [page().with_app_store(url), page().with_google_play(url), page().with_new_link_url(url)] {
            assert_eq!(result.err(), Some(Error::PageUrl), "{url}");
        }
        let result = page().with_android_app("com.example.phone", Some(url));
        assert_eq!(result.err(), Some(Error::FallbackUrl), "{url}");
    }
    assert_eq!(page().with_android_app("phone;end", None).err(), Some(Error::Package));
}

#[test]
fn logos_are_images_that_travel_inside() {
    for media_type in ["png", "jpeg", "webp", "svg+xml"] {
        let data_uri = &format!("data:image/{media_type};base64,AAAA");
        let page = page().with_logo(Logo { data_uri, alt: "Acme" }).expect("a good logo");
        assert_eq!(attributes(get(page).body(), "src"), [data_uri]);
    }
    let long = format!("data:image/png;base64,{}", "A".repeat(Page::MAX_LOGO_LEN));
    for data_uri in [
        "",
        "https://portal.example/logo.png",
        "data:image/png;base64,",
        "data:image/png;base64,A",
        "data:image/png;base64,AAAA\"><script>",
        "data:image/png,AAAA",
        "data:image/svg+xml,<svg/>",
        "data:image/svg+xml;charset=utf-8;base64,AAAA",
        "data:text/html;base64,AAAA",
        "data:image/gif;base64,AAAA",
        &long,
    ] {
        let error = page().with_logo(Logo { data_uri, alt: "Acme" }).err();
        assert_eq!(error, Some(Error::PageLogo), "{}", &data_uri[..data_uri.len().min(50)]);
    }
}

#[test]
fn a_base_that_has_the_parameter_already_is_refused() {
    let with_param = |page, param| handler(page).with_param(param).err();
    let page = Page::new(PageParts { base: "https://portal.example/p?lang=de", ..PARTS }).expect("a good page");
    assert_eq!(with_param(page.clone(), "lang"), Some(Error::PortalBase));
    assert_eq!(with_param(page.clone(), "t"), None);
    let other = LaunchHandler::new(Scheme::SIP_PHONE).with_param("lang").expect("a good parameter");
    assert_eq!(other.with_page(page).err(), Some(Error::PortalBase));
}

#[test]
fn debug_shows_no_link() {
    let response = get(page());
    let launch = handler(page());
    let launch = launch.inspect(Request::at("GET", QUERY.as_bytes(), 0).with_user_agent(ANDROID));
    for shown in [format!("{response:?}"), format!("{launch:?}"), format!("{:?}", page())] {
        assert!(!shown.contains("CI8V") && !shown.contains("<"), "{shown}");
    }
}

#[cfg(feature = "qr")]
mod qr {
    use siplaunch::{Portal, QrCode, Token};

    use super::*;

    fn code(text: &str) -> String {
        QrCode::new(text).expect("a short text").to_svg()
    }

    #[test]
    fn the_code_is_the_launch_link_that_came_in() {
        let token = Token::parse(TOKEN).expect("a good token");
        let portal = Portal::new(PARTS.base).expect("a good base");
        let answers = all_answers(page());
        assert!(answers[0].body().contains(&code(&portal.link(token).to_string())));

        let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a good key");
        let sealed =
            String::from(keys.seal(CREDENTIALS, Seal { expires: 1000, context: b"" }).expect("good credentials"));
        assert!(answers[1].body().contains(&code(&format!("https://portal.example/p?c={sealed}"))));
        assert_eq!(links(answers[1].body()), [format!("sipphone://{TOKEN}")]);
        let with_code = |response: &Response| response.body().contains("<svg");
        assert!(answers[2..].iter().all(|response| with_code(response) == (response.reason() == Reason::Form)));
    }

    #[test]
    fn the_code_is_the_link_as_it_should_have_come() {
        let damaged = handler(page()).handle(Request::at("GET", format!("x=y&c={TOKEN}.").as_bytes(), 0));
        assert_eq!(damaged.body(), get(page()).body());
    }

    #[test]
    fn the_code_has_the_handlers_parameter() {
        let handler = handler(page()).with_param("t").expect("a good parameter");
        let response = handler.handle(Request::at("GET", b"t=AAAAAAAAAAAAAAAAAAAAAA==", 0));
        assert!(response.body().contains(&code("https://portal.example/p?t=AAAAAAAAAAAAAAAAAAAAAA%3D%3D")));
    }

    #[test]
    fn a_link_too_long_to_scan_has_no_code() {
        let body = |len: usize| {
            let query = format!("c={}", "A".repeat(len));
            let response = handler(page()).handle(Request::at("GET", query.as_bytes(), 0));
            assert_eq!(response.status(), 200);
            response.body().to_owned()
        };
        assert!(body(448).contains("<svg"));
        assert!(!body(512).contains("<svg"));
        assert!(!body(8128).contains("<svg"));
    }
}

#[test]
fn settings_by_name_are_those_of_the_methods() {
    let page =
        |settings: &[(&str, &str)]| Page::from_settings(PARTS.base, settings).map(|page| get(page).body().to_owned());
    let built = Page::new(PageParts { brand_name: "Acme", language: Language::German, ..PARTS })
        .and_then(|page| page.with_lang("de-AT", Direction::RightToLeft))
        .and_then(|page| page.with_logo(Logo { data_uri: "data:image/png;base64,AAAA", alt: "Acme" }))
        .and_then(|page| page.with_app_store("https://a.example/"))
        .and_then(|page| page.with_text(PageText::AppStore, "Laden"));
    let settings = [
        ("texts.app_store", "Laden"),
        ("app_store", "https://a.example/"),
        ("logo", "data:image/png;base64,AAAA"),
        ("direction", "rtl"),
        ("language", "de-AT"),
        ("brand_name", "Acme"),
        ("auto_open", "false"),
    ];
    assert_eq!(page(&settings), Ok(get(built.expect("a good page")).body().to_owned()));
}

#[test]
fn bad_settings_are_refused_by_name() {
    for (settings, name, error) in [
        (&[("color", "#000000")][..], "", Error::PageSetting),
        (&[("texts.heading", "a")], "", Error::PageSetting),
        (&[("lead", "a")], "", Error::PageSetting),
        (&[("language", "en"), ("language", "en")], "language", Error::PageSetting),
        (&[("texts.lead", "a"), ("texts.lead", "a")], "texts.lead", Error::PageSetting),
        (&[("direction", "up"), ("language", "en")], "direction", Error::PageSetting),
        (&[("direction", "rtl")], "language", Error::PageLanguage),
        (&[("language", "en-")], "language", Error::PageLanguage),
        (&[("language", "fr")], "texts.title", Error::PageTextMissing),
        (&[("language", "fr"), ("texts.title", "a"), ("texts.lead", "a")], "texts.button", Error::PageTextMissing),
        (&[("brand_name", "")], "brand_name", Error::BrandName),
        (&[("texts.lead", "")], "texts.lead", Error::PageText),
        (&[("accent_color", "blue")], "accent_color", Error::PageColor),
        (&[("logo", "a.png")], "logo", Error::PageLogo),
        (&[("logo_alt", "a")], "logo", Error::PageLogo),
        (&[("android_package", "phone")], "android_package", Error::Package),
        (&[("android_fallback_url", "https://a")], "android_package", Error::Package),
        (&[("android_package", "a.b"), ("android_fallback_url", "a")], "android_fallback_url", Error::FallbackUrl),
        (&[("app_store", "a")], "app_store", Error::PageUrl),
        (&[("google_play", "a")], "google_play", Error::PageUrl),
        (&[("new_link_url", "a")], "new_link_url", Error::PageUrl),
        (&[("auto_open", "yes")], "auto_open", Error::PageSetting),
    ] {
        let bad = Page::from_settings("https://a", settings).expect_err(name);
        assert_eq!((bad.name, bad.error), (name, error), "{settings:?}");
    }
    assert_eq!(Page::from_settings("a", &[]).expect_err("no base").name, "base");
}

#[test]
fn a_bad_setting_is_shown_with_its_name_if_it_has_one() {
    let shown = |name, value| Page::from_settings("https://a.example", &[(name, value)]).expect_err("bad").to_string();
    assert_eq!(shown("accent_color", "blue"), format!("accent_color: {}", Error::PageColor));
    assert_eq!(shown("no_such", "x"), Error::PageSetting.to_string());
}

#[test]
fn every_setting_takes_values_of_its_kind_only() {
    let good = |kind| match kind {
        SettingKind::Text => "Grüß Gott!",
        SettingKind::LanguageTag => "de-AT",
        SettingKind::Direction => "rtl",
        SettingKind::Color => "#0f766e",
        SettingKind::Image => PIXEL,
        SettingKind::Package => "com.example.phone",
        SettingKind::Url => "https://example.org/a",
        SettingKind::Flag => "true",
        _ => panic!("a kind without a value in this test"),
    };
    let kinds: Vec<SettingKind> = Page::settings().map(|setting| setting.kind).collect();
    for setting in Page::settings() {
        assert!(setting.help.ends_with('.') && !setting.help.contains('['), "{setting:?}");
        let with = |value| {
            let others = [("language", "de"), ("logo", PIXEL), ("android_package", "a.b")];
            let others = others.into_iter().filter(|(name, _)| *name != setting.name);
            Page::from_settings("https://a", &others.chain([(setting.name, value)]).collect::<Vec<_>>())
        };
        assert_eq!(with(good(setting.kind)).err(), None, "{setting:?}");
        // Any text is a text, and `rtl` and `true` could be languages.
        let any = matches!(setting.kind, SettingKind::Text | SettingKind::LanguageTag);
        for other in kinds.iter().filter(|other| **other != setting.kind && !any) {
            assert_eq!(with(good(*other)).expect_err("of another kind").name, setting.name, "{setting:?} {other:?}");
        }
    }
}

use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use super::*;

const CONTACT: &str = r#"<sip:bob@192.0.2.7;pn-provider=fcm;pn-prid=one;pn-param=p>;+sip.instance="<urn:uuid:1>""#;

fn registered(server: &mut Server) -> Option<String> {
    match server.orders.try_recv() {
        Ok(Order::Registered(subscriber)) => Some(subscriber),
        _ => None,
    }
}

#[tokio::test]
async fn the_contacts_devices_are_stored() {
    let mut server = Server::start().await;
    for aor in [
        "sip:bob@example.org",
        "<sips:bob@example.org:5061;transport=tls>",
        "bob@example.org",
        "Bob <sip:bob@example.org>;tag=1",
    ] {
        let body = json!({ "aor": aor, "contact": CONTACT }).to_string();
        let answer = server.call("POST", "/registered", JSON, &body).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "stored": 1, "deleted": 0 })));
        assert_eq!(registered(&mut server).as_deref(), Some("bob@example.org"));
        assert_eq!(server.tokens("bob@example.org").await, ["one"]);
    }
    let stored = server.app.store.devices("bob@example.org").await.unwrap();
    assert_eq!(stored[0].device_id.as_deref(), Some("urn:uuid:1"));
}

#[tokio::test]
async fn a_new_token_of_the_same_phone_replaces_the_old_one() {
    let server = Server::start().await;
    for contact in [CONTACT, &CONTACT.replace("one", "two")] {
        let body = json!({ "aor": "sip:bob@example.org", "contact": [contact] }).to_string();
        assert_eq!(server.call("POST", "/registered", JSON, &body).await.status, 200);
    }
    assert_eq!(server.tokens("bob@example.org").await, ["two"]);
}

#[tokio::test]
async fn what_unregisters_is_deleted() {
    let mut server = Server::start().await;
    server.store("fcm", "", "two").await;
    let two = "<sip:bob@h;pn-provider=fcm;pn-prid=two;pn-param=org.example>;expires=0";
    let body = json!({ "aor": "sip:bob@example.org", "contact": format!("{CONTACT}, {two}") }).to_string();
    assert_eq!(server.call("POST", "/registered", JSON, &body).await.json(), json!({ "stored": 1, "deleted": 1 }));
    assert_eq!(server.tokens("bob@example.org").await, ["one"]);
    assert!(registered(&mut server).is_some());
    let body =
        json!({ "aor": "sip:bob@example.org", "contact": format!("{CONTACT};expires=9"), "expires": 0 }).to_string();
    assert_eq!(server.call("POST", "/registered", JSON, &body).await.json(), json!({ "stored": 1, "deleted": 0 }));
    assert!(registered(&mut server).is_some());
    let anns = json!({ "aor": "sip:ann@example.org", "contact": CONTACT.replace("one", "anns") }).to_string();
    assert_eq!(server.call("POST", "/registered", JSON, &anns).await.json()["stored"], 1);
    assert!(registered(&mut server).is_some());
    let another = json!({ "aor": "sip:ann@example.org", "contact": CONTACT, "expires": 0 }).to_string();
    assert_eq!(server.call("POST", "/registered", JSON, &another).await.json(), json!({ "stored": 0, "deleted": 0 }));
    let body = json!({ "aor": "sip:bob@example.org", "contact": CONTACT, "expires": 0 }).to_string();
    assert_eq!(server.call("POST", "/registered", JSON, &body).await.json(), json!({ "stored": 0, "deleted": 1 }));
    assert!(registered(&mut server).is_none());
}

#[tokio::test]
async fn a_phone_without_push_changes_no_device() {
    let mut server = Server::start().await;
    for contact in ["<sip:bob@192.0.2.7>", "*", ""] {
        let form: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("aor", "sip:bob@example.org"), ("contact", contact)])
            .finish();
        let answer = server.call("POST", "/registered", FORM, &form).await;
        assert_eq!(answer.json(), json!({ "stored": 0, "deleted": 0 }));
        assert!(registered(&mut server).is_some());
    }
}

#[tokio::test]
async fn wrong_registrations_are_told_the_fix() {
    let server = Server::start().await;
    for aor in ["", "bob", "sip:@example.org", "sip:bob@", "tel:4311"] {
        let body = json!({ "aor": aor, "contact": CONTACT }).to_string();
        server.call("POST", "/registered", JSON, &body).await.assert_error(400, "send aor=");
    }
    let contact = CONTACT.replace("one", "%20");
    let body = json!({ "aor": "sip:bob@example.org", "contact": contact }).to_string();
    server.call("POST", "/registered", JSON, &body).await.assert_error(400, "the token is wrong");
}

#[tokio::test]
async fn too_many_orders_503() {
    let server = Server::start().await;
    for status in [200, 200, 503] {
        assert_eq!(server.call("POST", "/registered", FORM, "aor=sip:bob@example.org").await.status, status);
    }
}

#[tokio::test]
async fn a_contact_after_one_that_fails_is_not_lost() {
    let server = Server::start().await;
    server.store("fcm", "", "first").await;
    let first = "<sip:bob@h;pn-provider=fcm;pn-prid=first;pn-param=p>;+sip.instance=\"<urn:uuid:1>\"";
    let second = first.replace("first", "second").replace("uuid:1", "uuid:2");
    let mut database = SqliteConnection::connect(&server.database()).await.unwrap();
    database.execute("ALTER TABLE push_devices RENAME TO hidden").await.unwrap();
    let body = json!({ "aor": "sip:bob@example.org", "contact": [first, second] }).to_string();
    server.call("POST", "/registered", JSON, &body).await.assert_error(503, "store");
    database.execute("ALTER TABLE hidden RENAME TO push_devices").await.unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    while !server.tokens("bob@example.org").await.iter().any(|token| token == "second") {
        assert!(Instant::now() < end, "the second contact is lost");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

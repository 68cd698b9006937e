use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::{Device, DeviceError, Provider, Purpose};

/// The most bytes of a Contact header.
const MAX_HEADER: usize = 32 * 1024;
/// The most devices of a Contact header.
const MAX_DEVICES: usize = 16;

/// The most bytes of a phone's id.
const MAX_INSTANCE: usize = 255;

/// A device that the Contact header of a REGISTER request names (RFC 8599).
///
/// Read are `pn-provider`, `pn-prid` and `pn-param`, Linphone's two devices in one (`pn-prid=A:remote&B:voip`,
/// `pn-param=TEAM.bundle.remote&voip`), its provider `apns.dev`, and the older `pn-type`, `pn-tok` and `app-id`. The
/// parameters count in the URI only, with percent-escapes undone. A contact without them, with `pn-provider` alone (a
/// question to the registrar), or of another push service has no device.
///
/// ```
/// use siplaunch_push::{ContactDevice, Purpose};
///
/// let header = "<sip:bob@192.0.2.7;pn-provider=apns;pn-prid=00fc13adff;pn-param=DEF123GHIJ.org.example.phone.voip>";
/// let devices = ContactDevice::parse_header(header)?;
/// assert_eq!(devices[0].device.app, "org.example.phone");
/// assert_eq!(devices[0].device.purpose, Purpose::Calls);
/// # Ok::<(), siplaunch_push::DeviceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactDevice {
    /// The device.
    pub device: Device,
    /// The phone's own id, `+sip.instance` without angle brackets (RFC 5626), at most 255 bytes.
    pub instance: Option<String>,
    /// The contact's own expiry in seconds: with 0 it unregisters. Without one, the header `Expires` has it.
    pub expires: Option<u64>,
}

impl ContactDevice {
    /// The devices of a Contact header, at most 32 KiB, with one contact or several, or of a bare URI.
    ///
    /// # Errors
    ///
    /// [`DeviceError`], if the header is malformed or too long, names more than 16 devices, or a device is wrong.
    pub fn parse_header(header: &str) -> Result<Vec<Self>, DeviceError> {
        if header.len() > MAX_HEADER {
            return Err(DeviceError::Contact);
        }
        let mut all = Vec::new();
        let mut rest = header.trim();
        while !rest.is_empty() {
            let (uri, params);
            (uri, params, rest) = next_contact(rest)?;
            let instance = instance_of(params);
            let expires = header_param(params, "expires").and_then(|value| value.parse().ok());
            let devices = Device::from_uri(uri)?.into_iter();
            all.extend(devices.map(|device| Self { device, instance: instance.clone(), expires }));
            if all.len() > MAX_DEVICES {
                return Err(DeviceError::Contact);
            }
        }
        Ok(all)
    }
}

impl Device {
    /// The devices of a Contact URI, at most two, for calls and for messages.
    ///
    /// # Errors
    ///
    /// [`DeviceError`], if the parameters for push are wrong.
    pub fn from_uri(uri: &str) -> Result<Vec<Self>, DeviceError> {
        let host = uri.split_once('@').map_or(uri, |(_, host)| host);
        let params = host.split('?').next().unwrap_or_default();
        let param = |name: &str| {
            let mut named = params.split(';').skip(1).filter_map(|param| {
                let (key, value) = param.split_once('=').unwrap_or((param, ""));
                key.trim().eq_ignore_ascii_case(name).then(|| decoded(value.trim()))
            });
            named.next().transpose()
        };
        if let (Some(provider), Some(prid)) = (param("pn-provider")?, param("pn-prid")?) {
            let param = param("pn-param")?.unwrap_or_default();
            return match &*provider.to_ascii_lowercase() {
                "apns" => apple(Provider::Apns, &param, &prid),
                "apns.dev" => apple(Provider::ApnsSandbox, &param, &prid),
                "fcm" => Ok(vec![Self::new(Provider::Fcm, Purpose::Both, &param, &prid)?]),
                _ => Ok(Vec::new()),
            };
        }
        let (Some(kind), Some(token)) = (param("pn-type")?, param("pn-tok")?) else { return Ok(Vec::new()) };
        let app = param("app-id")?.unwrap_or_default();
        match &*kind.to_ascii_lowercase() {
            "apple" => match app.strip_suffix(".dev") {
                Some(app) => apple(Provider::ApnsSandbox, app, &token),
                None => apple(Provider::Apns, app.strip_suffix(".prod").unwrap_or(&app), &token),
            },
            "firebase" | "google" => Ok(vec![Self::new(Provider::Fcm, Purpose::Both, &app, &token)?]),
            _ => Ok(Vec::new()),
        }
    }
}

/// The devices of `TEAM.bundle.remote&voip` with `A:remote&B:voip`, or of `TEAM.bundle.voip` with one token.
fn apple(provider: Provider, param: &str, prid: &str) -> Result<Vec<Device>, DeviceError> {
    let (app, services) = match param.rsplit_once('.') {
        Some((app, services)) if services.split('&').all(|service| purpose_of(service).is_some()) => (app, services),
        _ => (param, "remote"),
    };
    let app = without_team(app);
    if prid.split('&').count() > 2 {
        return Err(DeviceError::Token);
    }
    let device = |part: &str| {
        let tagged = part.rsplit_once(':').and_then(|(token, tag)| Some((token, purpose_of(tag)?)));
        let (token, purpose) = match tagged {
            Some(tagged) => tagged,
            None => (part, purpose_of(services).ok_or(DeviceError::Purpose)?),
        };
        Device::new(provider, purpose, app, token)
    };
    prid.split('&').map(device).collect()
}

fn purpose_of(service: &str) -> Option<Purpose> {
    match service {
        "voip" => Some(Purpose::Calls),
        "remote" => Some(Purpose::Messages),
        _ => None,
    }
}

/// RFC 8599 puts the team id before the bundle id; some apps leave it out. Apple's team ids have ten characters.
fn without_team(app: &str) -> &str {
    let is_team =
        |label: &str| label.len() == 10 && label.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    app.split_once('.').filter(|(label, _)| is_team(label)).map_or(app, |(_, bundle)| bundle)
}

/// The text without percent-escapes, wiped after use, for it can be a token.
fn decoded(text: &str) -> Result<Zeroizing<String>, DeviceError> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| DeviceError::Contact)?;
    Ok(Zeroizing::new(Cow::into_owned(text)))
}

/// The URI and the parameters of the first contact of a header's value, and the contacts after it.
fn next_contact(header: &str) -> Result<(&str, &str, &str), DeviceError> {
    let open = find_unquoted(header, b"<,").filter(|at| header[*at..].starts_with('<'));
    let Some(open) = open else {
        // Without angle brackets, parameters are the header's by RFC 3261; a bare URI of a proxy's variable has them.
        let (uri, rest) = split_contact(header);
        return Ok((uri, "", rest));
    };
    let (uri, after) = header[open + 1..].split_once('>').ok_or(DeviceError::Contact)?;
    let (params, rest) = split_contact(after);
    Ok((uri, params, rest))
}

/// Splits at the first comma outside quotation marks.
fn split_contact(header: &str) -> (&str, &str) {
    match find_unquoted(header, b",") {
        Some(at) => (header[..at].trim(), header[at + 1..].trim()),
        None => (header.trim(), ""),
    }
}

fn find_unquoted(text: &str, wanted: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => return !quoted && wanted.contains(&byte),
        }
        false
    })
}

fn instance_of(params: &str) -> Option<String> {
    let id = header_param(params, "+sip.instance")?.trim_matches('"').trim_matches(['<', '>']);
    let fits = (1..=MAX_INSTANCE).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| id.to_owned())
}

fn header_param<'a>(params: &'a str, name: &str) -> Option<&'a str> {
    params.split(';').find_map(|param| {
        let (key, value) = param.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sipx_sip::{push, uri::Uri};

    use super::*;
    use Provider::{Apns, ApnsSandbox, Fcm};
    use Purpose::{Both, Calls, Messages};

    type Row<'a> = (Provider, Purpose, &'a str, &'a str);

    fn rows(devices: &[Device]) -> Vec<Row<'_>> {
        devices.iter().map(|d| (d.provider, d.purpose, &*d.app, d.token.expose())).collect()
    }

    fn assert_uri(params: &str, expected: &[Row<'_>]) {
        let devices = Device::from_uri(&format!("sip:bob;x=1@192.0.2.7:5060;transport=tcp;{params}")).unwrap();
        assert_eq!(rows(&devices), expected, "{params}");
    }

    #[test]
    fn reads_rfc_8599() {
        // The RFC's own values, sections 9 and 10.
        assert_uri(
            "pn-provider=apns;pn-param=DEF123GHIJ.com.yourcompany.yourexampleapp.voip;pn-prid=00fc13adff78512",
            &[(Apns, Calls, "com.yourcompany.yourexampleapp", "00fc13adff78512")],
        );
        assert_uri(
            "pn-provider=apns;pn-param=DEF123GHIJ.com.yourcompany.yourexampleapp;pn-prid=00FC",
            &[(Apns, Messages, "com.yourcompany.yourexampleapp", "00fc")],
        );
        assert_uri(
            "PN-Provider=FCM;pn-prid=APA91bHPRgkF%3AJUvk-_x:y;pn-param=project-1234",
            &[(Fcm, Both, "project-1234", "APA91bHPRgkF:JUvk-_x:y")],
        );
        assert_uri("pn-provider=fcm;pn-prid=a?subject=x", &[(Fcm, Both, "", "a")]);
    }

    #[test]
    fn reads_linphones_forms() {
        let (a, b) = ("pn-prid=AA:remote&bb:voip", "pn-prid=bb%3Avoip%26aa%3Aremote");
        let param = "pn-param=ABCD123456.org.linphone.phone";
        let [remote, voip] =
            [(Messages, "aa"), (Calls, "bb")].map(|(purpose, token)| (Apns, purpose, "org.linphone.phone", token));
        assert_uri(&format!("pn-provider=apns;{a};{param}.remote&voip"), &[remote, voip]);
        assert_uri(&format!("pn-provider=apns;{b};{param}.voip%26remote"), &[voip, remote]);
        assert_uri(&format!("pn-provider=apns;pn-prid=bb;{param}.voip"), &[voip]);
        assert_uri(&format!("pn-provider=apns;pn-prid=aa;{param}.remote"), &[remote]);
        assert_uri("pn-provider=apns;pn-prid=bb;pn-param=ORG.x.voip", &[(Apns, Calls, "ORG.x", "bb")]);
        assert_uri("pn-provider=apns.dev;pn-prid=bb;pn-param=org.x.voip", &[(ApnsSandbox, Calls, "org.x", "bb")]);
    }

    #[test]
    fn reads_older_forms() {
        assert_uri("app-id=org.x.prod;pn-type=apple;pn-tok=AA", &[(Apns, Messages, "org.x", "aa")]);
        assert_uri("app-id=org.x.voip.dev;pn-type=apple;pn-tok=aa", &[(ApnsSandbox, Calls, "org.x", "aa")]);
        for kind in ["firebase", "google"] {
            let params = format!("app-id=929724111839;pn-type={kind};pn-tok=a:b;pn-msg-str=IM_MSG");
            assert_uri(&params, &[(Fcm, Both, "929724111839", "a:b")]);
        }
    }

    #[test]
    fn has_no_device_without_a_push_service_that_is_known() {
        for params in ["", "pn-provider", "pn-provider=apns", "pn-prid=aa", "pn-type=wp;pn-tok=a", "pn-tok=a"] {
            assert_uri(params, &[]);
        }
        assert_uri("pn-provider=webpush;pn-prid=x", &[]);
        assert!(Device::from_uri("sip:bob;pn-provider=fcm;pn-prid=a@h").unwrap().is_empty());
        assert!(Device::from_uri("sip:bob@h?pn-provider=fcm;pn-prid=a").unwrap().is_empty());
    }

    #[test]
    fn says_what_is_wrong() {
        let error = |params: &str| Device::from_uri(&format!("sip:h;{params}")).unwrap_err();
        for token in ["", "xyz", "a:voip&b:remote&c:voip", &"a".repeat(201), "a:other"] {
            assert_eq!(
                error(&format!("pn-provider=apns;pn-prid={token};pn-param=a.voip")),
                DeviceError::Token,
                "{token}"
            );
        }
        for token in ["", "a%20b", "%C3%A9", &"a".repeat(4097)] {
            assert_eq!(error(&format!("pn-provider=fcm;pn-prid={token}")), DeviceError::Token, "{token}");
        }
        assert_eq!(error("pn-provider=apns;pn-prid=aa&bb;pn-param=T.b.remote&voip"), DeviceError::Purpose);
        for params in ["pn-provider=fcm;pn-prid=a;pn-param=a%2Fb", "pn-provider=apns;pn-prid=a;pn-param=a.voip&x"] {
            assert_eq!(error(params), DeviceError::App);
        }
        assert_eq!(error("pn-provider=fcm;pn-prid=%FF"), DeviceError::Contact);
    }

    #[test]
    fn reads_headers_with_several_contacts() {
        let header = "\"a, \\\"<b>\" <sip:a@h;pn-provider=fcm;pn-prid=1,1>;expires=60;+sip.instance=\"<urn:uuid:1>\" , \
            <sip:b@h;pn-provider=fcm;pn-prid=2>;q=\",\";Expires=0, sip:c@h;pn-provider=fcm;pn-prid=3,<sip:d@h>";
        let devices = ContactDevice::parse_header(header).unwrap();
        let devices: Vec<_> =
            devices.iter().map(|d| (d.device.token.expose(), d.instance.as_deref(), d.expires)).collect();
        assert_eq!(devices, [("1,1", Some("urn:uuid:1"), Some(60)), ("2", None, Some(0)), ("3", None, None)]);
    }

    #[test]
    fn a_phone_without_a_fit_id_has_none() {
        for id in ["", "\"<>\"", "a b", "é", &"a".repeat(256)] {
            let header = format!("<sip:h;pn-provider=fcm;pn-prid=1>;+sip.instance={id}");
            assert_eq!(ContactDevice::parse_header(&header).unwrap()[0].instance, None);
        }
    }

    #[test]
    fn parameters_outside_of_angle_brackets_do_not_count() {
        assert_eq!(ContactDevice::parse_header("<sip:a@h>;pn-provider=fcm;pn-prid=1"), Ok(Vec::new()));
    }

    #[test]
    fn refuses_malformed_and_long_headers() {
        let many = "<sip:h;pn-provider=fcm;pn-prid=1>,".repeat(17);
        for header in ["<sip:h", &many, &format!("<sip:h>;x={}", "x".repeat(MAX_HEADER))] {
            assert_eq!(ContactDevice::parse_header(header), Err(DeviceError::Contact));
        }
    }

    proptest! {
        #[test]
        fn agrees_with_sipx(provider in "fcm|apns|webpush", prid in "([a-f0-9]|%3A|:|&|\\$){1,20}", param in "[a-z.]{1,9}") {
            let text = format!("sip:bob@192.0.2.7;pn-provider={provider};pn-prid={prid};pn-param={param}");
            let uri = Uri::parse(text.clone().into()).unwrap();
            let theirs = push::Device::from_uri(&uri).unwrap();
            prop_assert_eq!((theirs.provider(), theirs.prid(), theirs.param()), (&*provider, &*prid, Some(&*param)));
            match (&*provider, Device::from_uri(&text)) {
                ("fcm", Ok(ours)) => {
                    let prid = percent_decode_str(theirs.prid()).decode_utf8().unwrap();
                    prop_assert_eq!(rows(&ours), [(Fcm, Both, &*param, &*prid)]);
                }
                ("apns", Ok(ours)) => prop_assert!(ours[0].provider == Apns && prid.starts_with(ours[0].token.expose())),
                ("webpush", ours) => prop_assert_eq!(ours, Ok(Vec::new())),
                (provider, ours) => prop_assert!(provider == "apns" && ours.is_err()),
            }
        }

        #[test]
        fn nothing_panics(header in "(?s).{0,80}|([<>,;=\"&.:%?@*\\\\]|pn-provider|apns|fcm|pn-prid|pn-param|voip|remote|a){0,40}") {
            for ContactDevice { device, .. } in ContactDevice::parse_header(&header).unwrap_or_default() {
                let again = Device::new(device.provider, device.purpose, &device.app, device.token.expose());
                prop_assert_eq!(again, Ok(device));
            }
        }
    }
}

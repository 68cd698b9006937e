use std::{net::IpAddr, sync::Arc, time::Instant};

use hyper::{Method, Request, StatusCode, body::Incoming, header::USER_AGENT, http};

use siplaunch::{LinkId, Reason};

use super::{
    claims::Claims,
    connection::Answer,
    current::Current,
    log::{AccessLog, Event, Log},
    metrics::Metrics,
    reply::{Reply, Texts, launch_reply},
};

const HEALTH_PATH: &str = "/healthz";

/// The answers to phones.
pub(crate) struct Launch {
    pub(crate) handler: Current,
    pub(crate) claims: Option<Claims>,
    pub(crate) path: String,
    pub(crate) texts: Texts,
    pub(crate) metrics: Metrics,
    pub(crate) log: Log,
    pub(crate) access_log: AccessLog,
}

#[derive(Clone, Copy)]
enum Route {
    Launch,
    Health,
    Other,
}

/// A reply, with the launch handler's reason for it and the id of its link.
struct Answered {
    reply: Reply,
    reason: Option<Reason>,
    id: Option<LinkId>,
}

impl From<Reply> for Answered {
    fn from(reply: Reply) -> Self {
        Self { reply, reason: None, id: None }
    }
}

impl Launch {
    fn route(&self, request: &Request<()>) -> Route {
        match request.uri().path() {
            path if path == self.path => Route::Launch,
            HEALTH_PATH => Route::Health,
            _ => Route::Other,
        }
    }

    async fn answered(&self, route: Route, request: &Request<()>) -> http::Result<Answered> {
        match route {
            Route::Launch => self.launch(request).await,
            Route::Health => Ok(self.texts.reply(StatusCode::OK, "ok\n").into()),
            Route::Other => Ok(self.texts.not_found().into()),
        }
    }

    async fn launch(&self, request: &Request<()>) -> http::Result<Answered> {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let user_agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let request =
            siplaunch::Request::new(request.method().as_str(), query).with_user_agent(user_agent.unwrap_or_default());
        let inspected = self.handler.get().inspect(request);
        let claim = match &self.claims {
            Some(claims) => claims.claim(&inspected).await,
            None => None,
        };
        let response = inspected.answer(claim);
        Ok(Answered { reason: Some(response.reason()), reply: launch_reply(response)?, id: inspected.id() })
    }

    /// The path for the log. An unknown path is not shown, because part of a link may be in it.
    fn shown_path(&self, route: Route) -> &str {
        match route {
            Route::Launch => &self.path,
            Route::Health => HEALTH_PATH,
            Route::Other => "other",
        }
    }
}

impl Answer for Launch {
    async fn answer(self: Arc<Self>, request: Request<Incoming>, remote: IpAddr) -> http::Result<Reply> {
        let start = Instant::now();
        let request = request.map(drop);
        let route = self.route(&request);
        let Answered { reply, reason, id } = self.answered(route, &request).await?;
        let (status, duration) = (reply.status().as_u16(), start.elapsed());
        self.metrics.count(route.label(), status, reason, duration);
        if self.access_log == AccessLog::Json {
            self.log.write(Event::Request {
                remote,
                method: shown_method(request.method()),
                path: self.shown_path(route),
                status,
                reason: reason.map(Reason::as_str),
                id: id.map(|id| id.to_string()),
                duration_us: u64::try_from(duration.as_micros()).expect("no answer takes 500,000 years"),
            });
        }
        Ok(reply)
    }
}

impl Route {
    fn label(self) -> &'static str {
        match self {
            Self::Launch => "launch",
            Self::Health => "health",
            Self::Other => "other",
        }
    }
}

/// The method for the log. An unknown one is not shown, because it can be any word.
fn shown_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

/// Checks the path option.
pub(crate) fn parse_path(path: &str) -> Result<String, &'static str> {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/".contains(&b));
    if !path.starts_with('/') || !plain {
        return Err("a path starts with / and has only letters, digits and -._~/");
    }
    if path == HEALTH_PATH { Err("that path is for the health check: choose another") } else { Ok(path.to_owned()) }
}

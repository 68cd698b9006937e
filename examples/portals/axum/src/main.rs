//! A sign-up portal in axum: accounts, sealed links by mail and SMS, the launch handler, and the operator's page.

mod accounts;
mod portal;

use std::{error::Error, sync::Arc};

use askama::Template;
use axum::{
    Form, Router,
    extract::{FromRequestParts, RawQuery, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{any, get},
};
use axum_extra::{
    TypedHeader,
    headers::{Authorization, authorization::Basic},
};
use serde::Deserialize;
use siplaunch::Request;
use tokio::{net::TcpListener, task::spawn_blocking};
use tower_http::csrf::CsrfLayer;

use crate::{
    accounts::Account,
    portal::{Portal, SignUp, setting},
};

type Shared = State<Arc<Portal>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let routes = Router::new()
        .route("/", get(form).post(sign_up))
        .route("/sent", get(sent))
        .route("/operator", get(list).post(revoke))
        // No form of another site gets further. A tap on a link may come from anywhere.
        .layer(CsrfLayer::new())
        .route("/p", any(launch))
        .with_state(Arc::new(Portal::from_env()?));
    let listener = TcpListener::bind(setting("LISTEN")?).await?;
    axum::serve(listener, routes).await?;
    Ok(())
}

#[derive(Default, Template)]
#[template(path = "sign_up.html")]
struct SignUpPage {
    username: String,
    email: String,
    mobile: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "sent.html")]
struct SentPage;

#[derive(Template)]
#[template(path = "operator.html")]
struct OperatorPage {
    accounts: Vec<Account>,
}

async fn form() -> Result<Response, Failure> {
    page(StatusCode::OK, &SignUpPage::default())
}

async fn sign_up(State(portal): Shared, Form(form): Form<SignUp>) -> Result<Response, Failure> {
    let (form, outcome) = spawn_blocking(move || {
        let outcome = portal.sign_up(&form);
        (form, outcome)
    })
    .await?;
    let Err(refusal) = outcome else { return Ok(Redirect::to("/sent").into_response()) };
    let SignUp { username, email, mobile, .. } = form;
    let error = Some(refusal.to_string());
    page(StatusCode::UNPROCESSABLE_ENTITY, &SignUpPage { username, email, mobile, error })
}

async fn sent() -> Result<Response, Failure> {
    page(StatusCode::OK, &SentPage)
}

async fn launch(
    State(portal): Shared,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let answer = spawn_blocking(move || {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let query = query.unwrap_or_default();
        portal.launch(Request::new(method.as_str(), query.as_bytes()).with_user_agent(agent))
    })
    .await??;
    let response = Response::builder().status(answer.status());
    let response = answer.headers().fold(response, |response, (name, value)| response.header(name, value));
    Ok(response.body(String::from(answer.body()).into())?)
}

/// A request with the operator's password.
struct Operator;

impl FromRequestParts<Arc<Portal>> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Response> {
        let given = TypedHeader::<Authorization<Basic>>::from_request_parts(parts, portal).await;
        if given.is_ok_and(|given| portal.is_operator(given.password())) {
            return Ok(Self);
        }
        let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"operator\", charset=\"UTF-8\"")];
        Err((StatusCode::UNAUTHORIZED, challenge, "Sign in as the operator.").into_response())
    }
}

async fn list(_: Operator, State(portal): Shared) -> Result<Response, Failure> {
    let accounts = spawn_blocking(move || portal.accounts.all()).await??;
    page(StatusCode::OK, &OperatorPage { accounts })
}

#[derive(Deserialize)]
struct Revocation {
    link: String,
}

async fn revoke(_: Operator, State(portal): Shared, Form(form): Form<Revocation>) -> Result<Redirect, Failure> {
    spawn_blocking(move || portal.accounts.revoke(&form.link)).await??;
    Ok(Redirect::to("/operator"))
}

fn page(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    Ok((status, Html(template.render()?)).into_response())
}

/// Any error that the customer cannot mend: 500, and a line in the log.
struct Failure(Box<dyn Error>);

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        eprintln!("portal: {}", self.0);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

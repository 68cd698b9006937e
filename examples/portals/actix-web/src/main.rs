//! A sign-up portal in Actix Web: accounts, sealed links by mail and SMS, the launch handler, and the operator's page.

mod accounts;
mod portal;

use std::{error::Error, fmt};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    error::ErrorForbidden,
    http::{Method, StatusCode, header},
    middleware::{Next, from_fn},
    web::{self, Data, Form},
};
use actix_web_httpauth::{
    extractors::{
        AuthenticationError,
        basic::{BasicAuth, Config},
    },
    headers::www_authenticate::basic::Basic,
    middleware::HttpAuthentication,
};
use askama::Template;
use serde::Deserialize;
use siplaunch::Request;

use crate::{
    accounts::Account,
    portal::{Portal, SignUp, setting},
};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let portal = Data::new(Portal::from_env()?);
    let server = HttpServer::new(move || {
        let sign_up_form = web::resource("/").get(form).post(sign_up).wrap(from_fn(same_origin));
        let operator_page = web::resource("/operator").get(list).post(revoke);
        let operator_page = operator_page.wrap(HttpAuthentication::basic(operator)).wrap(from_fn(same_origin));
        App::new()
            .app_data(portal.clone())
            .app_data(Config::default().realm("operator"))
            .service(sign_up_form)
            .route("/sent", web::get().to(sent))
            .service(operator_page)
            .route("/p", web::route().to(launch))
    });
    server.bind(setting("LISTEN")?)?.run().await?;
    Ok(())
}

/// Refuses a form that another site posts: all browsers say where a request comes from.
async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let site = request.headers().get("Sec-Fetch-Site").map(header::HeaderValue::as_bytes);
    if request.method() == Method::POST && !matches!(site, None | Some(b"same-origin" | b"none")) {
        return Err(ErrorForbidden("Use the form of this site."));
    }
    next.call(request).await
}

/// Lets the operator in.
async fn operator(
    request: ServiceRequest,
    given: BasicAuth,
) -> Result<ServiceRequest, (actix_web::Error, ServiceRequest)> {
    let portal = request.app_data::<Data<Portal>>().expect("main gives all requests the portal");
    if portal.is_operator(given.password().unwrap_or_default()) {
        return Ok(request);
    }
    Err((AuthenticationError::new(Basic::with_realm("operator")).into(), request))
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

async fn form() -> Result<HttpResponse, Failure> {
    page(StatusCode::OK, &SignUpPage::default())
}

async fn sign_up(portal: Data<Portal>, form: Form<SignUp>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let (form, outcome) = web::block(move || {
        let outcome = portal.sign_up(&form);
        (form, outcome)
    })
    .await?;
    let Err(refusal) = outcome else { return Ok(see_other("/sent")) };
    let SignUp { username, email, mobile, .. } = form;
    let error = Some(refusal.to_string());
    page(StatusCode::UNPROCESSABLE_ENTITY, &SignUpPage { username, email, mobile, error })
}

async fn sent() -> Result<HttpResponse, Failure> {
    page(StatusCode::OK, &SentPage)
}

async fn launch(portal: Data<Portal>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let (method, query) = (request.method().to_string(), request.query_string().to_owned());
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    let answer =
        web::block(move || portal.launch(Request::new(&method, query.as_bytes()).with_user_agent(&agent))).await??;
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status())?);
    answer.headers().for_each(|header| {
        response.insert_header(header);
    });
    Ok(response.body(String::from(answer.body())))
}

async fn list(portal: Data<Portal>) -> Result<HttpResponse, Failure> {
    let accounts = web::block(move || portal.accounts.all()).await??;
    page(StatusCode::OK, &OperatorPage { accounts })
}

#[derive(Deserialize)]
struct Revocation {
    link: String,
}

async fn revoke(portal: Data<Portal>, form: Form<Revocation>) -> Result<HttpResponse, Failure> {
    web::block(move || portal.accounts.revoke(&form.link)).await??;
    Ok(see_other("/operator"))
}

fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, Failure> {
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(template.render()?))
}

fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// Any error that the customer cannot mend: 500, and a line in the log.
#[derive(Debug)]
struct Failure;

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        eprintln!("portal: {error}");
        Self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The portal has a fault: please try again later.")
    }
}

impl ResponseError for Failure {}

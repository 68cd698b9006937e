use std::{
    env,
    io::{self, Write as _},
};

use anyhow::{Result, bail};
use siplaunch::{Claim, Request, Response};

#[cfg(feature = "claims")]
use crate::stderr;
use crate::{
    handler_args::{HandlerArgs, Inspected},
    output,
};

/// Answer one launch link as a CGI program (RFC 3875)
///
/// A web server starts it for each request, with the request in the environment. Let it start a script that passes no
/// arguments on, such as packaging/siplaunch.cgi: a server may pass words of the query as arguments.
#[derive(clap::Args)]
#[command(after_help = "\
Example, by hand:
  QUERY_STRING=c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D \\
  REQUEST_METHOD=GET siplaunch cgi")]
pub(crate) struct Args {
    #[command(flatten)]
    handler: HandlerArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let handler = args.handler.load()?;
    let Some(method) = env::var_os("REQUEST_METHOD") else {
        bail!("REQUEST_METHOD is not set: let a web server start `siplaunch cgi`, or see its --help");
    };
    let query = env::var_os("QUERY_STRING").unwrap_or_default();
    let user_agent = env::var_os("HTTP_USER_AGENT").unwrap_or_default();
    let (method, user_agent) = (method.to_string_lossy(), user_agent.to_string_lossy());
    let request = Request::new(&method, query.as_encoded_bytes()).with_user_agent(&user_agent);
    let inspected = handler.inspect(request);
    let response = inspected.answer(claim(args, &inspected)?);
    output::print(|out| print(&response, out))
}

/// The word of the claim store, if there is one and the request asks for it.
#[cfg(feature = "claims")]
fn claim(args: &Args, inspected: &Inspected) -> Result<Option<Claim>> {
    let Some((mut store, policy)) = args.handler.claims()? else { return Ok(None) };
    let Some(ask) = inspected.ask(policy) else { return Ok(None) };
    Ok(Some(match store.answer(&[ask]).as_deref() {
        Ok([answer]) => answer.claim,
        Ok(_) => Claim::Unavailable,
        Err(error) => {
            stderr::warn(format_args!("claim store: {error:#}"));
            Claim::Unavailable
        }
    }))
}

#[cfg(not(feature = "claims"))]
fn claim(_args: &Args, _inspected: &Inspected) -> Result<Option<Claim>> {
    Ok(None)
}

/// Prints the response in one write, so that a server never sees half a header.
fn print(response: &Response, mut out: impl io::Write) -> io::Result<()> {
    let mut text = Vec::new();
    writeln!(text, "Status: {} {}", response.status(), reason(response.status()))?;
    for (name, value) in response.headers() {
        writeln!(text, "{name}: {value}")?;
    }
    writeln!(text)?;
    text.extend_from_slice(response.body().as_bytes());
    out.write_all(&text)
}

/// The reason phrase of a status (RFC 9110 §15), which some servers pass on.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        303 => "See Other",
        400 => "Bad Request",
        405 => "Method Not Allowed",
        410 => "Gone",
        414 => "URI Too Long",
        503 => "Service Unavailable",
        _ => "",
    }
}

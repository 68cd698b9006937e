use pyo3::prelude::*;
use siplaunch::{Portal, Scheme};

use crate::{
    error::Result,
    text::{Secret, Text},
};

/// The text of the token or sealed link in a launch link (`str`), whatever portal it points to.
///
/// Args:
///     link (str): an absolute http or https URL. Nothing is repaired: that is the launch handler's.
///     param (str): the query parameter that carries it.
///
/// Raises:
///     LinkError: not a launch link, or not with one good token.
///
/// >>> parse_launch_link("http://example.org/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D")
/// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
#[pyfunction]
#[pyo3(signature = (link, *, param=Text(Portal::DEFAULT_PARAM)), text_signature = "(link, *, param='c')")]
pub(crate) fn parse_launch_link(link: Text<'_>, param: Text<'_>) -> Result<Secret> {
    Ok(Secret(siplaunch::parse_launch_link(link.0, param.0)?))
}

/// The text of the token in an app link of a scheme (`str`).
///
/// Raises:
///     LinkError: not an app link of this scheme, or not with a good token.
///     BrandError: not a scheme.
///
/// >>> parse_app_link("sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")
/// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
#[pyfunction]
#[pyo3(signature = (link, *, scheme=None), text_signature = "(link, *, scheme='sipphone')")]
pub(crate) fn parse_app_link(link: Text<'_>, scheme: Option<Text<'_>>) -> Result<Secret> {
    Ok(Secret::from(scheme_or_default(scheme)?.parse_app_link(link.0)?))
}

/// A scheme that was given, or else the published app's.
pub(crate) fn scheme_or_default(scheme: Option<Text<'_>>) -> Result<Scheme> {
    Ok(scheme.map_or(Ok(Scheme::SIP_PHONE), |Text(scheme)| Scheme::new(scheme))?)
}

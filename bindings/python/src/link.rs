use pyo3::prelude::*;
use siplaunch::{Portal, Scheme};

use crate::{
    error::Result,
    text::{Secret, Text},
};

/// The payload of a launch link (`str`): its token or sealed token. The link may point to any portal.
///
/// Args:
///     link (str): an absolute http or https URL. It is not repaired; only the launch handler repairs links.
///     param (str): the query parameter that carries the payload.
///
/// Raises:
///     LinkError: not a launch link, or a link without one good payload.
///
/// >>> parse_launch_link("http://example.org/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D")
/// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
#[pyfunction]
#[pyo3(signature = (link, *, param=Text(Portal::DEFAULT_PARAM)), text_signature = "(link, *, param='c')")]
pub(crate) fn parse_launch_link(link: Text<'_>, param: Text<'_>) -> Result<Secret> {
    Ok(Secret(siplaunch::parse_launch_link(link.0, param.0)?))
}

/// The token of an app link (`str`).
///
/// Raises:
///     LinkError: not an app link of this scheme, or one without a good token.
///     BrandError: a bad scheme.
///
/// >>> parse_app_link("sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")
/// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
#[pyfunction]
#[pyo3(signature = (link, *, scheme=None), text_signature = "(link, *, scheme='sipphone')")]
pub(crate) fn parse_app_link(link: Text<'_>, scheme: Option<Text<'_>>) -> Result<Secret> {
    Ok(Secret::from(scheme_or_default(scheme)?.parse_app_link(link.0)?))
}

/// The given scheme, or else the published app's.
pub(crate) fn scheme_or_default(scheme: Option<Text<'_>>) -> Result<Scheme> {
    Ok(scheme.map_or(Ok(Scheme::SIP_PHONE), |Text(scheme)| Scheme::new(scheme))?)
}

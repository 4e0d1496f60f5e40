//! `/redirect?status=307&to=<percent-encoded URI>`: sends the client elsewhere.

use http::{HeaderValue, StatusCode, header};

use crate::{answer::Answer, trakkr};

pub(crate) const PATH: &str = "/redirect";

/// The path and query that ask for this redirect.
pub(crate) fn target(status: StatusCode, to: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("status", status.as_str())
        .append_pair("to", to)
        .finish();
    format!("{PATH}?{query}")
}

pub(crate) fn answer(query: Option<&str>) -> Answer {
    match parse(query.unwrap_or_default()) {
        Some((status, to)) => Answer::new(status).header(header::LOCATION, to),
        None => trakkr::error(
            StatusCode::BAD_REQUEST,
            "give ?status= as 301, 302, 303, 307 or 308, and &to= as a percent-encoded URI",
        ),
    }
}

fn parse(query: &str) -> Option<(StatusCode, HeaderValue)> {
    let value_of =
        |name| form_urlencoded::parse(query.as_bytes()).find_map(|(key, value)| (key == name).then_some(value));
    let status = match &*value_of("status")? {
        "301" => StatusCode::MOVED_PERMANENTLY,
        "302" => StatusCode::FOUND,
        "303" => StatusCode::SEE_OTHER,
        "307" => StatusCode::TEMPORARY_REDIRECT,
        "308" => StatusCode::PERMANENT_REDIRECT,
        _ => return None,
    };
    Some((status, HeaderValue::from_str(&value_of("to")?).ok()?))
}

//! What the headers of an answer say, beside its challenges.

use std::{borrow::Cow, time::Duration};

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::texts::{Sort, Text};
use crate::{
    error::{
        AuthErrorKind::{self, Blocked, InvalidKey, MissingKey, RateLimited, StepUpRequired},
        RetryAfter,
    },
    text::{latin1, percent_decoded},
};

/// Headers in which servers put a reason, and whether it is a code.
const REASONS: [(&str, Sort); 16] = [
    ("x-error-code", Sort::Code),
    ("x-amzn-errortype", Sort::Code),
    ("x-platform-error-code", Sort::Code),
    ("x-ms-error-code", Sort::Code),
    ("x-auth-error", Sort::Code),
    ("x-auth-failure-reason", Sort::Code),
    ("x-error-message", Sort::Message),
    ("x-error", Sort::Message),
    ("x-error-description", Sort::Message),
    ("x-error-detail", Sort::Message),
    ("x-error-reason", Sort::Message),
    ("x-amz-error-message", Sort::Message),
    ("x-databricks-reason-phrase", Sort::Message),
    ("x-platform-error-message", Sort::Message),
    ("x-reason", Sort::Message),
    ("grpc-message", Sort::Message),
];

/// What the presence of a header, with a value that begins so, means with a 401 or a 403.
const SIGNS: [(&str, &str, AuthErrorKind); 13] = [
    ("x-github-otp", "required", StepUpRequired),
    ("x-github-sso", "required", StepUpRequired),
    ("x-gitlab-otp", "required", StepUpRequired),
    ("x-2fa-approval-result", "REJECTED", StepUpRequired),
    ("cf-mitigated", "", Blocked),
    ("x-amzn-waf-action", "", Blocked),
    ("x-datadome", "", Blocked),
    ("x-sucuri-block", "", Blocked),
    ("x-envoy-ratelimited", "", RateLimited),
    ("x-seraph-loginreason", "AUTHENTICATION_DENIED", Blocked),
    ("x-seraph-loginreason", "AUTHENTICATED_FAILED", InvalidKey),
    ("x-seraph-loginreason", "OUT", MissingKey),
    ("x-authentication-denied-reason", "CAPTCHA", Blocked),
];

/// Servers that only ever answer 403 in their own name where they keep a request out.
const WALLS: [&str; 4] = ["awselb", "AkamaiGHost", "CloudFront", "Sucuri"];

/// Limits that are spent.
const REMAINING: [&str; 4] = [
    "x-ratelimit-remaining",
    "ratelimit-remaining",
    "x-rate-limit-remaining",
    "x-ratelimit-remaining-requests",
];

/// The reasons that headers give, codes first.
pub(super) fn texts(headers: &HeaderMap) -> Vec<Text<'static>> {
    all(headers, &REASONS, |(name, _)| name)
        .into_iter()
        .map(|((name, sort), value)| {
            let text = if *name == "grpc-message" {
                percent_decoded(value.as_bytes())
            } else {
                latin1(value.as_bytes())
            };
            // Amazon adds the address of its documentation: `AccessDeniedException:http://…`.
            let text = match sort {
                Sort::Code => text.split(':').next().unwrap_or_default().to_owned(),
                _ => text,
            };
            Text {
                field: Cow::Borrowed(*name),
                text: Cow::Owned(text),
                sort: *sort,
            }
        })
        .collect()
}

/// What a header means on its own: the kind, the header and its value.
pub(super) fn sign(status: StatusCode, headers: &HeaderMap) -> Option<(AuthErrorKind, &'static str, String)> {
    let is_forbidden = status == StatusCode::FORBIDDEN;
    let shown = |kind, name: &'static str, value: &HeaderValue| Some((kind, name, latin1(value.as_bytes())));
    let signs = all(headers, &SIGNS, |(name, ..)| name);
    if let Some(((name, _, kind), value)) = signs.into_iter().find(|((_, start, _), value)| begins(value, start)) {
        return shown(*kind, name, value);
    }
    if !is_forbidden {
        return None;
    }
    if let Some(value) = headers.get(header::RETRY_AFTER) {
        return shown(RateLimited, "retry-after", value);
    }
    let remaining = all(headers, &REMAINING, |name| name);
    let is_spent = |value: &HeaderValue| matches!(value.as_bytes().trim_ascii(), b"0" | b"0.0");
    if let Some((name, value)) = remaining.into_iter().find(|(_, value)| is_spent(value)) {
        return shown(RateLimited, name, value);
    }
    let server = headers.get(header::SERVER)?;
    let is_wall = WALLS.iter().any(|wall| begins(server, wall));
    is_wall.then(|| (Blocked, "server", latin1(server.as_bytes())))
}

fn begins(value: &HeaderValue, start: &str) -> bool {
    let value = value.as_bytes().get(..start.len());
    value.is_some_and(|value| value.eq_ignore_ascii_case(start.as_bytes()))
}

pub(super) fn retry_after(headers: &HeaderMap) -> Option<RetryAfter> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a u64 has: as long as there is.
        return Some(RetryAfter::Delay(Duration::from_secs(
            value.parse().unwrap_or(u64::MAX),
        )));
    }
    httpdate::parse_http_date(value).ok().map(RetryAfter::At)
}

/// Common names, the most common first.
const REQUEST_ID: [&str; 20] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "apim-request-id",
    "x-amz-apigw-id",
    "x-trace-id",
    "x-goog-request-id",
    "x-shopify-request-id",
    "x-request-guid",
    "correlation-id",
    "x-b3-traceid",
    "x-req-id",
    "x-slack-req-id",
    "x-okta-request-id",
    "fly-request-id",
    "cf-ray",
];

pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let (_, value) = all(headers, &REQUEST_ID, |name| name).into_iter().next()?;
    Some(latin1(value.as_bytes()))
}

/// The rows of a table whose header is there, in the order of the table. The headers are gone through once, since there are fewer of
/// them than rows, and [`HeaderMap::get`] hashes a name that is text.
fn all<'h, R>(
    headers: &'h HeaderMap,
    table: &'static [R],
    name: impl Fn(&'static R) -> &'static str,
) -> Vec<(&'static R, &'h HeaderValue)> {
    let mut found = Vec::new();
    for (known, value) in headers {
        let known = known.as_str();
        let rows = table.iter().enumerate().filter(|(_, row)| name(row) == known);
        found.extend(rows.map(|(at, row)| (at, row, value)));
    }
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(_, row, value)| (row, value)).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let fields = fields.iter();
        fields
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn of_several_headers_the_first_of_the_table_counts_whatever_their_order() {
        let id = |fields| request_id(&headers(fields));
        assert_eq!(id(&[("cf-ray", "1"), ("x-request-id", "2")]).as_deref(), Some("2"));
        assert_eq!(id(&[("x-request-id", "2"), ("cf-ray", "1")]).as_deref(), Some("2"));
        assert_eq!(id(&[("server", "x")]), None);

        let reasons = headers(&[("x-error-message", "no"), ("x-error-code", "expired")]);
        let sorts: Vec<_> = texts(&reasons).iter().map(|text| text.sort).collect();
        assert_eq!(sorts, [Sort::Code, Sort::Message]);
    }

    #[test]
    fn a_header_with_several_meanings_has_that_of_its_value() {
        for (value, kind) in [("OUT", MissingKey), ("AUTHENTICATED_FAILED", InvalidKey)] {
            let headers = headers(&[("x-seraph-loginreason", value)]);
            let (found, ..) = sign(StatusCode::UNAUTHORIZED, &headers).unwrap();
            assert_eq!(found, kind);
        }
    }
}

//! What says of an answer that it is a failure, whatever its status.

use super::{
    super::json::{Place, Scalar},
    Texts, parent_of,
};

impl Texts<'_> {
    /// What answers that come with 200 have in place of a status.
    pub(super) fn mark(&mut self, place: &Place<'_>, name: &[u8], scalar: &Scalar<'_>) {
        let is_near = place.depth <= 2;
        match (name, scalar) {
            (
                b"ok" | b"success" | b"successful" | b"issuccess" | b"succeeded" | b"valid" | b"response",
                Scalar::False,
            ) => self.is_failure |= place.depth == 1,
            (
                b"error" | b"errors" | b"err" | b"errormessage" | b"errormsg" | b"fault" | b"faultstring",
                Scalar::Text(text),
            ) if is_near => {
                self.is_failure |= !text.is_empty();
            }
            (_, Scalar::Text(text)) if matches!(parent_of(place), "/error" | "/errors") => {
                self.is_failure |= !text.is_empty();
            }
            (b"message" | b"code" | b"type" | b"reason", Scalar::Text(_)) => {
                let mut above = place.pointer.split('/').take(place.depth.min(3));
                self.is_failure |= above.any(|name| {
                    ["error", "errors", "fault"]
                        .iter()
                        .any(|it| it.eq_ignore_ascii_case(name))
                });
            }
            (b"status" | b"stat" | b"result" | b"resultcode" | b"response" | b"state", Scalar::Text(text))
                if place.depth == 1 || place.depth == 2 && is_wrapped(place) =>
            {
                const FAILURES: [&str; 10] = [
                    "error",
                    "fail",
                    "failed",
                    "failure",
                    "false",
                    "nok",
                    "0",
                    "request_denied",
                    "unauthorized",
                    "forbidden",
                ];
                self.is_failure |= FAILURES.iter().any(|word| word.eq_ignore_ascii_case(text));
            }
            (
                b"error" | b"errcode" | b"errorcode" | b"code" | b"cod" | b"status" | b"statuscode" | b"errno"
                | b"retcode" | b"ret",
                Scalar::Number(number),
            ) if is_near => {
                let number: i64 = number.parse().unwrap_or(0);
                let is_fine = number == 0 || (200..300).contains(&number) || number == 1;
                self.is_failure |= !is_fine && (place.depth == 1 || place.pointer.starts_with("/error"));
                if matches!(number, 401 | 403) {
                    self.status = u16::try_from(number).ok();
                }
            }
            (b"errorcode" | b"exception", Scalar::Text(text)) => {
                self.is_failure |= place.depth == 1 && !text.is_empty();
            }
            (b"error" | b"iserror" | b"haserror", Scalar::True) => self.is_failure = true,
            _ => {}
        }
    }
}

/// Whether it is in an object that wraps all of an answer.
fn is_wrapped(place: &Place<'_>) -> bool {
    const WRAPPERS: [&str; 6] = ["/response", "/result", "/messages", "/rsp", "/root", "/meta"];
    WRAPPERS
        .iter()
        .any(|wrapper| wrapper.eq_ignore_ascii_case(parent_of(place)))
}

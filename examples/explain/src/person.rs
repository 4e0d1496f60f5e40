//! The diagnosis for a person at 3 a.m.: what happened, why we think so, what to do.

use std::fmt;

use http::{StatusCode, header::RETRY_AFTER};
use tower_bearer::{
    AuthErrorKind,
    classify::{Certainty, CredentialSent, Rule, Verdict},
};

use crate::{paste::Pasted, report::Report};

pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    pub(crate) answer: &'a Pasted,
    pub(crate) sent: CredentialSent,
}

/// In characters: a line of evidence is cut around what counts.
const WIDTH: usize = 100;

// ===== impl Page =====

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(verdict) = &self.report.verdict else {
            return self.write_elsewhere(f);
        };
        let kind = verdict.kind();
        let is_guess = verdict.evidence().certainty() == Certainty::Low;
        let what = if is_guess {
            format!("probably, {kind}")
        } else {
            kind.to_string()
        };
        writeln!(
            f,
            "WHAT   {} ({}, HTTP {})",
            capital(&what),
            kind.name(),
            self.answer.status.as_u16()
        )?;
        if let Some(message) = &self.report.message {
            writeln!(f, "       the server says: {}", quoted(message))?;
        }
        writeln!(f)?;
        self.write_why(f, verdict)?;
        writeln!(f, "\nDO     {}", advice(kind, verdict))?;
        for scope in verdict.challenges().iter().flat_map(|challenge| challenge.scope()) {
            if kind == AuthErrorKind::InsufficientScope {
                writeln!(f, "       scope that is wanted: {scope}")?;
            }
        }
        if let Some(seconds) = self.report.retry_after_s {
            writeln!(f, "       not before {seconds} s after the answer")?;
        }
        if let Some(id) = &self.report.request_id {
            writeln!(f, "       when you ask their support, name the request: {id}")?;
        }
        Ok(())
    }
}

impl Page<'_> {
    /// What there is to say of an answer that is about something else.
    fn write_elsewhere(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.answer.status;
        writeln!(f, "WHAT   {status} is no auth failure, as far as the answer says.\n")?;
        writeln!(f, "WHY    Nothing in it names a key, or what a key lacks.\n")?;
        writeln!(f, "DO     {}", elsewhere(status))?;
        let retry_after = self
            .answer
            .headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok());
        match retry_after.and_then(|seconds| seconds.trim().parse::<u64>().ok()) {
            Some(seconds) => writeln!(f, "       not before {seconds} s after the answer"),
            None => Ok(()),
        }
    }

    fn write_why(&self, f: &mut fmt::Formatter<'_>, verdict: &Verdict) -> fmt::Result {
        let Some((field, text)) = &self.report.evidence else {
            return Ok(());
        };
        let text = one_line(text);
        writeln!(f, "WHY    {field}: {text}")?;
        let under = field.chars().count() + 2;
        writeln!(
            f,
            "       {}{}",
            " ".repeat(under),
            "^".repeat(text.chars().count().max(1))
        )?;
        let sent = match self.sent {
            CredentialSent::Yes => "and a key was sent",
            CredentialSent::No => "and no key was sent",
            CredentialSent::Unknown => "and it is unknown whether a key was sent",
        };
        let why = match verdict.evidence().rule() {
            Rule::Profile => "a rule of this API's profile",
            Rule::Challenge => "the error code of the challenge, which is made for programs",
            Rule::BodyCode => "a code in the answer, which is made for programs",
            Rule::Phrase => "the server's own words",
            Rule::Header => "a header of the answer",
            _ => "the status alone: the server says nothing else",
        };
        let certainty = match verdict.evidence().certainty() {
            Certainty::High => "sure",
            Certainty::Medium => "fairly sure",
            _ => "a guess",
        };
        writeln!(f, "       {certainty}: {why}, {sent}")
    }
}

fn elsewhere(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200..=299 => "The request went through. Look at what is done with the answer.",
        300..=399 => "Follow the redirect with `curl -L`: if it leads to a sign-in page, the key was not looked at.",
        402 => "Look at plan, billing and quota of the account. Another key of the same account will not help.",
        404 | 410 => {
            "Check the path. Some APIs also say this of what a key may not see, so as not to say that it exists."
        }
        407 => "It is the proxy that wants credentials, not the API.",
        408 | 504 => "Try again later: somebody on the way did not answer in time.",
        429 => "Slow down and try later; if it goes on, a quota may be spent. The key is good; do not replace it.",
        400..=499 => "Look at the request: its body, its parameters, its headers. Another key will not help.",
        _ => "Try again later, and look at the server's status page: it failed, and does not blame the key.",
    }
}

fn advice(kind: AuthErrorKind, verdict: &Verdict) -> &'static str {
    use AuthErrorKind::*;

    let is_guess = verdict.evidence().certainty() == Certainty::Low;
    match kind {
        MissingKey => {
            "Send the key: check the header's name, and that the variable with the key is set where the program runs."
        }
        MalformedKey => {
            "Look at how the key is sent, not at the key: header name, `Bearer ` before it, a line break or quotes in it, half of it missing."
        }
        InvalidKey if is_guess => {
            "Check the key first: is it the current one, whole, and for this API and environment? A good key without access can look the same."
        }
        InvalidKey => {
            "Use another key: this one is unknown there. Check that it is for this environment (live or test), then replace it."
        }
        RevokedKey => "Create a new key, and find out who revoked this one and why before you do: it may have leaked.",
        ExpiredKey => "Refresh the token or create a new key. If it happens early, compare the clocks.",
        InsufficientScope => {
            "Give the key the permission that is missing, or use one that has it. A new key with the same permissions will not help."
        }
        StepUpRequired => {
            "A person has to sign in again, or with a second factor, single sign-on or consent. Refreshing will not help."
        }
        PlanRequired => "Look at plan, billing and quota of the account. The key is good.",
        RateLimited => "Slow down and try later. The key is good; do not replace it.",
        Blocked => {
            "Look at what stands between: address, region, firewall, CSRF, user agent. Another key will not help."
        }
        Forbidden => "Ask for access to this very thing: who you are is known, and the same request will fail again.",
        _ => {
            "Find out whether the request carried a key (`curl -v` shows it), then run this again with or without --no-key-sent."
        }
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

fn quoted(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", one_line(text))
}

fn one_line(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > WIDTH {
        line = line.chars().take(WIDTH - 1).collect();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{paste::Paste, redact::Redactor};

    fn page(pasted: &str) -> String {
        let answer = Paste::parse(pasted.as_bytes()).unwrap().answer;
        let report = Report::of(&answer, CredentialSent::Yes, None, &Redactor::default());
        let page = Page {
            report: &report,
            answer: &answer,
            sent: CredentialSent::Yes,
        };
        page.to_string()
    }

    #[test]
    fn an_auth_failure_is_named_with_its_evidence_underlined_and_what_to_do() {
        let page = page("HTTP/1.1 401 Unauthorized\r\nx-request-id: r1\r\n\r\n{\"error\":\"Token expired\"}");
        assert_eq!(
            page,
            "WHAT   The API key has expired (ExpiredKey, HTTP 401)\n       \
             the server says: \u{201c}Token expired\u{201d}\n\n\
             WHY    /error: Token expired\n               ^^^^^^^^^^^^^\n       \
             fairly sure: the server's own words, and a key was sent\n\n\
             DO     Refresh the token or create a new key. If it happens early, compare the clocks.\n       \
             when you ask their support, name the request: r1\n"
        );
    }

    #[test]
    fn what_is_something_else_says_where_to_look() {
        let slow = page("HTTP/1.1 429 Too Many Requests\r\nretry-after: 30\r\n\r\nslow down");
        assert!(slow.contains("429 Too Many Requests is no auth failure"), "{slow}");
        assert!(slow.contains("Slow down") && slow.contains("not before 30 s"), "{slow}");
        let proxy = page("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        assert!(proxy.contains("the proxy that wants credentials"), "{proxy}");
    }
}

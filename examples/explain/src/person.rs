//! The diagnosis for a person at 3 a.m.: what happened, why we think so, what to do.

use std::fmt;

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
            return writeln!(
                f,
                "{} is no auth failure, as far as the answer says.\n\nNothing in it names a key or what a key lacks. Look for the cause elsewhere.",
                self.answer.status
            );
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

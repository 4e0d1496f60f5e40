//! What is said of an answer, safe to show.

use std::time::SystemTime;

use http::{
    HeaderMap,
    header::{DATE, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value, json};
use tower_bearer::{
    ApiProfile, Challenge,
    classify::{Answer, CredentialSent, Verdict, classify_any},
};

use crate::{paste::Pasted, redact::Redactor};

/// A verdict, if there is one, with all keys cut out.
pub(crate) struct Report {
    pub(crate) verdict: Option<Verdict>,
    pub(crate) message: Option<String>,
    /// What the verdict rests on: where, and what stood there.
    pub(crate) evidence: Option<(String, String)>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after_s: Option<u64>,
    challenges: Vec<Value>,
}

// ===== impl Report =====

impl Report {
    pub(crate) fn of(answer: &Pasted, sent: CredentialSent, profile: Option<&ApiProfile>, redactor: &Redactor) -> Self {
        let lines = answer.headers.get_all(WWW_AUTHENTICATE).iter();
        let challenges: Vec<_> = lines.flat_map(|line| Challenge::parse_line(line.as_bytes())).collect();
        Self::with_challenges(answer, sent, profile, redactor, &challenges)
    }

    pub(crate) fn with_challenges(
        answer: &Pasted,
        sent: CredentialSent,
        profile: Option<&ApiProfile>,
        redactor: &Redactor,
        challenges: &[Challenge],
    ) -> Self {
        let asked = Answer::new(answer.status, &answer.headers)
            .with_body(&answer.body)
            .with_credential_sent(sent);
        let verdict = match profile {
            Some(profile) => profile.classify(&asked),
            None => classify_any(&asked, &[]),
        };
        let clean = |text: &str| redactor.clean(text);
        Self {
            message: verdict.as_ref().and_then(Verdict::message).map(clean),
            evidence: verdict
                .as_ref()
                .map(|verdict| (clean(verdict.evidence().field()), clean(verdict.evidence().text()))),
            request_id: verdict
                .as_ref()
                .and_then(Verdict::request_id)
                .map(|id| redactor.known(id)),
            retry_after_s: retry_after(verdict.as_ref(), &answer.headers),
            challenges: challenges
                .iter()
                .map(|challenge| challenge_json(challenge, redactor))
                .collect(),
            verdict,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let verdict = self.verdict.as_ref();
        let evidence = self.evidence.as_ref();
        json!({
            "auth_failure": verdict.is_some(),
            "kind": verdict.map(|verdict| verdict.kind().name()),
            "key_rejected": verdict.is_some_and(|verdict| verdict.kind().is_key_rejected()),
            "certainty": verdict.map(|verdict| format!("{:?}", verdict.evidence().certainty()).to_lowercase()),
            "evidence": evidence.map(|(field, text)| format!("{field} is \"{text}\"")),
            "message": self.message,
            "retry_after_s": self.retry_after_s,
            "request_id": self.request_id,
            "challenges": self.challenges,
        })
    }
}

/// In seconds: from the answer's own date on if it has one, since a time is by the server's clock, or else from now on.
fn retry_after(verdict: Option<&Verdict>, headers: &HeaderMap) -> Option<u64> {
    let retry_after = verdict?.retry_after()?;
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    Some(retry_after.delay(date.unwrap_or_else(SystemTime::now)).as_secs())
}

fn challenge_json(challenge: &Challenge, redactor: &Redactor) -> Value {
    let params: Map<String, Value> = challenge
        .params()
        .map(|(name, value)| {
            // A description may repeat the key; a nonce only looks like one.
            let value = match name {
                "error_description" => redactor.clean(value),
                _ => redactor.known(value),
            };
            (name.to_owned(), value.into())
        })
        .collect();
    json!({
        "scheme": challenge.scheme(),
        "token68": challenge.token68().map(|token68| redactor.known(token68)),
        "params": params,
        "malformed": challenge.is_malformed(),
    })
}

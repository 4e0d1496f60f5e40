use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, Response, request};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::builder::Hooks;
use crate::{
    answer::{Answer, AnswerBody},
    hold::Holds,
    journal::{Journal, Received, ReceivedBody},
    key_header::{KeyHeader, Presented},
    keyring::Keyring,
    redirect,
    stop::Stop,
    sync::lock,
    trakkr::{self, Manners, Refusal},
    whim::Whim,
};

/// What the handles and the connections share.
pub(super) struct Shared {
    pub(super) keys: Keyring,
    pub(super) key_header: KeyHeader,
    pub(super) manners: Mutex<Manners>,
    pub(super) whim: Mutex<Whim>,
    /// By path.
    pub(super) answers: Mutex<HashMap<String, Answer>>,
    pub(super) holds: Holds,
    pub(super) journal: Journal,
    hooks: Hooks,
}

/// So much of a request's body is kept.
const BODY_MAX: usize = 1024 * 1024;

// ===== impl Shared =====

impl Shared {
    pub(super) fn new(keys: Keyring, key_header: KeyHeader, hooks: Hooks) -> Self {
        Self {
            keys,
            key_header,
            manners: Mutex::default(),
            whim: Mutex::default(),
            answers: Mutex::default(),
            holds: Holds::default(),
            journal: Journal::default(),
            hooks,
        }
    }

    /// The way of a request: its body, the journal, the gate, the answer. The key is judged behind the gate, so a key that is
    /// revoked while its request waits is refused.
    ///
    /// # Errors
    ///
    /// When the client goes away in the middle of its body.
    pub(super) async fn respond(
        self: Arc<Self>,
        request: Request<Incoming>,
        stop: Stop,
    ) -> Result<Response<AnswerBody>, hyper::Error> {
        let (parts, body) = request.into_parts();
        if let Some(on_head) = &self.hooks.on_head {
            on_head(&Received::new(&parts, ReceivedBody::default(), &self.key_header));
        }
        let mut received = Received::new(&parts, collect(body).await?, &self.key_header);
        let ticket = self.journal.push(received.clone());
        self.holds.pass(parts.uri.path()).await;

        let answer = self.answer(&parts);
        received.answered(answer.status());
        self.journal.answered(ticket, answer.status());
        if let Some(on_answer) = &self.hooks.on_answer {
            on_answer(&received);
        }
        let sent = match self.key_header.presented(&parts.headers) {
            Presented::Key(key) | Presented::Foreign(key) => key,
            Presented::Nothing | Presented::Several => b"",
        };
        Ok(answer.into_response(sent, &stop))
    }

    fn answer(&self, parts: &request::Parts) -> Answer {
        let path = parts.uri.path();
        let canned = lock(&self.answers).get(path).cloned();
        match canned {
            Some(answer) if !answer.is_behind_auth() => return answer,
            None if path == redirect::PATH => return redirect::answer(parts.uri.query()),
            _ => {}
        }
        if let Some(refusal) = self.refusal(&parts.headers) {
            return refusal.answer(*lock(&self.manners));
        }
        match (canned, path) {
            (Some(answer), _) => answer,
            (None, "/get-brands") if matches!(parts.method, Method::GET | Method::HEAD) => trakkr::brands(),
            (None, "/get-brands") => trakkr::method_not_allowed(),
            (None, _) => trakkr::not_found(),
        }
    }

    fn refusal(&self, headers: &HeaderMap) -> Option<Refusal> {
        match self.key_header.presented(headers) {
            Presented::Nothing => Some(Refusal::Missing),
            Presented::Several => Some(Refusal::Ambiguous),
            Presented::Foreign(_) => Some(Refusal::Invalid),
            Presented::Key(key) => {
                Refusal::of(self.keys.judge(key)).or_else(|| lock(&self.whim).strikes().then_some(Refusal::Invalid))
            }
        }
    }
}

/// Reads to the end in any case: a client that is still sending might miss the answer.
async fn collect(mut body: Incoming) -> Result<ReceivedBody, hyper::Error> {
    let mut kept = BytesMut::new();
    let mut is_cut = false;
    while let Some(frame) = body.frame().await {
        let data: Bytes = frame?.into_data().unwrap_or_default();
        let room = data.len().min(BODY_MAX - kept.len());
        kept.extend_from_slice(&data[..room]);
        is_cut |= room < data.len();
    }
    Ok(ReceivedBody {
        bytes: kept.freeze(),
        is_cut,
    })
}

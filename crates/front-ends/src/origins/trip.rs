use std::time::Duration;

use http::{HeaderValue, StatusCode, header::LOCATION};
use tokio::time::timeout;
use tower_bearer::error::BoxError;
use tower_bearer_testkit::{
    Answer,
    conformance::{Client, Outcome},
};

use super::{
    log::{Carried, Hop, Server, mark},
    place::Place,
};

/// What became of a request and of the redirects after it.
#[derive(Debug)]
pub(super) struct Trip {
    /// What the servers received.
    pub(super) steps: Vec<Step>,
    pub(super) end: End,
}

/// A request that was received, by whom, and with what.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// By the server of the listed origin, with the key.
    Key,
    /// By the same, without any credential.
    BareAtHome,
    /// By another, without any credential.
    Bare,
    /// By another with the key, or by anybody with something else.
    Wrong(String),
}

/// How it ended.
#[derive(Debug)]
pub(super) enum End {
    /// Where it was to go.
    There,
    /// With a redirect as the answer.
    Stopped,
    /// With an error in place of another request.
    Failed(String),
    /// With more requests than there were URLs.
    More,
}

/// For one trip. None takes a hundredth of it.
const LIMIT: Duration = Duration::from_secs(10);

// ===== impl Trip =====

impl Trip {
    /// Asks for the first of `urls`; each but the last one answers with a redirect to the next.
    pub(super) async fn make(place: &Place, client: &Client, listed: &str, urls: &[&str], status: StatusCode) -> Self {
        let number = place.next_trip();
        let mark = mark(number);
        let url = |at: usize| {
            let path = match at + 1 == urls.len() {
                true => format!("get-brands?{mark}"),
                false => format!("{mark}{at}"),
            };
            let url = place.with_ports(urls[at]);
            match url.contains("PATH") {
                true => url.replace("PATH", &path),
                false => format!("{url}/{path}"),
            }
        };
        let redirects = 0..urls.len() - 1;
        for at in redirects.clone() {
            match HeaderValue::from_bytes(url(at + 1).as_bytes()) {
                Ok(location) => {
                    place.set_answer(&format!("/{mark}{at}"), &Answer::new(status).header(LOCATION, location));
                }
                Err(error) => {
                    return Self {
                        steps: Vec::new(),
                        end: End::Failed(error.to_string()),
                    };
                }
            }
        }
        let asked = timeout(LIMIT, client.get(url(0))).await;
        for at in redirects {
            place.clear_answer(&format!("/{mark}{at}"));
        }
        let steps: Vec<_> = place
            .log()
            .take(number)
            .into_iter()
            .map(|hop| Step::of(hop, listed))
            .collect();
        let end = if steps.len() > urls.len() {
            End::More
        } else if steps.len() == urls.len() {
            End::There
        } else {
            End::early(&asked.unwrap_or_else(|elapsed| Err(elapsed.into())))
        };
        Self { steps, end }
    }
}

// ===== impl Step =====

impl Step {
    fn of(hop: Hop, listed: &str) -> Self {
        let home = Server {
            is_api: true,
            is_https: listed.starts_with("https:"),
        };
        match (hop.carried, hop.server == home) {
            (Carried::Key, true) => Self::Key,
            (Carried::Key, false) => Self::Wrong("KEY".to_owned()),
            (Carried::Nothing, true) => Self::BareAtHome,
            (Carried::Nothing, false) => Self::Bare,
            (Carried::Else(what), _) => Self::Wrong(what),
        }
    }

    pub(super) fn word(&self) -> &str {
        match self {
            Self::Key => "key",
            Self::BareAtHome => "bare at home",
            Self::Bare => "bare",
            Self::Wrong(_) => "WRONG",
        }
    }
}

// ===== impl End =====

impl End {
    fn early(outcome: &Result<Outcome, BoxError>) -> Self {
        let error = match outcome {
            Ok(outcome) => match outcome.response() {
                Ok(response) if response.status().is_redirection() => return Self::Stopped,
                Ok(response) => return Self::Failed(format!("an answer by nobody: {}", response.status())),
                Err(error) => error,
            },
            Err(error) => error,
        };
        let causes = std::iter::successors(Some(&**error as &dyn std::error::Error), |error| error.source());
        Self::Failed(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
    }

    /// For an end that is not where it was to be.
    pub(super) fn word(&self) -> Option<&'static str> {
        match self {
            Self::There => None,
            Self::Stopped => Some("stopped"),
            Self::Failed(_) => Some("not sent"),
            Self::More => Some("MORE"),
        }
    }
}

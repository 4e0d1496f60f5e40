use std::fmt::{self, Write};

use super::{AuthErrorKind, BoxError, Certainty};
use crate::{challenge::Challenge, text::SHOWN_MAX};

/// What a profile knows of an API that helps a person.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// The API's name.
    pub(crate) api: Option<&'static str>,
    /// The environment variable that holds the key by convention.
    pub(crate) variable: Option<&'static str>,
    /// Where keys are explained.
    pub(crate) docs: Option<&'static str>,
    /// What plan keys need.
    pub(crate) plan: Option<&'static str>,
}

/// Why a [`BearerAuthLayer`](crate::BearerAuthLayer) did not put its key into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Withheld {
    /// The request's origin is not listed.
    OtherOrigin,
    /// The scheme is `http`, and the origin is not one that was listed for it.
    PlainHttp,
    /// The URI has user-info (`user@host`), which is how look-alikes are written.
    UserInfo,
    /// The URI has no authority, so nobody can say where the request goes.
    NoAuthority,
    /// The URI has an authority, and the layer serves one server whose requests have none.
    HasAuthority,
    /// No origin is listed at all: the API is self-hosted, and nobody said where.
    NoOrigins,
    /// The caller asked for this request to go without.
    Skipped,
    /// The request has as many headers as it can have.
    HeadersFull,
    /// The client followed a redirect to another origin, below our layers, and took the key out on the way.
    Redirected,
    /// The request has a `Host` header that names a host which is not listed. Clients send it as it is, and a server with several hosts
    /// goes by it (RFC 9110, section 7.2).
    OtherHost,
    /// The request brought a key of its own, which goes to one origin, and went to another before.
    OwnKeyElsewhere,
}

/// All that a hint is made of.
pub(super) struct Situation<'a> {
    pub(super) kind: AuthErrorKind,
    pub(super) facts: Facts,
    pub(super) withheld: Option<Withheld>,
    pub(super) challenges: &'a [Challenge],
    pub(super) certainty: Certainty,
    pub(super) cause: Option<&'a BoxError>,
}

// ===== impl Withheld =====

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherOrigin => "the request goes to an origin that is not listed",
            Self::PlainHttp => "the request is plain http, which anyone on the way can read",
            Self::UserInfo => "the request's URI has user-info (`user@host`)",
            Self::NoAuthority => "the request's URI has no host",
            Self::HasAuthority => "the request's URI names a host, and the layer serves one server without",
            Self::NoOrigins => "no origin is listed for this API",
            Self::Skipped => "the request asked to go without",
            Self::HeadersFull => "the request has no room for another header",
            Self::Redirected => "the client followed a redirect to another origin",
            Self::OtherHost => "the request's `Host` header names a host that is not listed",
            Self::OwnKeyElsewhere => "the request's own key went to another origin before",
        })
    }
}

impl Withheld {
    /// Whether a layer that rejects other origins makes an error of it: not where the caller asked for it.
    pub(crate) fn is_refusal(self) -> bool {
        !matches!(self, Self::Skipped | Self::HeadersFull | Self::Redirected)
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::OtherOrigin => "add the origin to `Origins` if its server may have the key",
            Self::PlainHttp => {
                "use https, or list the origin with `Origins::dangerous_plain_http` if the network is yours"
            }
            Self::UserInfo => "leave it out of the URI",
            Self::NoAuthority => {
                "use an absolute URI, or `BearerAuthLayer::same_server` where the service has one server"
            }
            Self::HasAuthority => "use `BearerAuthLayer::new` with the origin listed",
            Self::NoOrigins => "say where it runs with `ApiProfile::layer_at`",
            Self::Skipped => "remove its `RequestAuth::skip` to send the key",
            Self::HeadersFull => "send fewer headers",
            Self::Redirected => "send the request to where it was redirected",
            Self::OtherHost => "leave `Host` to the client, or add the origin that it names to `Origins`",
            Self::OwnKeyElsewhere => "make a `RequestAuth::key` for each origin that may have it",
        }
    }
}

// ===== impl Situation =====

impl fmt::Display for Situation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use AuthErrorKind::*;

        if let Some(withheld) = self.withheld {
            return write!(f, "no key was sent, since {withheld}: {}", withheld.remedy());
        }
        let server = self.facts.api.unwrap_or("the server");
        let tail = Tail(self.facts);
        match self.kind {
            MissingKey => write!(
                f,
                "send a key{tail}; none was seen in the request, so check that `BearerAuthLayer` is outside of \
                 `AuthErrorClassifier`"
            ),
            MalformedKey => write!(
                f,
                "check that the key is whole{tail}, and that {server} wants it in this header"
            ),
            InvalidKey if self.certainty == Certainty::Low => write!(
                f,
                "check that the key is current, whole and for this API{tail}: {server} refused it and does not say why"
            ),
            InvalidKey => write!(
                f,
                "check or replace the key{tail}: {server} does not know it, or it was revoked"
            ),
            RevokedKey => write!(f, "create a new key{tail}: this one was revoked"),
            ExpiredKey => write!(f, "create a new key or refresh it{tail}: this one has expired"),
            InsufficientScope => self.write_scope(f),
            StepUpRequired => {
                f.write_str("the user has to sign in again, with the strength that the challenge asks for")
            }
            PlanRequired => match self.facts.plan {
                Some(plan) => write!(f, "check the account's plan and billing: {plan}"),
                None => f.write_str("check the account's plan, billing and quota: the key itself is good"),
            },
            RateLimited => f.write_str("slow down and try again later: the key itself is good"),
            Blocked => f.write_str(
                "look at what stands between: address, region, firewall or CSRF rules; another key will not help",
            ),
            Forbidden => {
                f.write_str("ask for access to this resource: the key is known, and another try will not help")
            }
            Unauthorized => f.write_str("check that a key was sent: this side could not see the request"),
            NoKeyToSend => match self.cause {
                Some(cause) => write!(f, "give the program a key: {cause}{tail}"),
                None => write!(f, "give the program a key{tail}"),
            },
            OriginRefused => f.write_str("add the origin to `Origins` if its server may have the key"),
        }
    }
}

impl Situation<'_> {
    fn write_scope(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("use a key with the permission that this request needs")?;
        // Of one challenge: others repeat it, and a key in several pieces would be found in none of them.
        let with_scope = self
            .challenges
            .iter()
            .find(|challenge| challenge.scope().next().is_some());
        let scopes = with_scope.into_iter().flat_map(Challenge::scope).enumerate();
        let mut characters = scopes.flat_map(|(position, scope)| {
            let before = if position == 0 { ": " } else { " " };
            before.chars().chain(scope.chars())
        });
        // Each is capped, and there may be thousands.
        let shown = ": ".len() + SHOWN_MAX;
        characters.by_ref().take(shown).try_for_each(|one| f.write_char(one))?;
        match characters.next() {
            Some(_) => f.write_char('…'),
            None => Ok(()),
        }
    }
}

/// Where the key comes from and where keys are explained, as the end of a sentence.
struct Tail(Facts);

impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variable) = self.0.variable {
            write!(f, " (set it in {variable})")?;
        }
        match self.0.docs {
            Some(docs) => write!(f, ", see {docs}"),
            None => Ok(()),
        }
    }
}

//! What is sent, drawn from the seed.

use std::{fmt, time::Duration};

use bytes::Bytes;
use fastrand::Rng;
use http::{Method, Request, StatusCode};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::Body;

/// A request. It follows from the seed and its number alone, so that a server can tell what should have come.
#[derive(Clone)]
pub(crate) struct Draw {
    pub(crate) number: u64,
    pub(crate) target: Target,
    pub(crate) fate: Fate,
    pub(crate) body: Bytes,
    is_streamed: bool,
    redirect: StatusCode,
}

/// Where a request goes, and what it finds there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// 200, of some KiB.
    Brands,
    /// 200 to a POST.
    Accept,
    /// 404.
    Missing,
    /// 503.
    Busy,
    /// 401, with a body that never ends.
    RefusedSlowly,
    /// 200, with a body that never comes: for callers that go away.
    Silent,
    /// A redirect to the brands.
    Around,
    /// A redirect to another origin.
    Abroad,
    /// Another origin, which asks for no key.
    Foreign,
    /// Another origin, which refuses whoever has no key of its own.
    ForeignRefused,
    /// Another origin, which redirects to the brands.
    Home,
}

/// What the caller does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// Waits for the end.
    Stay,
    /// Goes away after so many polls.
    Polls(u32),
    /// Goes away after this time.
    Within(Duration),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Server {
    Api,
    Foreign,
}

/// The origins of the servers, as clients reach them.
#[derive(Clone, Debug)]
pub(crate) struct Sites {
    pub(crate) api: String,
    pub(crate) foreign: String,
}

pub(crate) const BRANDS: &str = "/brands";
pub(crate) const ACCEPT: &str = "/accept";
pub(crate) const BUSY: &str = "/busy";
pub(crate) const REFUSED_SLOWLY: &str = "/refused-slowly";
pub(crate) const SILENT: &str = "/silent";
pub(crate) const OPEN: &str = "/open";
const MISSING: &str = "/missing";
const REDIRECT: &str = "/redirect";
const FOREIGN_REFUSED: &str = "/get-brands";

/// In hundredths.
const TARGETS: [(Target, u32); 11] = [
    (Target::Brands, 50),
    (Target::Accept, 14),
    (Target::Missing, 4),
    (Target::Busy, 4),
    (Target::RefusedSlowly, 2),
    (Target::Silent, 2),
    (Target::Around, 6),
    (Target::Abroad, 6),
    (Target::Foreign, 5),
    (Target::ForeignRefused, 3),
    (Target::Home, 4),
];

/// The numbers of requests of a calm world.
const CALM: u64 = 1 << 63;

// ===== impl Draw =====

impl Draw {
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        if number >= CALM {
            return Self::plain(number);
        }
        let mut random = Rng::with_seed(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let target = target(&mut random);
        let fate = match (random.u32(..20), target) {
            (_, Target::Silent) | (0..3, _) => Fate::Within(Duration::from_micros(random.u64(..20_000))),
            (3..6, _) => Fate::Polls(random.u32(..10)),
            _ => Fate::Stay,
        };
        let body: Bytes = match target {
            Target::Accept => (0..random.usize(..3000)).map(|_| random.alphanumeric() as u8).collect(),
            _ => Bytes::new(),
        };
        let redirects = [StatusCode::FOUND, StatusCode::SEE_OTHER, StatusCode::TEMPORARY_REDIRECT];
        Self {
            target,
            fate,
            body,
            is_streamed: target == Target::Accept && random.bool(),
            redirect: redirects[random.usize(..redirects.len())],
            ..Self::plain(number)
        }
    }

    /// One for the brands, in a world where all is well.
    pub(crate) fn calm(number: u64) -> Self {
        Self::plain(CALM | number)
    }

    fn plain(number: u64) -> Self {
        Self {
            number,
            target: Target::Brands,
            fate: Fate::Stay,
            body: Bytes::new(),
            is_streamed: false,
            redirect: StatusCode::FOUND,
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self.target {
            Target::Accept => Method::POST,
            _ => Method::GET,
        }
    }

    /// The paths that may be asked for on its way.
    pub(crate) fn hops(&self) -> &'static [(Server, &'static str)] {
        use Server::{Api, Foreign};
        match self.target {
            Target::Brands => &[(Api, BRANDS)],
            Target::Accept => &[(Api, ACCEPT)],
            Target::Missing => &[(Api, MISSING)],
            Target::Busy => &[(Api, BUSY)],
            Target::RefusedSlowly => &[(Api, REFUSED_SLOWLY)],
            Target::Silent => &[(Api, SILENT)],
            Target::Around => &[(Api, REDIRECT), (Api, BRANDS)],
            Target::Abroad => &[(Api, REDIRECT), (Foreign, OPEN)],
            Target::Foreign => &[(Foreign, OPEN)],
            Target::ForeignRefused => &[(Foreign, FOREIGN_REFUSED)],
            Target::Home => &[(Foreign, REDIRECT), (Api, BRANDS)],
        }
    }

    /// The statuses of its responses. A refusal is an error and no response.
    pub(crate) fn expects(&self, status: StatusCode) -> bool {
        match self.target {
            Target::Brands | Target::Accept | Target::Around | Target::Foreign => status == StatusCode::OK,
            // A front end that follows redirects within an origin alone returns this one.
            Target::Abroad | Target::Home => status == StatusCode::OK || status == self.redirect,
            Target::Missing => status == StatusCode::NOT_FOUND,
            Target::Busy => status == StatusCode::SERVICE_UNAVAILABLE,
            Target::RefusedSlowly | Target::Silent | Target::ForeignRefused => false,
        }
    }

    /// `can_stream`: whether the front end sends bodies that cannot be copied.
    pub(crate) fn request(&self, sites: &Sites, can_stream: bool) -> Result<Request<Body>, BoxError> {
        let body = match self.is_streamed && can_stream {
            true => Body::stream(self.body.chunks(700).map(Bytes::copy_from_slice)),
            false => Body::whole(self.body.clone()),
        };
        Ok(Request::builder()
            .method(self.method())
            .uri(self.uri(sites))
            .body(body)?)
    }

    fn uri(&self, sites: &Sites) -> String {
        let [(server, path), onward @ ..] = self.hops() else {
            return String::new();
        };
        let number = self.number;
        let origin = sites.of(*server);
        match onward {
            [(next, path_there), ..] => {
                let to = format!("{}{path_there}?n={number}", sites.of(*next));
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("status", self.redirect.as_str())
                    .append_pair("to", &to)
                    .finish();
                format!("{origin}{path}?{query}&n={number}")
            }
            [] => format!("{origin}{path}?n={number}"),
        }
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_streamed { "stream" } else { "body" };
        write!(
            f,
            "{:?} ({:?}, {kind} of {} bytes, redirects by {})",
            self.target,
            self.fate,
            self.body.len(),
            self.redirect.as_u16()
        )
    }
}

/// The number of a request that came in.
pub(crate) fn number_in(query: &str) -> Option<u64> {
    query.rsplit('&').next()?.strip_prefix("n=")?.parse().ok()
}

fn target(random: &mut Rng) -> Target {
    let mut rest = random.u32(..100);
    for (target, weight) in TARGETS {
        match rest.checked_sub(weight) {
            None => return target,
            Some(less) => rest = less,
        }
    }
    Target::Brands
}

// ===== impl Sites =====

impl Sites {
    fn of(&self, server: Server) -> &str {
        match server {
            Server::Api => &self.api,
            Server::Foreign => &self.foreign,
        }
    }
}

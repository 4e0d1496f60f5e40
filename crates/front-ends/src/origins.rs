//! Where keys go, as servers see it: requests to all kinds of URLs and redirects to them, through each front end, over real sockets.
//!
//! `cargo run -q -p front-ends -- origins > docs/ORIGINS.md` writes what was seen.
//!
//! `cases` is what is tried, and what has to be seen of it (`row`); a `Place` has the servers, a `Trip` is a request and its redirects, and the `Log` has
//! what was received of it.

mod cases;
mod door;
mod hosts;
mod inside;
mod log;
mod page;
mod place;
mod row;
mod section;
mod trip;

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    task::{JoinError, JoinSet},
    time::timeout,
};
use tower_bearer::{AuthScheme, error::BoxError};
use tower_bearer_testkit::conformance::FrontEnd;

use crate::ALL;

pub use self::inside::{OwnPolicy, RedirectsInside};
use self::{
    place::Place,
    section::{Section, Way},
    trip::Trip,
};

/// A front end to be tried.
#[derive(Clone, Copy)]
pub struct Column {
    front_end: &'static dyn FrontEnd,
    looks_at_hops: bool,
}

/// What was seen.
#[derive(Debug)]
pub struct Matrix {
    sections: Arc<Vec<Section>>,
    columns: Vec<Seen>,
    strays: usize,
}

/// What was seen of a front end.
#[derive(Debug)]
struct Seen {
    column: Column,
    by_header: Vec<ByHeader>,
}

/// With the key in one header.
#[derive(Debug)]
struct ByHeader {
    header: &'static str,
    /// Or why there is no client.
    trips: Result<Trips, String>,
}

/// By section and case, for each status of the section's way.
type Trips = Vec<Vec<Vec<Trip>>>;

/// For all of it. It takes some seconds of one core.
const LIMIT: Duration = Duration::from_secs(300);

const X_API_KEY: &str = "X-API-Key";

/// All front ends, and the clients that follow redirects inside of our layers.
pub fn columns() -> Vec<Column> {
    let front_ends = ALL.iter().map(|documented| Column::new(documented.front_end));
    front_ends
        .chain([Column::inside(&OwnPolicy), Column::inside(&RedirectsInside)])
        .collect()
}

/// Tries everything.
///
/// # Errors
///
/// When the servers cannot be started: for one, where there is no IPv6 on loopback. When it has not ended after 5 minutes.
pub async fn run(columns: &[Column]) -> Result<Matrix, BoxError> {
    let sections = Arc::new(section::all());
    let schemes = [
        ("Authorization", AuthScheme::bearer()),
        (X_API_KEY, AuthScheme::new(X_API_KEY, "")?),
    ];
    let mut places = Vec::new();
    let mut running = JoinSet::new();
    for (header, scheme) in schemes {
        let place = Arc::new(Place::new(scheme).await?);
        for (number, column) in columns.iter().copied().enumerate() {
            let (place, sections) = (place.clone(), sections.clone());
            running.spawn(async move { (number, header, column.trips(&place, &sections).await) });
        }
        places.push(place);
    }
    let mut seen: Vec<_> = columns
        .iter()
        .map(|column| Seen {
            column: *column,
            by_header: Vec::new(),
        })
        .collect();
    timeout(LIMIT, async {
        while let Some(ended) = running.join_next().await {
            let (number, header, trips) = ended?;
            seen[number].by_header.push(ByHeader { header, trips });
        }
        Ok::<_, JoinError>(())
    })
    .await??;
    for column in &mut seen {
        column.by_header.sort_by_key(|by_header| by_header.header);
    }
    Ok(Matrix {
        sections,
        columns: seen,
        strays: places.iter().map(|place| place.log().left()).sum(),
    })
}

// ===== impl Column =====

impl Column {
    /// Each hop of a redirect is looked at by our layers, or the front end follows redirects within an origin alone.
    pub const fn new(front_end: &'static dyn FrontEnd) -> Self {
        Self {
            front_end,
            looks_at_hops: true,
        }
    }

    /// Redirects are followed inside of our layers. It is tried with redirects alone.
    pub const fn inside(front_end: &'static dyn FrontEnd) -> Self {
        Self {
            front_end,
            looks_at_hops: false,
        }
    }

    async fn trips(self, place: &Place, sections: &[Section]) -> Result<Trips, String> {
        let mut all = Vec::new();
        for section in sections {
            let client = place
                .client(self.front_end, section.listed)
                .map_err(|error| error.to_string())?;
            let mut of_section = Vec::new();
            for case in section.cases.iter().filter(|_| self.tries(section.way)) {
                let mut of_case = Vec::new();
                for status in section.way.statuses() {
                    of_case.push(Trip::make(place, &client, section.listed, &case.urls, *status).await);
                }
                of_section.push(of_case);
            }
            all.push(of_section);
        }
        Ok(all)
    }

    fn tries(self, way: Way) -> bool {
        self.looks_at_hops || way != Way::Asked
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.front_end.name()).finish()
    }
}

// ===== impl Matrix =====

impl Matrix {
    /// What must not be, a sentence each.
    pub fn violations(&self) -> Vec<String> {
        let mut violations = Vec::new();
        for Seen { column, by_header } in &self.columns {
            for ByHeader { header, trips } in by_header {
                let seen = match trips {
                    Ok(trips) => self.violations_in(trips, column.looks_at_hops),
                    Err(error) if column.looks_at_hops => vec![format!("there is no client: {error}")],
                    // It is in the page.
                    Err(_) => Vec::new(),
                };
                let name = column.front_end.name();
                violations.extend(seen.into_iter().map(|what| format!("{name}, {header}: {what}")));
            }
        }
        if self.strays > 0 {
            violations.push(format!("{} requests came that nobody had sent", self.strays));
        }
        violations
    }

    fn violations_in(&self, trips: &Trips, looks_at_hops: bool) -> Vec<String> {
        let mut violations = Vec::new();
        for (Section { way, listed, cases }, trips) in self.sections.iter().zip(trips) {
            for (case, trips) in cases.iter().zip(trips) {
                for (status, trip) in way.statuses().iter().zip(trips) {
                    let what = case.violation(*way, trip, looks_at_hops);
                    violations
                        .extend(what.map(|what| format!("{listed} is listed, {}: {what}", case.name(*way, *status))));
                }
            }
        }
        violations
    }

    /// `docs/ORIGINS.md`.
    pub fn page(&self) -> String {
        page::page(self)
    }
}

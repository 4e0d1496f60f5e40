use http::StatusCode;

use super::{
    cases::{CHAINS, LISTINGS},
    row::{Unsent, Wanted},
    trip::{End, Step, Trip},
};

/// A table of the page: what is tried in one way, with one list.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) way: Way,
    pub(super) listed: &'static str,
    pub(super) cases: Vec<Case>,
}

/// How a client comes to a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The caller asks for it.
    Asked,
    /// A redirect from the listed origin names it.
    Redirected,
    /// Several redirects.
    Chained,
}

/// A row of it.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) what: &'static str,
    /// What stands in the page.
    pub(super) label: String,
    pub(super) urls: Vec<&'static str>,
    pub(super) unsent: Option<Unsent>,
    wanted: Wanted,
}

pub(super) const REDIRECTS: [StatusCode; 5] = [
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::FOUND,
    StatusCode::SEE_OTHER,
    StatusCode::TEMPORARY_REDIRECT,
    StatusCode::PERMANENT_REDIRECT,
];

pub(super) fn all() -> Vec<Section> {
    let mut sections = Vec::new();
    for way in [Way::Asked, Way::Redirected] {
        for listing in &LISTINGS {
            let cases = listing.rows.iter().filter_map(|row| {
                let wanted = if way == Way::Asked { row.asked } else { row.redirected };
                Some(Case {
                    what: row.what,
                    label: row.url.replace("/PATH", "/…").replace("\\PATH", "\\…"),
                    urls: if way == Way::Asked {
                        vec![row.url]
                    } else {
                        vec![listing.start, row.url]
                    },
                    unsent: row.unsent,
                    wanted: wanted?,
                })
            });
            sections.push(Section {
                way,
                listed: listing.listed,
                cases: cases.collect(),
            });
        }
    }
    let chains = CHAINS.iter().map(|chain| Case {
        what: chain.what,
        label: chain.urls[1..].join(" → "),
        urls: chain.urls.to_vec(),
        unsent: None,
        wanted: Wanted::EachHop,
    });
    sections.push(Section {
        way: Way::Chained,
        listed: CHAINS[0].urls[0],
        cases: chains.collect(),
    });
    sections
}

// ===== impl Way =====

impl Way {
    /// All that there are; for a request that is not redirected, one that nobody sees.
    pub(super) fn statuses(self) -> &'static [StatusCode] {
        match self {
            Self::Asked => &REDIRECTS[..1],
            Self::Redirected | Self::Chained => &REDIRECTS,
        }
    }

    fn redirects(self) -> bool {
        self != Self::Asked
    }
}

// ===== impl Case =====

impl Case {
    /// What was tried, for a sentence.
    pub(super) fn name(&self, way: Way, status: StatusCode) -> String {
        let Self { what, label, .. } = self;
        match way {
            Way::Asked => format!("{label} ({what})"),
            Way::Redirected | Way::Chained => format!("{} → {label} ({what})", status.as_u16()),
        }
    }

    /// What the page says.
    pub(super) fn word(&self, way: Way, trip: &Trip) -> String {
        // That the first request of all went home with the key is a rule, and needs no saying.
        let steps = trip.steps.iter().skip(usize::from(way.redirects())).map(Step::word);
        steps.chain(trip.end.word()).collect::<Vec<_>>().join(" → ")
    }

    /// What is wrong, if anything is. `looks_at_hops` is whether redirects are followed outside of our layers.
    pub(super) fn violation(&self, way: Way, trip: &Trip, looks_at_hops: bool) -> Option<String> {
        let hops = match (way, &*trip.steps) {
            (Way::Asked, hops) => hops,
            (_, [Step::Key, hops @ ..]) => hops,
            _ => return Some("the request that is redirected did not go home with the key".to_owned()),
        };
        if let Some(Step::Wrong(what)) = hops.iter().find(|hop| matches!(hop, Step::Wrong(_))) {
            return Some(format!("received was {what}"));
        }
        match (&trip.end, self.unsent) {
            (End::There | End::Stopped, _) => {}
            (End::Failed(error), Some(unsent)) if unsent.errors.iter().any(|known| error.contains(known)) => {}
            (End::Failed(error), _) => return Some(format!("not sent, for a reason that is not in the page: {error}")),
            (End::More, _) => return Some("more requests than there were URLs".to_owned()),
        }
        let wrong = match (self.wanted, &trip.end) {
            (Wanted::Key, End::Failed(_)) => false,
            (Wanted::Key, _) => hops != [Step::Key],
            (Wanted::Bare, _) => hops.contains(&Step::Key),
            (Wanted::HomeAlone, _) => false,
            (Wanted::EachHop, _) => looks_at_hops && hops.contains(&Step::BareAtHome),
        };
        wrong.then(|| format!("wanted was {:?}, and seen: {}", self.wanted, self.word(way, trip)))
    }
}

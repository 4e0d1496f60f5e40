//! `docs/FRONT-ENDS.md`, made of what the suite has seen.

use tower_bearer_testkit::conformance::{Report, Row, Verdict};

use crate::ALL;

/// The whole document. `reports` are those of [`ALL`], in order.
pub fn document(reports: &[Report]) -> String {
    let mut document = include_str!("document/head.md").to_owned();
    table(&mut document, reports);
    section(
        &mut document,
        "What a front end cannot have",
        reports,
        |report, row| match row.verdict() {
            Verdict::Cannot(reason) => Some(format!("{} cannot, because {reason}.", report.front_end())),
            _ => None,
        },
    );
    // The same for every front end.
    let first = reports.get(..1).unwrap_or_default();
    section(&mut document, "What passes through none", first, |_, row| {
        match row.verdict() {
            Verdict::InCore(test) => Some(format!("the core's test `{test}`.")),
            _ => None,
        }
    });
    document.push_str("\n## The lines to write\n");
    for (documented, report) in ALL.iter().zip(reports) {
        document.push_str(&format!("\n### {}\n\n{}", report.front_end(), lines(documented.source)));
    }
    document
}

fn table(document: &mut String, reports: &[Report]) {
    document.push_str("\n## What holds\n\n| | behaviour |");
    for report in reports {
        document.push_str(&format!(" {} |", report.front_end()));
    }
    document.push_str(&format!("\n|---|---|{}\n", "---|".repeat(reports.len())));
    let rows = reports.first().map(Report::rows).unwrap_or_default();
    for (number, row) in rows.iter().enumerate() {
        let verdicts = reports.iter().filter_map(|report| report.rows().get(number));
        let cells: String = verdicts.map(|row| format!(" {} |", cell(row.verdict()))).collect();
        document.push_str(&format!("| {} | {} |{cells}\n", row.id(), row.name()));
    }
}

fn cell(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "yes",
        Verdict::InCore(_) => "core",
        Verdict::Cannot(_) => "no",
        _ => "FAILS",
    }
}

fn section(document: &mut String, title: &str, reports: &[Report], said: impl Fn(&Report, &Row) -> Option<String>) {
    document.push_str(&format!("\n## {title}\n\n"));
    for report in reports {
        for row in report.rows() {
            if let Some(said) = said(report, row) {
                document.push_str(&format!("- **{}**: {said}\n", row.id()));
            }
        }
    }
}

/// The page of a module, without the lines of its code that only the compiler needs.
fn lines(source: &str) -> String {
    let page = source.lines().map_while(|line| line.strip_prefix("//!"));
    let page = page.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let shown = page.filter(|line| !line.starts_with("# "));
    shown.fold(String::new(), |page, line| {
        let line = if line.starts_with("```no_run") { "```rust" } else { line };
        page + line + "\n"
    })
}

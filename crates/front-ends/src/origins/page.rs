//! `docs/ORIGINS.md`, made of what was seen.

use super::{
    ByHeader, Matrix, Seen,
    row::Unsent,
    section::{Section, Way},
};

pub(super) fn page(matrix: &Matrix) -> String {
    let mut page = include_str!("head.md").to_owned();
    let mut way = None;
    for (number, section) in matrix.sections.iter().enumerate() {
        if way.replace(section.way) != Some(section.way) {
            page.push_str(introduction(section.way));
            if section.way == Way::Redirected {
                clients_that_are_not(&mut page, matrix);
            }
        }
        table(&mut page, matrix, number, section);
    }
    page
}

fn introduction(way: Way) -> &'static str {
    match way {
        Way::Asked => "\n## A URL that the caller asks for\n",
        Way::Redirected => include_str!("redirected.md"),
        Way::Chained => include_str!("chained.md"),
    }
}

/// Where there is no client for one of the headers.
fn clients_that_are_not(page: &mut String, matrix: &Matrix) {
    for Seen { column, by_header } in &matrix.columns {
        for ByHeader { header, trips } in by_header {
            if let Err(error) = trips {
                let name = column.front_end.name();
                page.push_str(&format!("\nThere is no \"{name}\" with `{header}`: \"{error}\".\n"));
            }
        }
    }
}

fn table(page: &mut String, matrix: &Matrix, number: usize, section: &Section) {
    let columns: Vec<_> = matrix
        .columns
        .iter()
        .filter(|seen| seen.column.tries(section.way))
        .collect();
    page.push_str(&format!("\n### `{}` is listed\n\n| | URL |", section.listed));
    for seen in &columns {
        page.push_str(&format!(" {} |", seen.column.front_end.name()));
    }
    page.push_str(&format!("\n|---|---|{}\n", "---|".repeat(columns.len())));
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (row, case) in section.cases.iter().enumerate() {
        let cells: Vec<_> = columns.iter().map(|seen| cell(seen, number, row, section)).collect();
        page.push_str(&format!(
            "| {} | `{}` | {} |\n",
            case.what,
            case.label,
            cells.join(" | ")
        ));
        let is_unsent = cells.iter().any(|cell| cell.contains("not sent"));
        if let Some(Unsent { reason, .. }) = case.unsent.filter(|_| is_unsent) {
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, whats)) => whats.push(case.what),
                None => reasons.push((reason, vec![case.what])),
            }
        }
    }
    for (reason, whats) in reasons {
        page.push_str(&format!("\nNot sent, because {reason}: {}.\n", whats.join(", ")));
    }
}

/// One word, if it is the same with both headers and all statuses.
fn cell(seen: &Seen, number: usize, row: usize, section: &Section) -> String {
    let mut words: Vec<(String, Vec<String>)> = Vec::new();
    for ByHeader { header, trips } in &seen.by_header {
        let Ok(trips) = trips else { continue };
        for (status, trip) in section.way.statuses().iter().zip(&trips[number][row]) {
            let word = section.cases[row].word(section.way, trip);
            let with = format!("{header} {}", status.as_str());
            match words.iter_mut().find(|(known, _)| *known == word) {
                Some((_, withs)) => withs.push(with),
                None => words.push((word, vec![with])),
            }
        }
    }
    match &*words {
        [(word, _)] => word.clone(),
        words => {
            let each = words
                .iter()
                .map(|(word, withs)| format!("{word} ({})", withs.join(", ")));
            each.collect::<Vec<_>>().join("; ")
        }
    }
}

//! How well answers are understood: writes `docs/CLASSIFICATION.md` to standard output, or scores other rows.
//!
//! ```sh
//! cargo run -q -p tower-bearer --example classification_report > docs/CLASSIFICATION.md
//! cargo run -q -p tower-bearer --example classification_report -- rows.jsonl   # rows of the same form as the fixtures
//! ```

use std::{collections::BTreeMap, env, error::Error, fs};

use http::{HeaderMap, header::WWW_AUTHENTICATE};
use tower_bearer::{
    AuthErrorKind,
    classify::{CredentialSent, Verdict},
};

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;

use fixtures::{Row, Score};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<_> = env::args_os().skip(1).collect();
    if files.is_empty() {
        return report();
    }
    for file in files {
        let rows = Row::all(&fs::read_to_string(&file)?)?;
        println!("{}", Score::of(&rows));
        for third in 0..3 {
            let rows: Vec<_> = rows.iter().filter(|row| row.third() == third).cloned().collect();
            println!(
                "third {third}, by provider: {}",
                Score::of(&rows).to_string().lines().last().unwrap_or_default()
            );
        }
    }
    Ok(())
}

fn report() -> Result<(), Box<dyn Error>> {
    let own = Row::all(include_str!("../tests/fixtures/own.jsonl"))?;
    let captured = Row::all(include_str!("../tests/fixtures/captured.jsonl"))?;
    print!("{}", include_str!("classification_report/head.md"));
    println!("\n## Result\n");
    println!("| rows | right | exactly | keys wrongly taken for rejected | rejections found |");
    println!("|---|---|---|---|---|");
    for (name, rows) in [("written by hand", &own), ("recorded", &captured)] {
        let score = Score::of(rows);
        println!(
            "| {} {name} | {:.1} % | {:.1} % | {} | {:.1} % of {} |",
            score.rows,
            score.accepted(),
            score.exact(),
            score.wrongly_rejected,
            score.rejections_found(),
            score.rejected
        );
    }
    let all: Vec<_> = own.into_iter().chain(captured).collect();
    with_less(&all);
    layers(&all);
    confusion(&all);
    ambiguous(&all);
    print!("\n{}", include_str!("classification_report/tail.md"));
    Ok(())
}

/// A row with a part of its answer.
type Part = fn(&Row) -> Row;

/// What is right when only a part of the answer is looked at.
fn with_less(rows: &[Row]) {
    println!("\n## What each part of an answer adds\n");
    println!("| looked at | right | keys wrongly taken for rejected |\n|---|---|---|");
    let parts: [(&str, Part); 5] = [
        ("status", |row| Row {
            sent: CredentialSent::Yes,
            ..status(row)
        }),
        ("and whether a key was sent", status),
        ("and challenges", |row| Row {
            headers: challenges(&row.headers),
            ..status(row)
        }),
        ("and all headers", |row| Row {
            headers: row.headers.clone(),
            ..status(row)
        }),
        ("and the body", Row::clone),
    ];
    for (name, part) in parts {
        let score = Score::of(&rows.iter().map(part).collect::<Vec<_>>());
        println!("| {name} | {:.1} % | {} |", score.accepted(), score.wrongly_rejected);
    }
}

fn status(row: &Row) -> Row {
    Row {
        headers: HeaderMap::new(),
        body: Vec::new(),
        ..row.clone()
    }
}

fn challenges(headers: &HeaderMap) -> HeaderMap {
    let lines = headers.get_all(WWW_AUTHENTICATE).iter();
    lines.map(|line| (WWW_AUTHENTICATE, line.clone())).collect()
}

fn layers(rows: &[Row]) {
    println!("\n## Which layer decides\n");
    println!("| evidence | certainty | rows | right |\n|---|---|---|---|");
    let mut counts: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for row in rows {
        if let Some(verdict) = row.verdict() {
            let evidence = verdict.evidence();
            let count = counts.entry((evidence.rule(), evidence.certainty())).or_default();
            count.0 += 1;
            count.1 += usize::from(row.is_accepted(verdict.kind().name()));
        }
    }
    for ((rule, certainty), (decided, right)) in counts {
        let certainty = format!("{certainty:?}").to_lowercase();
        println!("| {rule:?} | {certainty} | {decided} | {} % |", right * 100 / decided);
    }
}

fn confusion(rows: &[Row]) {
    println!("\n## What is taken for what\n");
    println!("Down: what was wrong. Across: what it was taken for. A dot is none.\n");
    let name = |verdict: &Option<Verdict>| {
        verdict
            .as_ref()
            .map_or("none", |verdict| verdict.kind().name())
            .to_owned()
    };
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows {
        *counts.entry((row.kind.clone(), name(&row.verdict()))).or_default() += 1;
    }
    const KINDS: [AuthErrorKind; 12] = [
        AuthErrorKind::MissingKey,
        AuthErrorKind::MalformedKey,
        AuthErrorKind::InvalidKey,
        AuthErrorKind::RevokedKey,
        AuthErrorKind::ExpiredKey,
        AuthErrorKind::InsufficientScope,
        AuthErrorKind::StepUpRequired,
        AuthErrorKind::PlanRequired,
        AuthErrorKind::RateLimited,
        AuthErrorKind::Blocked,
        AuthErrorKind::Forbidden,
        AuthErrorKind::Unauthorized,
    ];
    let names: Vec<_> = KINDS.iter().map(|kind| kind.name()).chain(["none"]).collect();
    println!("| | {} |", names.join(" | "));
    println!("|---{}|", "|---".repeat(names.len()));
    for was in &names {
        let row: Vec<_> = names
            .iter()
            .map(|taken| counts.get(&((*was).to_owned(), (*taken).to_owned())))
            .map(|count| count.map_or(".".to_owned(), usize::to_string))
            .collect();
        println!("| **{was}** | {} |", row.join(" | "));
    }
}

fn ambiguous(rows: &[Row]) {
    println!("\n## What stays wrong\n");
    println!("Most of these say nothing of the cause, or something else than they mean.\n");
    println!("| server | status | what was wrong | taken for | on the evidence that |\n|---|---|---|---|---|");
    for row in rows {
        let verdict = row.verdict();
        let taken = verdict.as_ref().map_or("none", |verdict| verdict.kind().name());
        if !row.is_accepted(taken) {
            let evidence = verdict
                .as_ref()
                .map(|verdict| verdict.evidence().to_string())
                .unwrap_or_default();
            let evidence: String = evidence.replace('|', "\\|").chars().take(90).collect();
            println!(
                "| {} | {} | {} | {taken} | {evidence} |",
                row.provider,
                row.status.as_u16(),
                row.kind
            );
        }
    }
    let several = rows.iter().filter(|row| row.accept.len() > 1).count();
    println!(
        "\n{several} of the {} rows have several kinds that are right, since the server gives no more away.",
        rows.len()
    );
}

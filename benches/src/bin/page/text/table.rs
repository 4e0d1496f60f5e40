use std::fmt::Write;

/// The first columns are `texts`, and the others are numbers.
pub(super) fn table_of<H, R>(texts: usize, head: H, rows: impl IntoIterator<Item = R>) -> String
where
    H: IntoIterator<Item = &'static str>,
    R: IntoIterator<Item = String>,
{
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head: Vec<_> = head.into_iter().map(str::to_owned).collect();
    let rule = format!(
        "|{}{}",
        "---|".repeat(texts),
        "---:|".repeat(head.len().saturating_sub(texts))
    );
    let mut table = line(head);
    // A `String` takes all that is written to it.
    let _ = write!(table, "\n{rule}");
    for row in rows {
        let _ = write!(table, "\n{}", line(row.into_iter().collect()));
    }
    table
}

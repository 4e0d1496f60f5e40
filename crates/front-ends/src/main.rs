//! Writes `docs/FRONT-ENDS.md` to standard output; fails, and says what, where a behaviour does not hold.

use std::process::ExitCode;

use tower_bearer_testkit::conformance;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<ExitCode> {
    let mut reports = Vec::new();
    for documented in front_ends::ALL {
        let report = conformance::run(documented.front_end).await?;
        eprintln!("{report}");
        reports.push(report);
    }
    print!("{}", front_ends::document(&reports));
    match reports.iter().all(conformance::Report::is_good) {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

//! Writes `docs/FRONT-ENDS.md` to standard output, and with the argument `origins` `docs/ORIGINS.md`; fails, and says what, where
//! something does not hold.

use std::process::ExitCode;

use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, BoxError> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let is_good = match &*arguments {
        [] => front_ends().await?,
        [page] if page == "origins" => origins().await?,
        _ => return Err("the one argument that there is: origins".into()),
    };
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn front_ends() -> Result<bool, BoxError> {
    let mut reports = Vec::new();
    for documented in front_ends::ALL {
        let report = conformance::run(documented.front_end).await?;
        eprintln!("{report}");
        reports.push(report);
    }
    print!("{}", front_ends::document(&reports));
    Ok(reports.iter().all(conformance::Report::is_good))
}

async fn origins() -> Result<bool, BoxError> {
    let matrix = front_ends::origins::run(&front_ends::origins::columns()).await?;
    let violations = matrix.violations();
    for violation in &violations {
        eprintln!("{violation}");
    }
    print!("{}", matrix.page());
    Ok(violations.is_empty())
}

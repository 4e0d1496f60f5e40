//! What criterion measured last.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use benches::{BoxError, Case};
use serde_json::Value as Json;
use toml::{Table, Value};

/// Nanoseconds a request in each case.
pub(crate) fn overhead() -> Result<Table, BoxError> {
    let directory = target().join("criterion/overhead");
    let missing = |error: BoxError| format!("{error}: run `cargo bench -p benches --bench overhead` first");
    let entries = fs::read_dir(&directory).map_err(|error| missing(error.into()))?;
    let mut measured = Vec::new();
    for entry in entries {
        let new = entry?.path().join("new");
        if new.is_dir() {
            let name = json(&new.join("benchmark.json"))?;
            let estimates = json(&new.join("estimates.json"))?;
            let name = name["function_id"].as_str().ok_or("criterion: no name")?.to_owned();
            // Not the mean, which whatever else runs on the machine pulls up.
            let nanoseconds = estimates["median"]["point_estimate"].as_f64();
            measured.push((name, nanoseconds.ok_or("criterion: no estimate")?));
        }
    }
    let of_case = |case: Case| {
        let found = measured.iter().find(|(name, _)| name == case.name());
        let (name, nanoseconds) = found.ok_or_else(|| missing(format!("`{}` was not measured", case.name()).into()))?;
        Ok((name.clone(), Value::Float((nanoseconds * 10.0).round() / 10.0)))
    };
    Case::ALL.into_iter().map(of_case).collect()
}

fn target() -> PathBuf {
    let inside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    env::var_os("CARGO_TARGET_DIR").map_or_else(inside, PathBuf::from)
}

fn json(path: &Path) -> Result<Json, BoxError> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

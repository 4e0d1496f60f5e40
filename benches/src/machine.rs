//! On what the numbers were measured.

use std::{fs, process::Command, thread};

use toml::{Table, Value};

use crate::BoxError;

/// Of `cargo`: a line for each package that a crate needs when it runs, itself first, as often as it is needed.
pub const TREE: [&str; 8] = [
    "tree",
    "--edges",
    "normal",
    "--prefix",
    "none",
    "--no-dedupe",
    "--format",
    "{p}",
];

/// What decides how many instructions are counted: compiler, target, and the C library with its `malloc` and `memcpy`.
///
/// The processor is not in it: valgrind shows each program the same one. [`cpu_features`] checks that.
///
/// # Errors
///
/// When the C library's version cannot be found out.
pub fn toolchain() -> Result<Table, BoxError> {
    let libc = Command::new("getconf").arg("GNU_LIBC_VERSION").output()?;
    let libc = String::from_utf8(libc.stdout)?;
    Ok(table([
        ("rustc", env!("BENCHES_RUSTC").to_owned()),
        ("target", env!("BENCHES_TARGET").to_owned()),
        ("target-features", env!("BENCHES_TARGET_FEATURES").to_owned()),
        ("libc", libc.trim().to_owned()),
    ]))
}

/// The features of the processor by which code is chosen while a program runs, as this process sees them.
pub fn cpu_features() -> String {
    let mut features = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        macro_rules! note {
            ($($feature:tt)*) => {
                $(if std::arch::is_x86_feature_detected!($feature) { features.push($feature); })*
            };
        }
        note!("ssse3" "sse4.1" "sse4.2" "popcnt" "avx" "avx2" "bmi1" "bmi2" "lzcnt" "aes" "pclmulqdq" "sha" "avx512f");
    }
    features.dedup();
    features.join(" ")
}

/// The machine, for a reader of timings: processor, cores, system and compiler.
///
/// # Errors
///
/// When it does not tell.
pub fn machine() -> Result<Table, BoxError> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let system = fs::read_to_string("/etc/os-release")?;
    let system = system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    Ok(table([
        ("processor", model.map_or("unknown", |(_, model)| model).to_owned()),
        ("cores", thread::available_parallelism()?.to_string()),
        ("system", system.unwrap_or("unknown").trim_matches('"').to_owned()),
        ("rustc", env!("BENCHES_RUSTC").to_owned()),
    ]))
}

fn table<const N: usize>(entries: [(&str, String); N]) -> Table {
    entries
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect()
}

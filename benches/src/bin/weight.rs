//! How many packages a program takes in with each crate, and what they take to build.
//!
//! `cargo run --release -p benches --bin weight` makes a crate for each candidate, with nothing but it as a dependency, counts what
//! `cargo tree` lists, builds it from nothing, and writes `benches/results/weight.toml`; of the core it also counts each feature alone.
//! It takes minutes, and reaches the registry.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Output},
};

use benches::{BoxError, Results, TREE, machine};
use toml::{Table, Value};

/// A crate, and the line by which a program depends on it.
struct Candidate {
    name: &'static str,
    dependency: Dependency,
}

enum Dependency {
    /// With features, as they stand in a manifest.
    Ours(String),
    Registry(&'static str),
}

const CORE: &str = "tower-bearer";

/// Of the types of Kubernetes a program has to name a version.
const KUBE: &str = "kube-client = \"5\"\nk8s-openapi = { version = \"0.29\", features = [\"latest\"] }";

const HEAD: &str = "\
Packages, itself included, and the processor seconds of a clean `cargo build`.

    cargo run --release -p benches --bin weight";

/// In the order of the page.
fn candidates() -> [Candidate; 10] {
    [
        ours(CORE),
        ours("tower-bearer-profiles"),
        ours("reqwest-bearer"),
        ours("tonic-bearer"),
        registry(
            "tower-http (auth)",
            r#"tower-http = { version = "0.7", features = ["auth"] }"#,
        ),
        registry("reqwest", r#"reqwest = { version = "0.13", default-features = false }"#),
        registry(
            "reqwest-middleware",
            r#"reqwest-middleware = { version = "0.5", default-features = false }"#,
        ),
        registry(
            "tonic (channel)",
            r#"tonic = { version = "0.14", default-features = false, features = ["channel"] }"#,
        ),
        registry("kube-client", KUBE),
        registry("google-cloud-auth", r#"google-cloud-auth = "1""#),
    ]
}

fn ours(name: &'static str) -> Candidate {
    with_features(name, &[])
}

fn with_features(name: &'static str, features: &[&str]) -> Candidate {
    Candidate {
        name,
        dependency: Dependency::Ours(format!("{features:?}")),
    }
}

const fn registry(name: &'static str, line: &'static str) -> Candidate {
    Candidate {
        name,
        dependency: Dependency::Registry(line),
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("weight: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BoxError> {
    let directory = tempfile::tempdir()?;
    let (mut packages, mut seconds, mut features) = (Table::new(), Table::new(), Table::new());
    println!("{:<30}{:>9}{:>10}", "crate", "packages", "seconds");
    for (number, candidate) in candidates().iter().enumerate() {
        let program = directory.path().join(format!("program-{number}"));
        candidate.write(&program)?;
        let count = count(&program)?;
        let time = build(&program)?;
        println!("{:<30}{count:>9}{time:>10.1}", candidate.name);
        packages.insert(candidate.name.to_owned(), Value::Integer(count));
        seconds.insert(candidate.name.to_owned(), Value::Float((time * 10.0).round() / 10.0));
    }
    let all = features_of_the_core()?;
    let alone = all.iter().map(|feature| (feature.as_str(), vec![feature.as_str()]));
    let together = [("all of them", all.iter().map(String::as_str).collect())];
    for (name, with) in alone.chain(together) {
        let program = directory.path().join(format!("with-{name}"));
        with_features(CORE, &with).write(&program)?;
        let count = count(&program)?;
        println!("{:<30}{count:>9}", format!("{CORE}, {name}"));
        features.insert(name.to_owned(), Value::Integer(count));
    }
    let mut table = Table::new();
    table.insert("machine".to_owned(), Value::Table(machine()?));
    table.insert("packages".to_owned(), Value::Table(packages));
    table.insert("seconds".to_owned(), Value::Table(seconds));
    table.insert("packages-with-feature".to_owned(), Value::Table(features));
    Results::Weight.save(HEAD, &table)
}

/// As its manifest names them, so that none is forgotten.
fn features_of_the_core() -> Result<Vec<String>, BoxError> {
    let manifest: Table = fs::read_to_string(directory_of(CORE).join("Cargo.toml"))?.parse()?;
    let features = manifest.get("features").and_then(Value::as_table);
    Ok(features.ok_or("the core has no features")?.keys().cloned().collect())
}

fn directory_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(name)
}

fn count(program: &Path) -> Result<i64, BoxError> {
    let listed = String::from_utf8(cargo(program, &TREE)?.stdout)?;
    // The crate that depends on it is not counted.
    let packages: BTreeSet<_> = listed.lines().filter(|line| !line.starts_with("program ")).collect();
    Ok(i64::try_from(packages.len())?)
}

/// Of processor time, which hangs less than the clock does on what else the machine has to do.
fn build(program: &Path) -> Result<f64, BoxError> {
    cargo(program, &["fetch"])?;
    let before = ticks_of_children()?;
    cargo(program, &["build", "--offline"])?;
    let ticks = ticks_of_children()? - before;
    let a_second: f64 = String::from_utf8(Command::new("getconf").arg("CLK_TCK").output()?.stdout)?
        .trim()
        .parse()?;
    Ok(ticks / a_second)
}

/// In user and system mode, of all that have ended: fields 16 and 17 of proc(5)'s `stat`.
fn ticks_of_children() -> Result<f64, BoxError> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in parentheses, which may have blanks.
    let (_, from_third) = stat.rsplit_once(") ").ok_or("/proc/self/stat has no name")?;
    let ticks = from_third.split(' ').skip(13).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()?)
}

fn cargo(program: &Path, arguments: &[&str]) -> Result<Output, BoxError> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(program)
        // Each builds all of it anew.
        .env("CARGO_TARGET_DIR", program.join("target"))
        .output()?;
    match output.status.success() {
        true => Ok(output),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}

// ===== impl Candidate =====

impl Candidate {
    fn write(&self, program: &Path) -> Result<(), BoxError> {
        let line = match &self.dependency {
            Dependency::Registry(line) => (*line).to_owned(),
            Dependency::Ours(features) => {
                let (name, path) = (self.name, directory_of(self.name));
                format!("{name} = {{ path = {path:?}, features = {features} }}")
            }
        };
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{line}\n"
        );
        fs::create_dir_all(program.join("src"))?;
        fs::write(program.join("Cargo.toml"), manifest)?;
        fs::write(program.join("src/lib.rs"), "")?;
        Ok(())
    }
}

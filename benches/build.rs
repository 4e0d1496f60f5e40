//! Tells the crate what it is compiled with: counts of instructions can be compared only where that is the same.

use std::{env, error::Error, process::Command};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = Command::new(env::var("RUSTC")?).arg("--version").output()?.stdout;
    // "rustc 1.85.0 (4d91de4e4 2025-02-17)"
    let version = String::from_utf8(rustc)?;
    let version = version.split(' ').nth(1).ok_or("rustc has no version")?;
    println!("cargo::rustc-env=BENCHES_RUSTC={version}");
    println!("cargo::rustc-env=BENCHES_TARGET={}", env::var("TARGET")?);
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    println!("cargo::rustc-env=BENCHES_TARGET_FEATURES={features}");
    Ok(())
}

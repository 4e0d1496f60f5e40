//! Instructions as callgrind counts them.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use benches::BoxError;

use crate::work::Work;

/// A valgrind, and this program.
pub(crate) struct Callgrind {
    valgrind: PathBuf,
    program: PathBuf,
}

/// Prints the processor's features, as they are seen in valgrind.
pub(crate) const CPU_FEATURES: &str = "--cpu-features";

/// Runs the work whose name comes next.
pub(crate) const RUN: &str = "--run";

// ===== impl Callgrind =====

impl Callgrind {
    /// # Errors
    ///
    /// When there is no valgrind, or it does not run.
    pub(crate) fn find() -> Result<Self, BoxError> {
        let path = env::var_os("PATH").unwrap_or_default();
        let valgrind = env::split_paths(&path)
            .map(|directory| directory.join("valgrind"))
            .find(|valgrind| valgrind.is_file())
            .ok_or("valgrind is not installed, and nothing was counted: `apt install valgrind`")?;
        let program = env::current_exe()?;
        Ok(Self { valgrind, program })
    }

    /// The processor that valgrind shows, and valgrind's version.
    pub(crate) fn cpu_features(&self) -> Result<String, BoxError> {
        let output = self.output(&["--tool=none"], [CPU_FEATURES])?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Instructions that one round of `work` takes.
    pub(crate) fn instructions(&self, work: &Work) -> Result<i64, BoxError> {
        let callgrind = [
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--collect-atstart=no",
            "--toggle-collect=*counted_rounds*",
        ];
        let output = self.output(&callgrind, [RUN, &work.name])?;
        let report = String::from_utf8(output.stderr)?;
        let (_, count) = report
            .lines()
            .find_map(|line| line.split_once("Collected : "))
            .ok_or_else(|| format!("valgrind said no count of `{}`:\n{report}", work.name))?;
        let count: i64 = count.trim().parse()?;
        if count == 0 {
            return Err(format!("nothing was counted of `{}`: has this program no symbols?", work.name).into());
        }
        let rounds = i64::from(work.rounds);
        // To the nearest: what happens once in many rounds, such as an allocator's housekeeping, is no round's.
        Ok((count + rounds / 2) / rounds)
    }

    /// Of this program in valgrind. Its environment is empty and its name has no path, so that the stack, which begins with both, is
    /// aligned in the same way wherever it runs: how `memcpy` goes about it hangs on that.
    fn output<'a>(&self, valgrind: &[&str], arguments: impl IntoIterator<Item = &'a str>) -> Result<Output, BoxError> {
        let directory = self.program.parent().unwrap_or(Path::new("/"));
        let name = self.program.file_name().unwrap_or(OsStr::new("instructions"));
        let output = Command::new(&self.valgrind)
            .args(valgrind)
            .arg(Path::new(".").join(name))
            .args(arguments)
            .current_dir(directory)
            .env_clear()
            .output()
            .map_err(|error| format!("valgrind does not run, and nothing was counted: {error}"))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("valgrind failed ({}), and nothing was counted:\n{said}", output.status).into())
    }
}

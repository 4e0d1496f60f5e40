//! See the library.

fn main() -> std::process::ExitCode {
    explain::main()
}

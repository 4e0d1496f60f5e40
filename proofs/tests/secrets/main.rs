//! That nothing shows a key: every public type of the crates beside the core, whose own table is with its tests, and every log of the
//! clients that we are held to.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

#[path = "../../../crates/tower-bearer/tests/behaviours/public_types/exports.rs"]
mod exports;
mod logs;
mod printed;
mod public_types;
#[path = "../../../crates/tower-bearer/tests/behaviours/public_types/shown.rs"]
mod shown;
mod support;

//! What holds for the workspace as a whole, as tests:
//!
//! - `repository`: each promise of `SECURITY.md` has a test that is there, and no crate is without the workspace's lints.
//! - `secrets`: no public type of any crate shows a key, and no log of a client does.

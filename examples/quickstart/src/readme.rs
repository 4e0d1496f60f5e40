//! Holds the README of the repository, and its page on migrating, to their word: each of their Rust blocks is a doctest.

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/MIGRATING.md")]
struct Migrating;

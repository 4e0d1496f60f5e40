//! Holds the README of the repository to its word: each of its Rust blocks is a doctest.

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

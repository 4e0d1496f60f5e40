//! What the compiler says to those who put things together in the wrong way.

#[test]
fn mistakes_in_a_stack_are_explained_by_the_compiler() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
}

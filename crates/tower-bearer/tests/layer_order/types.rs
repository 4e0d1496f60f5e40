//! Orders that the compiler refuses, and what it says.

#[test]
fn orders_that_cannot_work_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/layer_order/*.rs");
}

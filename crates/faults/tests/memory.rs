//! Memory does not grow with requests. Over sockets it is fewer of them here; `cargo run -p faults` measures 200,000.

#[test]
fn memory_is_flat_over_200_000_requests_through_the_layers() {
    let flat = faults::in_memory(1, 200_000).unwrap();
    println!("{flat}");
    assert!(flat.is_flat(), "{flat}");
}

#[test]
fn memory_is_flat_over_a_connection_that_is_kept_alive() {
    let flat = faults::over_sockets(1, 5_000).unwrap();
    println!("{flat}");
    assert!(flat.is_flat(), "{flat}");
}

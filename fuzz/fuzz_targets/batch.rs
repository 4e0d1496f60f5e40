#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_checks::batch(input, |line, output| explain::batch(line, output).unwrap());
});

//! Thousands of requests, while the key is rotated again and again and the old one revoked.
//!
//! The key is in a file, as a mounted secret is. Each rotation swaps the file and then has the server revoke the old key, in the
//! middle of requests that carry it. The server refuses those; the client loads the file once, and sends them again with the key that
//! it finds. No request fails.

mod counted;
mod rotation;
mod secret_file;

use std::{error::Error, process::ExitCode};

use self::rotation::Rotations;

const ROTATIONS: usize = 50;
const REQUESTS_A_ROTATION: usize = 200;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failures) => {
            eprintln!("rotation: {failures} requests failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("rotation: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How many requests failed.
async fn run() -> Result<usize, Box<dyn Error>> {
    let mut rotations = Rotations::start().await?;
    println!("{ROTATIONS} rotations under load; the counts are since the start.\n");
    println!("rotation  key now    requests  loads of the file  replays  failures");
    for rotation in 1..=ROTATIONS {
        rotations.rotate(REQUESTS_A_ROTATION).await?;
        if rotation == 1 || rotation % 10 == 0 {
            println!("{rotation:>8}  {rotations}");
        }
    }
    println!("\nEach rotation cost one load, whoever was refused first, and each request that was refused one replay.");
    Ok(rotations.failures())
}

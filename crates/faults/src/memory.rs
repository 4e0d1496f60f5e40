//! What stays allocated after very many requests.

mod in_memory;
mod over_sockets;

use std::fmt;

use allocation_counter::measure;
use tokio::runtime::Builder;
use tower_bearer::error::BoxError;

pub use self::{in_memory::in_memory, over_sockets::over_sockets};

/// By how much memory grew.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Flat {
    /// How many requests were measured, after a tenth of them to warm up.
    pub requests: u64,
    /// How many of them ended with a response.
    pub successes: u64,
    /// Live bytes at the end, less those at the beginning: all that the thread allocated, and so client, server and runtime.
    pub grown: i64,
    /// How many they may be, whatever the number of requests: sizes of buffers and of keys differ.
    pub limit: i64,
}

/// What requests are sent to.
trait Ground {
    /// Sends one, and perhaps goes away from it; whether it succeeded.
    async fn send(&mut self, number: u64) -> Result<bool, BoxError>;

    /// Waits until nothing of a request is under way.
    async fn rest(&mut self);
}

/// How many polls a request gets whose caller goes away.
const POLLS: u32 = 2;

fn flat<G: Ground>(
    requests: u64,
    limit: i64,
    ground: impl AsyncFnOnce() -> Result<G, BoxError>,
) -> Result<Flat, BoxError> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut ground = runtime.block_on(ground())?;
    let mut successes = 0;
    let mut send = |from: u64, to: u64| {
        runtime.block_on(async {
            let mut sent = 0;
            for number in from..to {
                sent += u64::from(ground.send(number).await?);
            }
            ground.rest().await;
            Ok::<_, BoxError>(sent)
        })
    };
    send(0, requests / 10)?;
    let mut sent = Ok(0);
    let measured = measure(|| sent = send(requests / 10, requests / 10 + requests));
    successes += sent?;
    Ok(Flat {
        requests,
        successes,
        grown: measured.bytes_current,
        limit,
    })
}

// ===== impl Flat =====

impl Flat {
    /// Whether it is within its limit, and enough of it went well.
    pub fn is_flat(&self) -> bool {
        self.grown <= self.limit && self.successes > self.requests / 2
    }
}

impl fmt::Display for Flat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requests,
            successes,
            grown,
            limit,
        } = self;
        write!(
            f,
            "{requests} requests, {successes} successes: {grown:+} live bytes, up to {limit:+} are allowed"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps a byte of each request.
    #[derive(Default)]
    struct Leaky(Vec<u8>);

    #[test]
    fn a_byte_a_request_is_seen() {
        let flat = flat(20_000, 1024, async || Ok(Leaky::default())).unwrap();
        assert!(flat.grown > 18_000 && !flat.is_flat(), "{flat}");
    }

    impl Ground for Leaky {
        async fn send(&mut self, _: u64) -> Result<bool, BoxError> {
            self.0.push(0);
            Ok(true)
        }

        async fn rest(&mut self) {}
    }
}

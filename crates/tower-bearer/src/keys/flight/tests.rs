use std::{
    future::poll_fn,
    sync::{Mutex, mpsc},
    task::Wake,
    thread,
    time::Duration,
};

use super::*;
use crate::key::ApiKey;

#[test]
fn whoever_passed_by_while_another_polled_is_woken_when_that_one_goes() {
    // The source answers while the first is about to find that it has not, the second comes by, and the first is dropped.
    let (entered, entering) = mpsc::channel();
    let (go, going) = mpsc::channel();
    let source = Arc::new(Gate {
        entered,
        going: Mutex::new(going),
    });
    let now = Instant::now();
    let flight = Flight::new(
        source,
        1,
        now,
        now + Duration::from_secs(1),
        false,
        Arc::new(Attended::new()),
    );
    let (first, mut second) = (flight.board(), flight.board());
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));

    let polling = thread::spawn(move || {
        let mut first = first;
        assert!(first.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        first
    });
    let sources_waker: Waker = entering.recv().unwrap();
    sources_waker.wake();
    assert!(second.poll(&mut Context::from_waker(&waker)).is_pending());
    go.send(()).unwrap();
    drop(polling.join().unwrap());

    assert!(bell.0.load(Ordering::Acquire) > 0, "nobody comes to take the answer");
    assert!(second.poll(&mut Context::from_waker(&waker)).is_ready());
}

#[test]
fn a_flight_is_left_when_the_last_goes_and_not_before() {
    let now = Instant::now();
    let (entered, _) = mpsc::channel();
    let (_, going) = mpsc::channel();
    let source = Arc::new(Gate {
        entered,
        going: Mutex::new(going),
    });
    let flight = Flight::new(source, 1, now, now, false, Arc::new(Attended::new()));
    assert!(flight.is_left() && !flight.is_excused());
    let (first, second) = (flight.board(), flight.board());
    drop(first);
    assert!(!flight.is_left() && !flight.is_excused());
    drop(second);
    assert!(flight.is_left() && flight.is_excused());
    let _third = flight.board();
    assert!(!flight.is_left() && flight.is_excused());
}

/// Is asked, waits at a gate in the middle of its poll, and has the answer at the next one.
struct Gate {
    entered: mpsc::Sender<Waker>,
    going: Mutex<mpsc::Receiver<()>>,
}

#[derive(Default)]
struct Bell(AtomicUsize);

impl KeySource for Gate {
    async fn load(&self) -> Outcome {
        let mut is_asked = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut is_asked, true) {
                return Poll::Ready(());
            }
            self.entered.send(cx.waker().clone()).unwrap();
            self.going.lock().unwrap().recv().unwrap();
            Poll::Pending
        })
        .await;
        Ok(ApiKey::new("sk_live_1").unwrap().into())
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

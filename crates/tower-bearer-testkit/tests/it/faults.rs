use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    join,
    net::TcpStream,
    task, time,
};
use tower_bearer_testkit::{FaultProxy, Faults};

mod line;
mod requests;

use self::line::{Line, assert_prefix, assert_reset, bytes, read_all, target};
use crate::support::{alive, all_tasks_ended, within_reason};

#[tokio::test]
async fn without_faults_all_bytes_and_the_end_of_either_way_pass() {
    let mut line = Line::through(Faults::seeded(1)).await;
    let (up, down) = (bytes(3_000_000), bytes(2_000_000));

    let (at_server, at_client) = within_reason(line.exchange(&up, &down)).await;

    assert!(at_server.unwrap() == up && at_client.unwrap() == down);
    assert_eq!(line.proxy.report().connections, 1);
    assert_eq!(line.proxy.report().faults(), 0);
}

#[tokio::test]
async fn one_way_goes_on_after_the_end_of_the_other() {
    let mut line = Line::through(Faults::seeded(1)).await;

    line.client.write_all(b"a question").await.unwrap();
    line.client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut line.server).await.unwrap(), b"a question");
    line.server.write_all(b"an answer").await.unwrap();
    line.server.shutdown().await.unwrap();

    assert_eq!(read_all(&mut line.client).await.unwrap(), b"an answer");
}

#[tokio::test]
async fn a_reset_by_one_end_passes_to_the_other_and_is_no_fault_of_the_proxys() {
    let mut line = Line::through(Faults::seeded(1)).await;

    line.client.write_all(b"1").await.unwrap();
    line.server.read_exact(&mut [0; 1]).await.unwrap();
    line.server.set_zero_linger().unwrap();
    drop(line.server);

    assert_reset(read_all(&mut line.client).await);
    let report = line.proxy.report();
    assert_eq!((report.faults(), report.unreachable), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_answer_passes_though_its_server_wants_no_more_of_the_question() {
    for seed in 0..16 {
        let mut line = Line::through(Faults::seeded(seed).delays(500).longest_delay(Duration::from_secs(1))).await;
        line.client.write_all(b"a question").await.unwrap();
        line.server.readable().await.unwrap();

        line.server.write_all(b"too large").await.unwrap();
        // With bytes unread: the next that come meet a reset.
        drop(line.server);
        line.client.write_all(&bytes(2_000)).await.unwrap();

        let mut answer = [0; 9];
        within_reason(line.client.read_exact(&mut answer)).await.unwrap();
        assert_eq!(&answer, b"too large");
    }
}

#[tokio::test]
async fn a_cut_ends_both_ways_and_what_was_passed_on_arrives() {
    let (up, down) = (bytes(100_000), bytes(100_000));
    for seed in 0..16 {
        let mut line = Line::through(Faults::seeded(seed).cuts(25)).await;

        let (at_server, at_client) = within_reason(line.exchange(&up, &down)).await;

        // An end, and no error: not even where more was sent than passed on.
        assert_prefix(&at_server.unwrap(), &up);
        assert_prefix(&at_client.unwrap(), &down);
        assert_eq!((line.proxy.report().cuts, line.proxy.report().faults()), (1, 1));
    }
}

#[tokio::test]
async fn a_truncation_ends_one_way_and_the_other_goes_on() {
    let (up, down) = (bytes(20_000), bytes(20_000));
    let mut one_alone = 0;
    for seed in 0..32 {
        let mut line = Line::through(Faults::seeded(seed).truncations(8)).await;

        let (at_server, at_client) = within_reason(line.exchange(&up, &down)).await;

        let (at_server, at_client) = (at_server.unwrap(), at_client.unwrap());
        let short = [(&at_server, &up), (&at_client, &down)]
            .into_iter()
            .filter(|(arrived, sent)| arrived != sent)
            .inspect(|(arrived, sent)| assert_prefix(arrived, sent))
            .count();
        let report = line.proxy.report();
        assert_eq!((report.truncations, report.faults()), (short as u64, short as u64));
        one_alone += usize::from(short == 1);
    }
    assert!(one_alone > 0);
}

#[tokio::test]
async fn a_reset_is_an_error_at_both_ends() {
    let mut line = Line::through(Faults::seeded(1).resets(1000)).await;

    assert_reset(read_all(&mut line.client).await);
    assert_reset(read_all(&mut line.server).await);

    assert_eq!((line.proxy.report().resets, line.proxy.report().faults()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn delays_take_their_time_and_no_longer_and_lose_nothing() {
    let longest = Duration::from_millis(20);
    let mut line = Line::through(Faults::seeded(1).delays(1000).longest_delay(longest)).await;
    let sent = bytes(20_000);
    let begin = time::Instant::now();

    let (arrived, _) = within_reason(line.exchange(&sent, b"")).await;

    assert!(arrived.unwrap() == sent);
    let delays = u32::try_from(line.proxy.report().delays).unwrap();
    // One for a step; each of up to 20 ms, half of it on an average.
    assert!((80..800).contains(&delays), "{delays}");
    assert!(begin.elapsed() <= longest * delays && begin.elapsed() > longest * delays / 4);
}

#[tokio::test]
async fn the_same_seed_breaks_at_the_same_byte_however_the_bytes_arrive() {
    let sent = bytes(20_000);
    let mut lengths = Vec::new();
    for seed in 0..8 {
        let mut same = Vec::new();
        for piece in [20_000, 1_500, 7] {
            let mut line = Line::through(Faults::seeded(seed).truncations(25)).await;
            let (arrived, ()) = within_reason(async {
                join!(read_all(&mut line.server), async {
                    for piece in sent.chunks(piece) {
                        line.client.write_all(piece).await.unwrap();
                        task::yield_now().await;
                    }
                    line.client.shutdown().await.unwrap();
                })
            })
            .await;
            same.push(arrived.unwrap().len());
        }
        assert_eq!(same, [same[0]; 3]);
        lengths.push(same[0]);
    }
    // Another seed, another byte.
    lengths.sort_unstable();
    lengths.dedup();
    assert!(lengths.len() > 4, "{lengths:?}");
}

#[tokio::test]
async fn each_connection_of_a_proxy_has_faults_of_its_own() {
    let sent = bytes(20_000);
    let target = target().await;
    let faults = Faults::seeded(5).truncations(25);
    let proxy = FaultProxy::start(target.local_addr().unwrap(), faults).await.unwrap();
    let mut lengths = Vec::new();
    for _ in 0..8 {
        let mut line = Line::over(&proxy, &target).await;
        lengths.push(within_reason(line.exchange(&sent, b"")).await.0.unwrap().len());
    }

    lengths.sort_unstable();
    lengths.dedup();
    assert!(lengths.len() > 4, "{lengths:?}");
}

#[tokio::test]
async fn there_are_no_new_faults_once_it_is_calm() {
    let (target, sent) = (target().await, bytes(100_000));
    let faults = Faults::seeded(1).resets(1000);
    let proxy = FaultProxy::start(target.local_addr().unwrap(), faults).await.unwrap();

    proxy.calm();

    let mut line = Line::over(&proxy, &target).await;
    assert!(within_reason(line.exchange(&sent, b"")).await.0.unwrap() == sent);
    assert_eq!(proxy.report().faults(), 0);
}

#[tokio::test]
async fn more_faults_than_steps_are_an_error() {
    let faults = Faults::seeded(1).cuts(250).truncations(250).resets(250).delays(250);
    let target = ([127, 0, 0, 1], 1).into();
    FaultProxy::start(target, faults).await.unwrap();

    for too_many in [
        faults.cuts(251),
        faults.truncations(251),
        faults.resets(251),
        faults.delays(u16::MAX),
    ] {
        let error = FaultProxy::start(target, too_many).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_reached_is_a_reset() {
    let gone = target().await.local_addr().unwrap();
    let proxy = FaultProxy::start(gone, Faults::seeded(1)).await.unwrap();

    let mut client = TcpStream::connect(proxy.address()).await.unwrap();

    assert_reset(read_all(&mut client).await);
    assert_eq!((proxy.report().unreachable, proxy.report().faults()), (1, 0));
}

#[tokio::test]
async fn the_last_handle_of_a_proxy_resets_its_connections_and_leaves_no_task_behind() {
    let mut line = Line::through(Faults::seeded(1)).await;
    let address = line.proxy.address();
    let clone = line.proxy.clone();

    drop(line.proxy);
    line.client.write_all(b"still here").await.unwrap();
    line.server.read_exact(&mut [0; 10]).await.unwrap();
    drop(clone);

    all_tasks_ended().await;
    assert_reset(read_all(&mut line.client).await);
    assert_reset(read_all(&mut line.server).await);
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_of_a_proxy_takes_no_time_whatever_is_under_way() {
    let hour = Duration::from_secs(3600);
    let line = Line::through(Faults::seeded(1).delays(1000).longest_delay(hour)).await;
    let begin = time::Instant::now();

    within_reason(line.proxy.shutdown()).await;

    assert_eq!((begin.elapsed(), alive()), (Duration::ZERO, 0));
    // Twice does no harm.
    within_reason(line.proxy.shutdown()).await;
}

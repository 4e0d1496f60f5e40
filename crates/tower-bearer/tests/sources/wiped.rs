//! What a load leaves in the memory of the process. Each test looks at all that a process of its own can write to.

use std::{
    env,
    fs::{self, File},
    os::unix::fs::FileExt,
    path::Path,
    pin::pin,
    time::Duration,
};

use tokio::time::timeout;
use tower_bearer::source::{KeySource, command, file};

use crate::support::{Directory, is_over, with_variables};

/// Stands in the file in this order; everywhere else backwards, so that looking for it brings no copy about.
const BACKWARDS: &[u8] = b"f7e0b2c9-yranac-f0-evil-ks";

#[test]
fn a_file_leaves_no_copy_of_the_key() {
    // B58
    with_canary("wiped::a_file_leaves_no_copy_of_the_key", "", "\n", |path| async move {
        loaded_and_dropped(&file(path)).await;
    });
}

#[test]
fn a_file_that_is_no_key_leaves_no_copy() {
    with_canary(
        "wiped::a_file_that_is_no_key_leaves_no_copy",
        "",
        " \n",
        |path| async move {
            refused(&file(path)).await;
        },
    );
}

#[test]
fn a_bare_key_from_a_command_leaves_no_copy() {
    with_canary(
        "wiped::a_bare_key_from_a_command_leaves_no_copy",
        "",
        "\n",
        |path| async move {
            loaded_and_dropped(&command("cat", [path])).await;
        },
    );
}

#[test]
fn a_key_in_json_from_a_command_leaves_no_copy() {
    let name = "wiped::a_key_in_json_from_a_command_leaves_no_copy";
    with_canary(name, r#"{"token":""#, r#"","expires_in":60}"#, |path| async move {
        loaded_and_dropped(&command("cat", [path])).await;
    });
}

#[test]
fn a_command_that_fails_leaves_no_copy() {
    let name = "wiped::a_command_that_fails_leaves_no_copy";
    with_canary(name, "", "\n", |path| async move {
        let script = format!("cat '{path}'; cat '{path}' >&2; exit 1");
        refused(&command("sh", ["-c", &script])).await;
    });
}

#[test]
fn json_that_is_not_understood_leaves_no_copy() {
    let name = "wiped::json_that_is_not_understood_leaves_no_copy";
    with_canary(name, r#"{"secret":""#, r#"","token":null}"#, |path| async move {
        refused(&command("cat", [path])).await;
    });
}

#[test]
fn a_load_that_is_dropped_leaves_no_copy() {
    let name = "wiped::a_load_that_is_dropped_leaves_no_copy";
    with_canary(name, "", "\n", |path| async move {
        let source = file(&path);
        assert!(!is_over(pin!(source.load())).await);
        // The pipe is made once the key is printed, and never written to.
        let pipe = format!("{path}.pipe");
        let script = format!("cat '{path}'; mkfifo '{pipe}'; exec cat '{pipe}'");
        let source = command("sh", ["-c", &script]);
        let mut load = pin!(source.load());
        let read = async {
            while !Path::new(&pipe).exists() || copies() == 0 {
                assert!(!is_over(load.as_mut()).await);
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(60), read).await.unwrap();
    });
}

async fn loaded_and_dropped(source: &impl KeySource) {
    let credential = source.load().await.unwrap();
    use_stacks_again().await;
    // As long as the key is there, so is one copy: this sees them.
    assert_eq!(copies(), 1);
    drop(credential);
}

async fn refused(source: &impl KeySource) {
    assert!(source.load().await.is_err());
}

/// Runs `body` in a process of its own, with the path of a file that holds the canary; no copy may be left after it.
fn with_canary<Fut>(name: &str, before: &str, after: &str, body: impl FnOnce(String) -> Fut)
where
    Fut: Future<Output = ()>,
{
    let directory = Directory::new();
    let mut text = before.as_bytes().to_vec();
    text.extend(BACKWARDS.iter().rev());
    text.extend(after.as_bytes());
    let path = directory.write("key", text);
    with_variables(name, &[("SRC_CANARY", path.to_str().unwrap())], || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        runtime.block_on(async {
            body(env::var("SRC_CANARY").unwrap()).await;
            use_stacks_again().await;
        });
        assert_eq!(copies(), 0);
    });
}

/// What calls that are over left on a stack, as SHA-256 does with its last block, lasts until others come that far.
async fn use_stacks_again() {
    fn deep() {
        std::hint::black_box([0_u8; 128 * 1024]);
    }

    deep();
    tokio::task::spawn_blocking(deep).await.unwrap();
}

/// How many whole copies there are in memory that can be written to.
fn copies() -> usize {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut count = 0;
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut fields = line.split_whitespace();
        let (range, access) = (fields.next().unwrap(), fields.next().unwrap());
        if !access.starts_with("rw") || line.ends_with("[vvar]") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut region = vec![0; usize::try_from(end - start).unwrap()];
        // Some regions cannot be read; the allocator's and the stacks can.
        if memory.read_exact_at(&mut region, start).is_ok() {
            count += region
                .windows(BACKWARDS.len())
                .zip(start..)
                .filter(|(window, address)| {
                    window.first() == BACKWARDS.last()
                        && window.iter().eq(BACKWARDS.iter().rev())
                        && !region.as_ptr_range().contains(&(*address as *const u8))
                })
                .count();
        }
        region.fill(0);
        std::hint::black_box(&region);
    }
    count
}

//! What a load leaves in the memory of the process. Each test looks at all that a process of its own can write to.
//!
//! Looking brings no copy about and overwrites none: the canary is compared as it is computed, byte by byte, and all memory for
//! looking is taken before the canary is read.

use std::{
    env,
    fs::File,
    io::{Read, Seek},
    ops::Range,
    os::unix::fs::FileExt,
    path::Path,
    pin::pin,
    sync::Mutex,
    time::Duration,
};

use tokio::time::timeout;
use tower_bearer::source::{KeySource, command, file};

use crate::support::{Directory, is_over, with_variables};

/// So long that what an allocator writes into memory that it got back leaves most of it.
const CANARY_LEN: usize = 300;

/// The part that is looked for. It reaches over the end of a block of SHA-256, which leaves its last block on the stack.
const NEEDLE: Range<usize> = 236..276;

fn canary(at: usize) -> u8 {
    b"abcdefghijklmnopqrstuvwxyz"[(at * at * 7 + at * 31 + at / 26) % 26]
}

#[test]
fn a_file_leaves_no_copy_of_the_key() {
    // B58
    with_canary(
        "wiped::a_file_leaves_no_copy_of_the_key",
        "",
        "\n",
        |path, memory| async move {
            loaded_and_dropped(&file(path), memory).await;
        },
    );
}

#[test]
fn a_file_that_is_no_key_leaves_no_copy() {
    with_canary(
        "wiped::a_file_that_is_no_key_leaves_no_copy",
        "",
        " \n",
        |path, _| async move {
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
        |path, memory| async move {
            loaded_and_dropped(&command("cat", [path]), memory).await;
        },
    );
}

#[test]
fn a_key_in_json_from_a_command_leaves_no_copy() {
    let name = "wiped::a_key_in_json_from_a_command_leaves_no_copy";
    with_canary(
        name,
        r#"{"token":""#,
        r#"","expires_in":60}"#,
        |path, memory| async move {
            loaded_and_dropped(&command("cat", [path]), memory).await;
        },
    );
}

#[test]
fn a_command_that_fails_leaves_no_copy() {
    let name = "wiped::a_command_that_fails_leaves_no_copy";
    with_canary(name, "", "\n", |path, _| async move {
        let script = format!("cat '{path}'; cat '{path}' >&2; exit 1");
        refused(&command("sh", ["-c", &script])).await;
    });
}

#[test]
fn json_that_is_not_understood_leaves_no_copy() {
    let name = "wiped::json_that_is_not_understood_leaves_no_copy";
    with_canary(name, r#"{"secret":""#, r#"","token":null}"#, |path, _| async move {
        refused(&command("cat", [path])).await;
    });
}

#[test]
fn a_load_that_is_dropped_leaves_no_copy() {
    let name = "wiped::a_load_that_is_dropped_leaves_no_copy";
    with_canary(name, "", "\n", |path, memory| async move {
        let source = file(&path);
        // Over or not: whichever thread was faster.
        let _ = is_over(pin!(source.load())).await;
        // The pipe is made once the key is printed, and never written to.
        let pipe = format!("{path}.pipe");
        let script = format!("cat '{path}'; mkfifo '{pipe}'; exec cat '{pipe}'");
        let source = command("sh", ["-c", &script]);
        let mut load = pin!(source.load());
        let read = async {
            while !Path::new(&pipe).exists() || memory.copies() == 0 {
                assert!(!is_over(load.as_mut()).await);
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(60), read).await.unwrap();
    });
}

async fn loaded_and_dropped(source: &impl KeySource, memory: &Memory) {
    let credential = source.load().await.unwrap();
    // As long as the key is there, so is one copy: this sees them.
    assert_eq!(memory.copies(), 1);
    drop(credential);
}

async fn refused(source: &impl KeySource) {
    assert!(source.load().await.is_err());
}

/// Runs `body` in a process of its own, with the path of a file that holds the canary; no copy may be left after it.
fn with_canary<Fut>(name: &str, before: &str, after: &str, body: impl FnOnce(String, &'static Memory) -> Fut)
where
    Fut: Future<Output = ()>,
{
    // Only the parent knows the text as a whole.
    let directory = Directory::new();
    let path = env::var("SRC_CANARY").unwrap_or_else(|_| {
        let mut text = before.as_bytes().to_vec();
        text.extend((0..CANARY_LEN).map(canary));
        text.extend(after.as_bytes());
        directory.write("key", text).to_str().unwrap().to_owned()
    });
    with_variables(name, &[("SRC_CANARY", &path)], || {
        let memory = Box::leak(Box::new(Memory::new()));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(body(path.clone(), memory));
        // Threads for blocking work end first.
        drop(runtime);
        assert_eq!(memory.copies(), 0);
    });
}

/// All that this process can write to.
struct Memory {
    view: Mutex<View>,
}

struct View {
    memory: File,
    maps: File,
    lines: String,
    window: Vec<u8>,
}

impl Memory {
    fn new() -> Self {
        let view = View {
            memory: File::open("/proc/self/mem").unwrap(),
            maps: File::open("/proc/self/maps").unwrap(),
            lines: String::with_capacity(1024 * 1024),
            window: vec![1; 1024 * 1024],
        };
        Self { view: Mutex::new(view) }
    }

    /// How many copies of the needle there are.
    fn copies(&self) -> usize {
        let mut view = self.view.lock().unwrap();
        let View {
            memory,
            maps,
            lines,
            window,
        } = &mut *view;
        lines.clear();
        maps.rewind().unwrap();
        maps.read_to_string(lines).unwrap();
        let own = window.as_ptr_range();
        let mut count = 0;
        for line in lines.lines() {
            let mut fields = line.split_whitespace();
            let (range, access) = (fields.next().unwrap(), fields.next().unwrap());
            if !access.starts_with("rw") {
                continue;
            }
            let (start, end) = range.split_once('-').unwrap();
            let [mut at, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
            while at < end {
                let len = window.len().min(usize::try_from(end - at).unwrap());
                // Some regions cannot be read; the allocator's and the stacks can.
                if memory.read_exact_at(&mut window[..len], at).is_err() {
                    break;
                }
                count += window[..len]
                    .windows(NEEDLE.len())
                    .zip(at..)
                    .filter(|(bytes, address)| is_needle(bytes) && !own.contains(&(*address as *const u8)))
                    .count();
                if len < window.len() {
                    break;
                }
                // The next window begins with the last bytes of this one, so that nothing falls between them.
                at += (len - NEEDLE.len() + 1) as u64;
            }
        }
        count
    }
}

fn is_needle(bytes: &[u8]) -> bool {
    bytes.iter().zip(NEEDLE).all(|(byte, at)| *byte == canary(at))
}

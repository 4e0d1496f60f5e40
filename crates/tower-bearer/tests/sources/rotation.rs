//! Files under `Keys`. The clock is paused: it moves on when nothing runs, and a read on another thread holds it.

use std::{convert::Infallible, fs, path::PathBuf, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header::AUTHORIZATION};
use http_body_util::Full;
use tokio::time::sleep;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, KeyId, Keys, source::file};

use crate::support::Directory;

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn the_swap_of_a_kubernetes_secret_is_seen_at_the_recheck() {
    // B12
    let secret = Secret::new("first");
    let keys = Keys::load(file(secret.path())).await.unwrap();
    keys.spawn_refresh().unwrap();
    secret.swap("second");
    sleep(Duration::from_secs(29)).await;
    assert_eq!(keys.key_id(), Some(KeyId::of("first")));
    sleep(Duration::from_secs(2)).await;
    assert_eq!(keys.key_id(), Some(KeyId::of("second")));
    for version in ["third", "fourth"] {
        secret.swap(version);
        sleep(Duration::from_secs(31)).await;
        assert_eq!(keys.key_id(), Some(KeyId::of(version)));
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_good_key_is_kept_while_the_file_is_away_or_unusable() {
    // B28
    let directory = Directory::new();
    let path = directory.write("key", "first\n");
    let keys = Keys::builder(file(&path)).without_jitter().load().await.unwrap();
    keys.spawn_refresh().unwrap();
    fs::remove_file(&path).unwrap();
    sleep(Duration::from_secs(300)).await;
    assert_eq!(keys.key_id(), Some(KeyId::of("first")));
    for text in ["", "half a k", "$KEY"] {
        directory.write("key", text);
        sleep(Duration::from_secs(300)).await;
        assert_eq!(keys.key_id(), Some(KeyId::of("first")), "{text:?}");
    }
    directory.write("key", "second\n");
    sleep(Duration::from_secs(6)).await;
    assert_eq!(keys.key_id(), Some(KeyId::of("second")));
}

#[tokio::test(start_paused = true)]
async fn a_changed_file_is_seen_on_a_rejection_without_waiting_for_the_recheck() {
    // B12, B33
    let directory = Directory::new();
    let path = directory.write("key", "old\n");
    let keys = Keys::load(file(path)).await.unwrap();
    let client = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys.clone()).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service_fn(async |request: Request<Full<Bytes>>| {
            let status = match request.headers()[AUTHORIZATION].as_bytes() {
                b"Bearer new" => StatusCode::OK,
                _ => StatusCode::UNAUTHORIZED,
            };
            let mut response = Response::new(Full::<Bytes>::default());
            *response.status_mut() = status;
            Ok::<_, Infallible>(response)
        });
    directory.write("key", "new\n");
    let response = client.oneshot(Request::new(Full::default())).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(keys.key_id(), Some(KeyId::of("new")));
}

/// A secret as the kubelet mounts it: `key` → `..data/key`, `..data` → a directory of this version.
#[cfg(unix)]
struct Secret {
    directory: Directory,
}

#[cfg(unix)]
impl Secret {
    fn new(key: &str) -> Self {
        let secret = Self {
            directory: Directory::new(),
        };
        std::os::unix::fs::symlink("..data/key", secret.path()).unwrap();
        secret.swap(key);
        secret
    }

    fn path(&self) -> PathBuf {
        self.directory.path("key")
    }

    /// Writes the new version beside the old, moves the link in one step, and removes the old version.
    fn swap(&self, key: &str) {
        let data = self.directory.path("..data");
        let old = fs::read_link(&data).ok();
        let version = format!("..{key}");
        fs::create_dir(self.directory.path(&version)).unwrap();
        fs::write(self.directory.path(&version).join("key"), key).unwrap();
        let next = self.directory.path("..data_tmp");
        std::os::unix::fs::symlink(&version, &next).unwrap();
        fs::rename(next, data).unwrap();
        if let Some(old) = old {
            fs::remove_dir_all(self.directory.path(old.to_str().unwrap())).unwrap();
        }
    }
}

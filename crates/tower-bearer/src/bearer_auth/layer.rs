use std::sync::Arc;

use tower_layer::Layer;

use super::{
    mode::{IntoMode, Live, Mode},
    policy::{Policy, Scope},
    replay::CloneBody,
    service::BearerAuth,
};
use crate::{origin::Origins, scheme::AuthScheme};

/// Puts a key into the requests of a service; see the [module](crate::bearer_auth).
///
/// # Clone
///
/// A clone has the same settings; live [`Keys`](crate::Keys) are shared.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing before it is put around a service"]
pub struct BearerAuthLayer<M> {
    pub(crate) mode: M,
    pub(crate) policy: Policy,
}

// ===== impl BearerAuthLayer =====

impl<M: Mode> BearerAuthLayer<M> {
    /// `keys`, an [`ApiKey`](crate::ApiKey) or [`Keys`](crate::Keys), for requests to `origins`.
    pub fn new<K>(keys: K, origins: Origins) -> Self
    where
        K: IntoMode<Mode = M>,
    {
        Self::scoped(keys, Scope::Listed(origins))
    }

    /// For a service that is tied to one server, such as a tonic `Channel`, a hyper connection or an axum `Router`: requests
    /// whose URI has no authority get the key, and others none.
    ///
    /// Where the service goes is in the hands of whoever made it: it should be https or on this machine.
    pub fn same_server<K>(keys: K) -> Self
    where
        K: IntoMode<Mode = M>,
    {
        Self::scoped(keys, Scope::SameServer)
    }

    /// Every request gets the key, wherever it goes and over plain http too. A redirect layer outside will carry the key to
    /// whatever host a server names.
    pub fn dangerous_any_origin<K>(keys: K) -> Self
    where
        K: IntoMode<Mode = M>,
    {
        Self::scoped(keys, Scope::AnyOrigin)
    }

    /// Writes the key in another way than `Authorization: Bearer <key>`.
    pub fn scheme(mut self, scheme: AuthScheme) -> Self {
        self.mode.set_scheme(&scheme);
        self.policy.scheme = scheme;
        self
    }

    /// Replaces the header where the caller has set it, all copies of it by one. By default the caller's is kept, and a refusal of
    /// it is the caller's too.
    pub fn overwrite_existing(mut self) -> Self {
        self.policy.overwrites = true;
        self
    }

    /// Makes a request that may not have the key an error, [`OriginRefused`](crate::AuthErrorKind::OriginRefused), before anything
    /// is sent. By default it goes out without the key.
    pub fn reject_other_origins(self) -> BearerAuthLayer<M::Strict> {
        BearerAuthLayer {
            mode: self.mode.strict(),
            policy: self.policy,
        }
    }

    fn scoped<K>(keys: K, scope: Scope) -> Self
    where
        K: IntoMode<Mode = M>,
    {
        Self {
            mode: keys.into_mode(),
            policy: Policy {
                scheme: AuthScheme::bearer(),
                scope,
                overwrites: false,
            },
        }
    }
}

impl<R> BearerAuthLayer<Live<R>> {
    /// Sends a request again, once, if its key was rejected and there is a newer one; its body has to be `Clone`. What is sent again
    /// is the same but for the key. The copy that this takes of every request costs its allocations: its headers and extensions.
    ///
    /// Without this a rejection has the key refreshed for the next request, and the refusal is returned.
    pub fn replay_rejected(self) -> BearerAuthLayer<Live<CloneBody>> {
        self.replay_rejected_with(CloneBody)
    }

    /// As [`replay_rejected`](Self::replay_rejected), for bodies that `replay` can copy. A request whose body cannot be copied is
    /// sent once.
    pub fn replay_rejected_with<R2>(self, replay: R2) -> BearerAuthLayer<Live<R2>> {
        BearerAuthLayer {
            mode: Live {
                keys: self.mode.keys,
                replay,
                is_strict: self.mode.is_strict,
            },
            policy: self.policy,
        }
    }
}

impl<S, M: Mode> Layer<S> for BearerAuthLayer<M> {
    type Service = BearerAuth<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        BearerAuth::new(inner, self.mode.clone(), Arc::new(self.policy.clone()))
    }
}

use http::{Extensions, HeaderName, HeaderValue, Method, Request, Uri, Version};

/// A request that is kept to be sent again, as a list of what it is made of: nearly all are dropped without being sent, and what makes
/// headers quick to find would be copied for nothing. Values share their bytes with the request's.
pub(super) struct Kept<B> {
    method: Method,
    uri: Uri,
    version: Version,
    headers: Vec<(HeaderName, HeaderValue)>,
    extensions: Extensions,
    pub(super) body: B,
}

// ===== impl Kept =====

impl<B> Kept<B> {
    /// The same as `request`, with the copy of its body.
    #[inline]
    pub(super) fn of(request: &Request<B>, body: B) -> Self {
        let mut headers = Vec::with_capacity(request.headers().len());
        headers.extend(
            request
                .headers()
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            headers,
            extensions: request.extensions().clone(),
            body,
        }
    }

    pub(super) fn into_request(self) -> Request<B> {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.version_mut() = self.version;
        // Of several values of a header the order is kept.
        request.headers_mut().extend(self.headers);
        *request.extensions_mut() = self.extensions;
        request
    }
}

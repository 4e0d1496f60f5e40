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

#[cfg(test)]
mod tests {
    use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, Version};

    use super::Kept;

    #[test]
    fn a_kept_request_is_the_one_that_was_sent() {
        let request = Request::put("https://api.example.com/a?b")
            .version(Version::HTTP_2)
            .header("x-many", "1")
            .header("accept", "*/*")
            .header("x-many", "2")
            .extension(7_u8)
            .body("first")
            .unwrap();
        let (kept, body) = Kept::of(&request, "copy").into_request().into_parts();
        let (sent, _) = request.into_parts();
        let of = |method: Method, uri: Uri, version: Version, headers: HeaderMap, extensions: Extensions| {
            let many: Vec<_> = headers.get_all("x-many").iter().cloned().collect();
            (method, uri, version, headers, many, extensions.get::<u8>().copied())
        };
        assert_eq!(
            of(kept.method, kept.uri, kept.version, kept.headers, kept.extensions),
            of(sent.method, sent.uri, sent.version, sent.headers, sent.extensions)
        );
        assert_eq!(body, "copy");
    }

    #[test]
    fn a_value_that_is_sensitive_stays_it() {
        let mut value = HeaderValue::from_static("secret");
        value.set_sensitive(true);
        let mut request = Request::new(());
        request
            .headers_mut()
            .insert(HeaderName::from_static("x-api-key"), value);
        let again = Kept::of(&request, ()).into_request();
        assert!(again.headers()["x-api-key"].is_sensitive());
    }
}

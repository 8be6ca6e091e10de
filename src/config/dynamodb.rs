//! DynamoDB's option: which backend answers.

/// Which DynamoDB answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DynamoDbBackend {
    /// DynamoDB Local when its jar exists, the embedded engine otherwise.
    Auto,
    /// The engine in this process.
    Embedded,
    /// A DynamoDB Local JVM that this process starts.
    Local,
    /// Any DynamoDB-compatible service: `http://host:port`.
    Remote(String),
}

impl DynamoDbBackend {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "embedded" => Ok(Self::Embedded),
            "local" => Ok(Self::Local),
            url if is_plain_http_url(url) => Ok(Self::Remote(url.trim_end_matches('/').to_owned())),
            _ => {
                Err("expected auto, embedded, local, or a URL such as http://localhost:8000".into())
            }
        }
    }
}

fn is_plain_http_url(text: &str) -> bool {
    text.parse::<http::Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http")
            && uri.host().is_some_and(|host| !host.is_empty())
            && matches!(uri.path(), "" | "/")
            && uri.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_is_a_word_or_a_plain_http_url() {
        assert_eq!(
            DynamoDbBackend::parse("http://localhost:8000/"),
            Ok(DynamoDbBackend::Remote("http://localhost:8000".into()))
        );
        for refused in [
            "",
            "Embedded",
            "https://x",
            "http://",
            "http://h/path",
            "localhost:8000",
        ] {
            assert!(DynamoDbBackend::parse(refused).is_err(), "{refused}");
        }
    }
}

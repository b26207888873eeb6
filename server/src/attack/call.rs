//! A request, as text: what is hers in it can be put in another's place.

use app::api::guard::is_function;
use axum::body::Body;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::cases::Ask;

/// A request but for its cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    /// In place of the asker's own.
    pub(super) cookies: Option<String>,
}

/// What is put in whose place.
pub(super) type Swap = Vec<(String, String)>;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

impl Call {
    /// Fetches a path.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            headers: vec![("accept".to_owned(), JSON.to_owned())],
            body: String::new(),
            cookies: None,
        }
    }

    /// Calls a server function: by its name within `/api/`, or by its whole path.
    pub(super) fn function(name: &str, ask: &Ask) -> Self {
        let path = if name.starts_with('/') {
            name.to_owned()
        } else {
            format!("/api/{name}")
        };
        let (kind, body) = match ask {
            Ask::Form(fields) => (FORM, encoded(fields)),
            Ask::Json(value) => (JSON, value.to_string()),
        };
        Self {
            method: Method::POST,
            body,
            ..Self::get(path)
        }
        .with("content-type", kind)
    }

    /// The same function, with its fields as JSON.
    pub(super) fn function_in_json(name: &str, fields: &[(&'static str, String)]) -> Self {
        Self::function(name, &Ask::Json(nested(fields)))
    }

    /// Sends a file to a case.
    pub(super) fn upload(case: &str) -> Self {
        const EDGE: &str = "edge-of-a-part";
        let body = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"intruder.pdf\"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 intruder\r\n--{EDGE}--\r\n"
        );
        Self {
            method: Method::POST,
            body,
            ..Self::get(format!("/files/cases/{case}/documents"))
        }
        .with("content-type", &format!("multipart/form-data; boundary={EDGE}"))
    }

    /// With a header, in place of one of the same name.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With other words in place of some.
    pub(super) fn swapped(&self, swap: &Swap) -> Self {
        let other = |text: &String| {
            swap.iter()
                .fold(text.clone(), |text, (real, twin)| text.replace(real, twin))
        };
        Self {
            method: self.method.clone(),
            path: other(&self.path),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), other(value)))
                .collect(),
            body: other(&self.body),
            cookies: self.cookies.clone(),
        }
    }

    /// Everything that was sent of what may come back.
    pub(super) fn written(&self) -> String {
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        [self.path.as_str(), self.body.as_str()]
            .into_iter()
            .chain(headers)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The same in small letters and without hyphens.
    pub(super) fn sent(&self) -> String {
        self.written().to_lowercase().replace('-', "")
    }

    /// Whether it may look for words in a log. What somebody looks for stands in their own log and is found there: it tells one word from
    /// another. What else is found there comes back whole, and so by its words.
    pub(super) fn searches_a_log(&self) -> bool {
        let path = self.path.split('?').next().unwrap_or_default().to_lowercase();
        path.contains("/log") || path.contains("/audit/")
    }

    /// In words, to do it again.
    pub(super) fn told(&self) -> String {
        let headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| name != "accept" && name != "content-type")
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let cookies = self.cookies.as_ref().map(|_| "with other cookies".to_owned());
        let mut words = vec![format!("{} {}", self.method, self.path)];
        words.extend(headers);
        words.extend(cookies);
        if !self.body.is_empty() {
            words.push(self.body.clone());
        }
        words.join(" ")
    }

    /// For the router, with an asker's cookies.
    pub(super) fn request(&self, cookies: &str) -> Result<Request<Body>, http::Error> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(&self.path)
            .header("host", "attack.invalid")
            .header("origin", "http://attack.invalid");
        let cookies = self.cookies.as_deref().unwrap_or(cookies);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(Body::from(self.body.clone()))
    }

    /// Whether it asks a server function.
    pub(super) fn is_of_a_function(&self) -> bool {
        is_function(&self.path)
    }
}

/// As a form.
pub(super) fn encoded(fields: &[(&'static str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// `form[area][page]` as JSON nests it.
fn nested(fields: &[(&'static str, String)]) -> Value {
    let mut root = Map::new();
    for (name, value) in fields {
        let parts: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty()).collect();
        put(&mut root, &parts, value);
    }
    Value::Object(root)
}

fn put(map: &mut Map<String, Value>, parts: &[&str], value: &str) {
    match parts {
        [] => {}
        [last] => {
            map.insert((*last).to_owned(), Value::String(value.to_owned()));
        }
        [first, rest @ ..] => {
            let inner = map.entry(*first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn i6_a_form_becomes_json() {
        let fields = [
            ("form[area][page]", "1".to_owned()),
            ("form[document]", "d".to_owned()),
            ("case", "c".to_owned()),
        ];
        assert_eq!(
            nested(&fields),
            json!({ "form": { "area": { "page": "1" }, "document": "d" }, "case": "c" })
        );
    }

    #[test]
    fn i6_what_is_hers_is_swapped_wherever_it_stands() {
        let call =
            Call::function("cases/page", &Ask::Form(vec![("case", "abc".to_owned())])).with("referer", "/cases/abc");
        let twin = call.swapped(&vec![("abc".to_owned(), "xyz".to_owned())]);
        assert_eq!(twin.body, "case=xyz");
        assert!(twin.told().contains("referer: /cases/xyz") && !twin.sent().contains("abc"));
        assert!(call.sent().contains("abc") && call.is_of_a_function());
    }

    #[test]
    fn i6_a_search_in_a_log_is_known() {
        for path in [
            "/api/audit/own",
            "/api//audit/log",
            "/admin/api/log/page",
            "/files/log.csv?text=x",
            "/account/log",
            "/log",
        ] {
            assert!(Call::get(path).searches_a_log(), "{path}");
        }
        for path in ["/api/cases/dashboard", "/admin/api/erasures/find", "/cases?next=/log"] {
            assert!(!Call::get(path).searches_a_log(), "{path}");
        }
    }
}

//! Which file answers an address, and how. Knows nothing about reloading.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::http::{Body, Method, Request, Response, StatusCode, response};

/// Answers from `dist`; pages get `script` at the end of their head.
pub fn respond(dist: &Path, request: &Request<Body>, script: &str) -> Response {
    if request.method() != Method::GET {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "only GET");
    }
    let missing = || plain(StatusCode::NOT_FOUND, "not found");
    let Some(path) = locate(dist, request.uri().path()) else { return missing() };
    let kind = content_type(&path);
    if kind.starts_with("text/html") {
        let Ok(html) = fs::read_to_string(&path) else { return missing() };
        let html = html.replacen("</head>", &format!("{script}</head>"), 1);
        return ok(html.into(), kind, None);
    }
    let accepted = request.headers().get("Accept-Encoding");
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    for encoding in encodings(accepted) {
        if let Ok(bytes) = fs::read(with_suffix(&path, encoding.suffix)) {
            return ok(bytes, kind, Some(encoding));
        }
    }
    fs::read(path).map_or_else(|_| missing(), |bytes| ok(bytes, kind, None))
}

/// The file for an address, or nothing for what lies outside `dist`.
///
/// Names in `dist` are plain ASCII, so an address with `%` in it cannot be one of them.
fn locate(dist: &Path, path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside || path.contains(['%', '\\', ':']) {
        return None;
    }
    let mut file = dist.join(path);
    if path.is_empty() || path.ends_with('/') {
        file.push("index.html");
    }
    file.is_file().then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Encoding {
    name: &'static str,
    suffix: &'static str,
}

/// The best first.
const ENCODINGS: [Encoding; 2] =
    [Encoding { name: "br", suffix: ".br" }, Encoding { name: "gzip", suffix: ".gz" }];

/// What a browser takes of what a release build writes. `q=0` is a refusal.
fn encodings(accepted: &str) -> impl Iterator<Item = Encoding> {
    ENCODINGS.into_iter().filter(move |encoding| {
        accepted.split(',').any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding.name));
            let refused = parts.any(|part| {
                part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0))
            });
            named && !refused
        })
    })
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn ok(bytes: Vec<u8>, kind: &str, encoding: Option<Encoding>) -> Response {
    let mut headers = vec![("Content-Type", kind), ("Cache-Control", "no-cache")];
    if let Some(encoding) = encoding {
        headers.extend([("Content-Encoding", encoding.name), ("Vary", "Accept-Encoding")]);
    }
    response(StatusCode::OK, &headers, bytes)
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    response(status, &[("Content-Type", "text/plain; charset=utf-8")], text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_dist_is_served() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dist = root.join("src");
        assert_eq!(locate(&dist, "/main.rs"), Some(dist.join("main.rs")));
        assert_eq!(locate(&dist, "/serve/files.rs"), Some(dist.join("serve/files.rs")));
        for outside in [
            "/../Cargo.toml",
            "/serve/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/..\\Cargo.toml",
            "/./main.rs",
            "main.rs",
            "/serve",
            "/missing.js",
        ] {
            assert_eq!(locate(&dist, outside), None, "{outside}");
        }
    }

    #[test]
    fn the_best_accepted_encoding_comes_first() {
        let names = |accepted| encodings(accepted).map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(names("gzip, deflate, br, zstd"), ["br", "gzip"]);
        assert_eq!(names("GZIP;q=0.5"), ["gzip"]);
        assert_eq!(names("br;q=0, gzip;q=1.0"), ["gzip"]);
        assert!(names("").is_empty() && names("brotli").is_empty());
    }

    #[test]
    fn wasm_has_the_type_that_streaming_compilation_needs() {
        assert_eq!(content_type(Path::new("a.0.wasm")), "application/wasm");
        assert!(content_type(Path::new("a.js")).starts_with("text/javascript"));
    }
}

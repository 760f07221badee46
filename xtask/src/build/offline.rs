//! What lets the page open without a connection: its worker with the list of all that it keeps, the manifest and icons.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use super::{Files, assets};

/// The line of `index.html` that gives way to the version, where there is a worker.
const VERSION: &str = "<!-- version: written by `cargo xtask build` -->";
const FOLDER: &str = "src/embed/offline";
/// The files of that folder that the page has as they are.
const AS_THEY_ARE: [&str; 4] =
    ["manifest.webmanifest", "icon-192.png", "icon-512.png", "icon-whole.png"];
const WORKER: &str = "worker.js";

/// Adds the manifest, the icons and the worker to the files of the page, of which `index.html` is one. `keeps`: which of
/// them the worker keeps. Without `wanted` the worker is one that undoes what an earlier one did.
pub fn add(root: &Path, files: &mut Files, wanted: bool, keeps: fn(&str) -> bool) -> Result<()> {
    let folder = root.join(FOLDER);
    for name in AS_THEY_ARE {
        files.insert(name.to_owned(), read(&folder.join(name))?);
    }
    let html = files.remove("index.html").context("there is no page")?;
    let html = String::from_utf8(html)?;
    ensure!(html.matches(VERSION).count() == 1, "index.html has not exactly one `{VERSION}`");
    if !wanted {
        files.insert("index.html".to_owned(), html.replace(VERSION, "").into_bytes());
        files.insert(WORKER.to_owned(), read(&folder.join("gone.js"))?);
        return Ok(());
    }
    let mut all = html.clone().into_bytes();
    let mut list = serde_json::Map::from_iter([(String::new(), serde_json::Value::Null)]);
    for (name, bytes) in files.iter().filter(|(name, _)| keeps(name) || is_plain(name)) {
        all.extend_from_slice(&Sha256::digest(bytes));
        let print = format!("sha256-{}", Base64::encode_string(&Sha256::digest(bytes)));
        list.insert(name.clone(), print.into());
    }
    let version = assets::hash(&all);
    let mark = format!("<meta name=\"version\" content=\"{version}\">");
    files.insert("index.html".to_owned(), html.replace(VERSION, &mark).into_bytes());
    let worker = String::from_utf8(read(&folder.join(WORKER))?)?;
    let worker = worker
        .replace("{{version}}", &version)
        .replace("{{files}}", &serde_json::to_string_pretty(&list)?);
    files.insert(WORKER.to_owned(), worker.into_bytes());
    Ok(())
}

fn is_plain(name: &str) -> bool {
    name == "icon.svg" || AS_THEY_ARE.contains(&name)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(script: &[u8]) -> Files {
        Files::from([
            ("index.html".to_owned(), format!("<head>{VERSION}</head>").into_bytes()),
            ("page.0123456789.js".to_owned(), script.to_vec()),
            ("examples/a.json".to_owned(), b"{}".to_vec()),
        ])
    }

    fn added(script: &[u8], wanted: bool) -> (String, String) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut files = page(script);
        add(root, &mut files, wanted, |name| name.ends_with(".js")).unwrap();
        assert!(AS_THEY_ARE.iter().all(|name| files.contains_key(*name)));
        let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
        (text("index.html"), text(WORKER))
    }

    #[test]
    fn the_worker_knows_what_makes_up_its_version() {
        let (html, worker) = added(b"one", true);
        let version = html.split("content=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(worker.contains(&format!("const VERSION = '{version}';")), "{worker}");
        // Of a file as the server sends it, so that a browser refuses any other.
        let print = format!("sha256-{}", Base64::encode_string(&Sha256::digest(b"one")));
        assert!(worker.contains(&format!("\"page.0123456789.js\": \"{print}\"")), "{worker}");
        assert!(worker.contains("\"\": null") && worker.contains("\"icon-512.png\""), "{worker}");
        assert!(!worker.contains("examples/") && !worker.contains("{{"), "{worker}");
        assert_eq!(added(b"one", true).0, html);
        assert_ne!(added(b"two", true).0, html);
    }

    #[test]
    fn without_a_version_the_worker_is_one_that_goes() {
        let (html, worker) = added(b"one", false);
        assert!(!html.contains("version"), "{html}");
        assert!(worker.contains("unregister") && !worker.contains("FILES"), "{worker}");
    }
}

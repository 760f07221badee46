//! The crates that are in the Wasm, as cargo knows them: names, versions, licences, and the texts of these.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::{Project, WASM_TARGET};
use crate::shell;

/// A crate from a registry that is compiled into the Wasm.
pub struct Crate {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
    /// SHA-256 of the packed crate, as the registry gives it.
    pub checksum: Option<String>,
    /// `name version` of the crates that it uses itself.
    pub uses: Vec<String>,
    folder: PathBuf,
}

pub struct Crates {
    /// Of the app.
    pub version: String,
    pub list: Vec<Crate>,
}

impl Crates {
    /// Asks cargo for what the app needs in a browser. What only runs while it is compiled is not in it.
    pub fn of(project: &Project) -> Result<Self> {
        let metadata = shell::read(project.cargo().args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            WASM_TARGET,
        ]))?;
        let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
        let lock = fs::read_to_string(project.root.join("Cargo.lock"))?;
        Self::read(&metadata, &lock)
    }

    fn read(metadata: &Value, lock: &str) -> Result<Self> {
        let by_id = |list: &Value| -> BTreeMap<String, Value> {
            let list = list.as_array().cloned().unwrap_or_default();
            list.into_iter()
                .map(|it| (it["id"].as_str().unwrap_or_default().to_owned(), it))
                .collect()
        };
        let packages = by_id(&metadata["packages"]);
        let nodes = by_id(&metadata["resolve"]["nodes"]);
        let app = packages.iter().find(|(_, it)| it["name"] == "alignment-canvas");
        let (app, root) = app.context("cargo metadata does not name the app")?;
        let mut list = Vec::new();
        let (mut seen, mut waiting) = (BTreeSet::from([app.clone()]), vec![app.clone()]);
        while let Some(id) = waiting.pop() {
            let uses: Vec<_> =
                used(&nodes[&id]).into_iter().filter(|it| !is_macro(&packages[it])).collect();
            if id != *app {
                let uses = uses.iter().map(|id| label(&packages[id])).collect();
                list.push(one(&packages[&id], uses, lock)?);
            }
            waiting.extend(uses.into_iter().filter(|id| seen.insert(id.clone())));
        }
        list.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        Ok(Self { version: text(root, "version"), list })
    }

    /// All licences, each text once with the crates that come under it.
    pub fn licences(&self) -> Result<String> {
        let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut without = Vec::new();
        for it in &self.list {
            let texts = licence_texts(&it.folder)?;
            let label = format!("{} {} ({})", it.name, it.version, it.licence);
            if texts.is_empty() {
                without.push(label.clone());
            }
            for text in texts {
                by_text.entry(text).or_default().push(label.clone());
            }
        }
        let mut out =
            "Alignment Canvas is made of these crates, besides its own code.\n".to_owned();
        for (text, crates) in by_text {
            out += &format!("\n{}\n{}\n\n{}\n", "=".repeat(80), crates.join("\n"), text.trim());
        }
        if !without.is_empty() {
            out += &format!(
                "\n{}\nThese bring no text of their own:\n{}\n",
                "=".repeat(80),
                without.join("\n")
            );
        }
        Ok(out)
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn label(package: &Value) -> String {
    format!("{} {}", text(package, "name"), text(package, "version"))
}

/// What is needed when it runs: neither for tests nor for building.
fn used(node: &Value) -> Vec<String> {
    let deps = node["deps"].as_array().cloned().unwrap_or_default();
    let runs = |dep: &Value| {
        let kinds = dep["dep_kinds"].as_array().cloned().unwrap_or_default();
        kinds.iter().any(|kind| kind["kind"].is_null())
    };
    deps.iter().filter(|dep| runs(dep)).map(|dep| text(dep, "pkg")).collect()
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().cloned().unwrap_or_default();
    targets.iter().any(|target| {
        target["kind"].as_array().is_some_and(|kinds| kinds.contains(&"proc-macro".into()))
    })
}

fn one(package: &Value, uses: Vec<String>, lock: &str) -> Result<Crate> {
    let (name, version) = (text(package, "name"), text(package, "version"));
    let folder = PathBuf::from(text(package, "manifest_path"));
    let folder = folder.parent().context("a manifest lies in a folder")?.to_owned();
    Ok(Crate {
        // Before SPDX expressions a stroke stood for "or".
        licence: text(package, "license").replace('/', " OR ").replace("  ", " "),
        checksum: checksum(lock, &name, &version),
        name,
        version,
        uses,
        folder,
    })
}

fn checksum(lock: &str, name: &str, version: &str) -> Option<String> {
    let head = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let entry = lock.split("[[package]]\n").find(|entry| entry.starts_with(&head))?;
    let line = entry.lines().find_map(|line| line.strip_prefix("checksum = \""))?;
    Some(line.trim_end_matches('"').to_owned())
}

fn licence_texts(folder: &Path) -> Result<Vec<String>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let is_licence = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|it| name.starts_with(it))
            && path.is_file()
    };
    paths
        .iter()
        .filter(|path| is_licence(path))
        .map(|path| Ok(fs::read_to_string(path)?.replace('\r', "")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_runs_in_the_browser_is_listed_and_what_only_builds_is_not() {
        let package = |name: &str, kind: &str| {
            json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0",
                    "manifest_path": "/crates/x/Cargo.toml", "targets": [{ "kind": [kind] }] })
        };
        let dep = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("alignment-canvas", "lib"), package("yrs", "lib"), package("syn", "lib"),
                         package("macro", "proc-macro"), package("proptest", "lib"), package("rand", "lib")],
            "resolve": { "nodes": [
                { "id": "alignment-canvas", "deps": [dep("yrs", Value::Null), dep("macro", Value::Null), dep("proptest", json!("dev"))] },
                { "id": "yrs", "deps": [dep("rand", Value::Null), dep("syn", json!("build"))] },
                { "id": "rand", "deps": [] }, { "id": "macro", "deps": [dep("syn", Value::Null)] },
                { "id": "syn", "deps": [] }, { "id": "proptest", "deps": [] },
            ] },
        });
        let lock = "[[package]]\nname = \"yrs\"\nversion = \"1.0.0\"\nsource = \"registry\"\nchecksum = \"abc\"\n\n[[package]]\nname = \"rand\"\nversion = \"1.0.0\"\n";
        let crates = Crates::read(&metadata, lock).unwrap();
        let names: Vec<_> = crates.list.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["rand", "yrs"]);
        let yrs = &crates.list[1];
        assert_eq!(
            (yrs.licence.as_str(), yrs.checksum.as_deref()),
            ("MIT OR Apache-2.0", Some("abc"))
        );
        assert_eq!(yrs.uses, ["rand 1.0.0"]);
        assert_eq!(crates.list[0].checksum, None);
    }
}

//! What people put on their own pages: the element as a package in npm's shape, one file that opens by itself, and a list
//! of everything that they are made of.

mod bom;
mod crates;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use serde_json::{Value, json};

use crate::build::{self, Bound, Files, Pages, Wanted};
use crate::project::{LIB, Project};
use crate::shell;
use crate::system::NPM;
use crates::Crates;

/// The package's name, which is also that of the element.
const NAME: &str = "alignment-canvas";
/// The module that has everything in it.
const SINGLE: &str = "alignment-canvas.single.js";
/// The module that speaks with a canvas in a frame.
const FRAME: &str = "alignment-canvas-frame.js";

/// Builds what people get and packs it; says where it lies.
pub fn package(project: &Project, wanted: Wanted, map: Option<&Path>) -> Result<PathBuf> {
    let map = map.map(read).transpose()?;
    let how = wanted.packing();
    let bound = build::bound(project, wanted)?;
    let crates = Crates::of(project)?;
    let pages = build::pages(&project.root, &bound, how)?;
    let mut files = files(&project.root, &bound, &pages, how, &crates)?;
    files.insert(format!("{NAME}.html"), page(&pages.take_home, map.as_deref())?.into_bytes());
    let folder = project.root.join("package");
    let _ = fs::remove_dir_all(&folder);
    for (name, bytes) in &files {
        let path = folder.join(NAME).join(name);
        fs::create_dir_all(path.parent().context("it lies in a folder")?)?;
        fs::write(path, bytes)?;
    }
    let mut npm = Command::new(NPM.ensure()?);
    let packed = npm.args(["pack", "--silent", "--pack-destination", ".."]);
    let name = shell::read(packed.current_dir(folder.join(NAME))).context("npm did not pack it")?;
    let packed = folder.join(name.trim());
    ensure!(packed.is_file(), "npm packed no {}", packed.display());
    println!("\n{:<44}{:>10}", "file", "bytes");
    for (name, bytes) in &files {
        println!("{name:<44}{:>10}", bytes.len());
    }
    println!("{:<44}{:>10}", packed.display(), packed.metadata()?.len());
    Ok(packed)
}

/// All files of the package by their names in it.
fn files(
    root: &Path,
    bound: &Bound,
    pages: &Pages,
    how: Compression,
    crates: &Crates,
) -> Result<Files> {
    let embed = |name: &str| read(&root.join("src/embed").join(name));
    let [frame, script] = build::frame_helper(root)?;
    let mut files = Files::new();
    let texts = [
        (format!("{NAME}.js"), embed("element.js")?),
        ("late.js".to_owned(), embed("late.js")?),
        ("guard.js".to_owned(), embed("guard.js")?),
        ("parts.js".to_owned(), embed("parts.js")?),
        (format!("{LIB}.js"), bound.glue.clone()),
        ("take-home.js".to_owned(), build::as_module(&pages.take_home)?),
        ("embed.html".to_owned(), pages.embed.clone()),
        (FRAME.to_owned(), frame),
        (format!("{NAME}-frame.classic.js"), script),
        (format!("{NAME}-frame.d.ts"), embed("package/frame.d.ts")?),
        (SINGLE.to_owned(), build::single_module(root, bound, how)?),
        (format!("{NAME}.d.ts"), embed("package/element.d.ts")?),
        ("README.md".to_owned(), embed("package/README.md")?),
        ("LICENSE-APACHE".to_owned(), read(&root.join("LICENSE-APACHE"))?),
        ("LICENSE-MIT".to_owned(), read(&root.join("LICENSE-MIT"))?),
        ("THIRD-PARTY.txt".to_owned(), crates.licences()?),
        ("sbom.cdx.json".to_owned(), pretty(&bom::bom(crates))?),
        ("package.json".to_owned(), pretty(&manifest(&crates.version))?),
        (
            "alignment-map.schema.json".to_owned(),
            read(&root.join("schema/alignment-map.schema.json"))?,
        ),
    ];
    for (name, text) in texts {
        files.insert(name, text.into_bytes());
    }
    files.insert(format!("{LIB}_bg.wasm"), bound.wasm.clone());
    files.insert(format!("{LIB}_cold.wasm"), bound.cold.clone());
    files.insert(format!("{LIB}_late.wasm"), bound.late.clone());
    Ok(files)
}

/// The file that opens by itself, with a map in it or with none.
fn page(page: &str, map: Option<&str>) -> Result<String> {
    let title = match map {
        None => NAME.to_owned(),
        Some(map) => {
            let map: Value = serde_json::from_str(map).context("the map is no JSON")?;
            map["title"].as_str().unwrap_or(NAME).to_owned()
        }
    };
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    // In JSON this letter stands in texts alone, and nothing else could end the element that the map is in.
    let map = map.unwrap_or_default().replace('<', "\\u003c");
    Ok(page.replacen("{{title}}", &title, 1).replacen("{{map}}", &map, 1))
}

fn manifest(version: &str) -> Value {
    let entry =
        |file: &str| json!({ "types": format!("./{NAME}.d.ts"), "default": format!("./{file}") });
    json!({
        "name": NAME,
        "version": version,
        "description": "A workshop canvas for alignment maps, as a custom element that runs entirely in the browser",
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "main": format!("./{NAME}.js"),
        "types": format!("./{NAME}.d.ts"),
        "exports": {
            ".": entry(&format!("{NAME}.js")),
            "./single": entry(SINGLE),
            "./frame": { "types": format!("./{NAME}-frame.d.ts"), "default": format!("./{FRAME}") },
            "./embed.html": "./embed.html",
            "./alignment-canvas.html": "./alignment-canvas.html",
            "./alignment-map.schema.json": "./alignment-map.schema.json",
            "./sbom.cdx.json": "./sbom.cdx.json",
            "./package.json": "./package.json",
        },
        // It defines an element, so nobody may drop it for want of names that are used.
        "sideEffects": true,
    })
}

fn pretty(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_manifest_names_is_one_of_the_package() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let wasm = b"\0asm\x01\0\0\0".to_vec();
        let bound = Bound {
            wasm: wasm.clone(),
            cold: wasm.clone(),
            late: wasm,
            glue: "import \"./late.js\";\nexport class CanvasHandle {}\n".to_owned(),
        };
        let crates = Crates { version: "1.2.3".to_owned(), list: Vec::new() };
        let pages = build::pages(root, &bound, Compression::fast()).unwrap();
        let files = files(root, &bound, &pages, Compression::fast(), &crates).unwrap();
        let manifest = manifest("1.2.3");
        let mut named = Vec::new();
        for entry in manifest["exports"].as_object().unwrap().values() {
            named.extend(entry.as_str());
            named.extend(
                entry
                    .as_object()
                    .into_iter()
                    .flat_map(|entry| entry.values().filter_map(Value::as_str)),
            );
        }
        let made_last = "./alignment-canvas.html";
        for file in named.iter().filter(|file| **file != made_last) {
            assert!(files.contains_key(file.trim_start_matches("./")), "{file}");
        }
        // And what the modules import from each other is there, too.
        for (name, bytes) in
            files.iter().filter(|(name, _)| name.ends_with(".js") && *name != "take-home.js")
        {
            let text = String::from_utf8_lossy(bytes);
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let from = line.rsplit(['\'', '"']).nth(1).unwrap().trim_start_matches("./");
                assert!(files.contains_key(from), "{name}: {line}");
            }
        }
    }

    #[test]
    fn a_map_in_the_file_that_opens_by_itself_ends_nothing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let wasm = b"\0asm\x01\0\0\0".to_vec();
        let bound = Bound {
            wasm: wasm.clone(),
            cold: wasm.clone(),
            late: wasm,
            glue: "import \"./late.js\";\nexport class CanvasHandle {}\n".to_owned(),
        };
        let map = r#"{"title":"A </title> & B","cards":[{"title":"</script>"}]}"#;
        let pages = build::pages(root, &bound, Compression::fast()).unwrap();
        let html = page(&pages.take_home, Some(map)).unwrap();
        assert!(html.contains("<title>A &lt;/title> &amp; B</title>"), "{}", &html[..1500]);
        assert!(html.contains(r#"{"title":"\u003c/script>"}"#));
        assert!(page(&pages.take_home, None).unwrap().contains("id=\"alignment-map\"></script>"));
    }

    /// What stands at the beginning of a class's lines before a bracket.
    fn methods(text: &str) -> std::collections::BTreeSet<&str> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("  "));
        let names = lines.filter_map(|line| {
            Some(line.strip_prefix("async ").unwrap_or(line).split_once('(')?.0)
        });
        let is_name =
            |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
        names.filter(is_name).collect()
    }

    #[test]
    fn the_types_name_every_method_of_the_element_and_no_other() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let element = read(&root.join("src/embed/element.js")).unwrap();
        let types = read(&root.join("src/embed/package/element.d.ts")).unwrap();
        let (_, class) = element.split_once("class AlignmentCanvas").unwrap();
        let (class, _) = class.split_once("\n}\n").unwrap();
        let (_, typed) = types.split_once("class AlignmentCanvas").unwrap();
        let (typed, _) = typed.split_once("\n}\n").unwrap();
        // What the browser calls, and what the element is started anew by.
        let own = [
            "adoptedCallback",
            "attributeChangedCallback",
            "connectedCallback",
            "constructor",
            "disconnectedCallback",
            "fall",
            "rise",
        ];
        let mut has = methods(class);
        has.retain(|name| !own.contains(name));
        assert!(has.len() > 12, "{has:?}");
        let mut typed = methods(typed);
        typed.retain(|name| !name.ends_with("EventListener"));
        assert_eq!(typed, has);
        for name in has {
            assert!(
                read(&root.join("README.md")).unwrap().contains(&format!("`{name}(")),
                "the readme does not know {name}"
            );
        }
    }
}

//! Our modules as one script; for a file that holds everything, with all parts of the Wasm in it as text.
//!
//! No bundler from elsewhere: the modules are ours and wasm-bindgen's, in a few forms of import and export that are
//! known here. Any other form fails the build.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64ct::{Base64, Encoding};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::compile::Bound;
use super::optimize;
use crate::project::LIB;

const FOLDER: &str = "src/embed";

/// Modules by the name under which others import them, without the leading `./`.
type Modules = BTreeMap<String, String>;

/// Pages that hold the whole program.
pub struct Pages {
    /// With places for a title and a map.
    pub take_home: String,
    /// For frames in other people's pages.
    pub embed: String,
}

pub fn pages(root: &Path, bound: &Bound, how: Compression) -> Result<Pages> {
    let read = |path: &str| read(&root.join(path));
    let style = read("styles/page.css")?;
    let icon = Base64::encode_string(read("styles/icon.svg")?.as_bytes());
    let html = |name: &str| -> Result<String> {
        let html = read(&format!("src/embed/single/{name}"))?;
        let html = html.replace("{{style-print}}", &print(&style)).replace("{{style}}", &style);
        Ok(html.replace("{{icon}}", &icon))
    };
    let frame = html("page.html")?;
    let mut modules = modules(root, bound, how, "single/alone.js")?;
    let constant = format!("export const FRAME = {};\n", serde_json::to_string(&frame)?);
    modules.insert("frame.js".to_owned(), constant);
    modules.insert("framed.js".to_owned(), read("src/embed/single/framed.js")?);
    // Else a text in the script would end the element that the script is in.
    let program = joined(&modules, "framed.js")?.replace("</script", "<\\/script");
    let program = program.replace("<!--", "<\\!--");
    ensure!(!program.contains('\r'), "a browser would read another script than its print is of");
    let print = print(&program);
    let with =
        |html: &str| html.replacen("{{print}}", &print, 1).replacen("{{program}}", &program, 1);
    Ok(Pages { take_home: with(&frame), embed: with(&html("embed.html")?) })
}

/// The element as one module with both parts of the Wasm in it.
pub fn single_module(root: &Path, bound: &Bound, how: Compression) -> Result<String> {
    joined(&modules(root, bound, how, "single/parts.js")?, "element.js")
}

/// The element as one module that fetches the parts of the Wasm: what a browser would otherwise ask for five times, and pack less well.
pub fn linked_module(root: &Path, glue: String) -> Result<String> {
    let mut modules = Modules::from([(format!("{LIB}.js"), glue)]);
    for name in ["element.js", "parts.js", "late.js", "guard.js"] {
        modules.insert(name.to_owned(), read(&root.join(FOLDER).join(name))?);
    }
    joined(&modules, "element.js")
}

/// A page as a module, for another page that fetches it when somebody wants such a file.
pub fn as_module(page: &str) -> Result<String> {
    Ok(format!("export default {};\n", serde_json::to_string(page)?))
}

/// All modules of the element, with the one that says where the parts of the program are taken from `parts`.
fn modules(root: &Path, bound: &Bound, how: Compression, parts: &str) -> Result<Modules> {
    let read = |path: &str| read(&root.join(FOLDER).join(path));
    let packed = |wasm: &[u8]| pack(&optimize::without_custom_sections(wasm)?, how);
    let (first, cold, late) = (packed(&bound.wasm)?, packed(&bound.cold)?, packed(&bound.late)?);
    let mut modules = Modules::from([
        (format!("{LIB}.js"), bound.glue.clone()),
        ("parts.js".to_owned(), read(parts)?),
        (
            "packed.js".to_owned(),
            format!(
                "export const FIRST = '{first}';\nexport const COLD = '{cold}';\nexport const LATE = '{late}';\n"
            ),
        ),
        ("unpack.js".to_owned(), read("single/unpack.js")?),
    ]);
    for name in ["element.js", "late.js", "guard.js"] {
        modules.insert(name.to_owned(), read(name)?);
    }
    Ok(modules)
}

fn pack(bytes: &[u8], how: Compression) -> Result<String> {
    let mut packer = GzEncoder::new(Vec::new(), how);
    packer.write_all(bytes)?;
    Ok(Base64::encode_string(&packer.finish()?))
}

/// How a policy names a script or a style.
fn print(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&Sha256::digest(text)))
}

/// One module that does what `entry` does together with those that it imports. It exports what `entry` exports.
fn joined(modules: &Modules, entry: &str) -> Result<String> {
    let mut out = String::new();
    let mut known = Vec::new();
    join(modules, entry, &mut known, &mut Vec::new(), &mut out)?;
    Ok(out)
}

/// Where a module that others import is found in the script.
fn place(known: &[String], name: &str) -> Option<String> {
    Some(format!("__module{}", known.iter().position(|it| it == name)?))
}

fn join(
    modules: &Modules,
    name: &str,
    known: &mut Vec<String>,
    above: &mut Vec<String>,
    out: &mut String,
) -> Result<()> {
    ensure!(!above.iter().any(|it| it == name), "{name} imports itself through others");
    let text = modules.get(name).with_context(|| format!("no module {name}"))?;
    let is_entry = above.is_empty();
    above.push(name.to_owned());
    let (mut body, mut exports) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(import) = Import::read(line)? {
            if place(known, import.from).is_none() {
                join(modules, import.from, known, above, out)?;
            }
            let place = place(known, import.from).context("it was joined before")?;
            if let Some(names) = import.names {
                body.push_str(&format!("const {names} = {place};\n"));
            }
        } else if let Some(rest) = line.strip_prefix("export ").filter(|_| !is_entry) {
            body.push_str(exported(rest, &mut exports)?);
            body.push('\n');
        } else {
            body.push_str(line);
            body.push('\n');
        }
    }
    above.pop();
    if is_entry {
        out.push_str(&body);
    } else {
        known.push(name.to_owned());
        let place = place(known, name).context("it was added before")?;
        let exports = exports.join(", ");
        out.push_str(&format!(
            "const {place} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"
        ));
    }
    Ok(())
}

/// A line that takes something from another module.
struct Import<'a> {
    from: &'a str,
    /// What stands on the left of a `const` that takes the same; `None` where nothing is taken.
    names: Option<String>,
}

impl<'a> Import<'a> {
    fn read(line: &'a str) -> Result<Option<Self>> {
        let Some(rest) = line.strip_prefix("import ") else { return Ok(None) };
        let rest = rest.trim_end().trim_end_matches(';');
        let (names, from) = match rest.rsplit_once(" from ") {
            Some((names, from)) => (Some(names.trim()), from),
            None => (None, rest),
        };
        let from = from.trim_matches(['\'', '"']).strip_prefix("./");
        let from = from.with_context(|| format!("what does this import? {line}"))?;
        let names = match names {
            None => None,
            Some(names) => Some(match names.strip_prefix("* as ") {
                Some(all) => all.to_owned(),
                None => taken(names).with_context(|| format!("what does this take? {line}"))?,
            }),
        };
        Ok(Some(Self { from, names }))
    }
}

/// `init, { a, b as c }` as `{ default: init, a, b: c }`.
fn taken(names: &str) -> Option<String> {
    let (default, list) = match names.split_once('{') {
        Some((default, list)) => (default.trim().trim_end_matches(','), list.strip_suffix('}')?),
        None => (names, ""),
    };
    let default = (!default.is_empty()).then(|| format!("default: {default}"));
    let list = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    let all: Vec<_> =
        default.into_iter().chain(list.map(|name| name.replace(" as ", ": "))).collect();
    Some(format!("{{ {} }}", all.join(", ")))
}

/// What is left of a line without `export`; its names go to the list.
fn exported<'a>(line: &'a str, exports: &mut Vec<String>) -> Result<&'a str> {
    if let Some(list) = line.trim_end().trim_end_matches(';').strip_prefix('{') {
        let list =
            list.strip_suffix('}').with_context(|| format!("what does this export? {line}"))?;
        for name in list.split(',').map(str::trim) {
            exports.push(match name.split_once(" as ") {
                Some((own, other)) => format!("{other}: {own}"),
                None => name.to_owned(),
            });
        }
        return Ok("");
    }
    for what in ["class ", "function ", "async function ", "const "] {
        if let Some(rest) = line.strip_prefix(what) {
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            exports.push(rest[..end].to_owned());
            return Ok(line);
        }
    }
    bail!("what does this export? {line}")
}

/// What a page that shows the frame needs, as a module and as a script without modules.
pub fn frame_helper(root: &Path) -> Result<[String; 2]> {
    let module = read(&root.join("src/embed/package/frame.js"))?;
    let (from, to) = ("export class AlignmentCanvasFrame", "class AlignmentCanvasFrame");
    ensure!(module.matches("export ").count() == 1 && module.contains(from), "it exports more");
    let script = module.replace(from, to);
    let script = format!(
        "(() => {{\n{script}globalThis.AlignmentCanvasFrame = AlignmentCanvasFrame;\n}})();\n"
    );
    Ok([module, script])
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(list: &[(&str, &str)]) -> Modules {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn modules_become_one_script_with_each_of_them_once_and_in_order() {
        let script = joined(
            &modules(&[
                ("page.js", "import init, { a as b, c } from './glue.js';\nimport { c as d } from './late.js';\nexport class Shown {}\n"),
                ("glue.js", "import * as all from \"./late.js\"\nexport function a () {}\nexport { all as c, a as default };"),
                ("late.js", "export const c = 1;\nexport async function e() {}\n"),
            ]),
            "page.js",
        )
        .unwrap();
        assert_eq!(
            script,
            "const __module0 = (() => {\nconst c = 1;\nasync function e() {}\nreturn { c, e };\n})();\n\
             const __module1 = (() => {\nconst all = __module0;\nfunction a () {}\n\nreturn { a, c: all, default: a };\n})();\n\
             const { default: init, a: b, c } = __module1;\nconst { c: d } = __module0;\nexport class Shown {}\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (text, why) in [
            ("import './nowhere.js';", "no module"),
            ("import x from 'yew';", "what does this import"),
            ("import './page.js';", "itself"),
            ("import './other.js';", "what does this export"),
        ] {
            let error =
                joined(&modules(&[("page.js", text), ("other.js", "export default 1")]), "page.js");
            let error = error.unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_print_is_what_a_policy_expects() {
        // The example of https://www.w3.org/TR/CSP3/#external-hash is of other bytes: this one is openssl's.
        assert_eq!(print(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let packed = pack(b"\0asm and more", Compression::best()).unwrap();
        let bytes = Base64::decode_vec(&packed).unwrap();
        let mut out = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut out).unwrap();
        assert_eq!(out, b"\0asm and more");
    }
}

//! Which crate each byte of the Wasm came from, by the names of its functions.
//!
//! A generic function counts for the crate that wrote it, not for the one that uses it.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// How many of the largest functions are listed.
const LARGEST: usize = 25;

/// Both lists begin with the largest.
pub struct Bytes {
    pub by_crate: Vec<(String, usize)>,
    pub largest: Vec<(String, usize)>,
}

/// Counts a module that still has its names.
pub fn count(wasm: &[u8]) -> Result<Bytes> {
    let mut imports = 0;
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    let mut data = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("the Wasm cannot be read")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data += section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    read_names(section, &mut names)?;
                }
            }
            _ => {}
        }
    }
    let mut by_crate = BTreeMap::from([("(data)".to_owned(), data)]);
    let mut functions = Vec::new();
    for (index, size) in (imports..).zip(bodies) {
        let name = names.get(&index).copied().unwrap_or("(unnamed)");
        *by_crate.entry(crate_of(name).to_owned()).or_default() += size;
        functions.push((name.to_owned(), size));
    }
    let mut largest = largest_first(functions);
    largest.truncate(LARGEST);
    Ok(Bytes { by_crate: largest_first(by_crate), largest })
}

fn largest_first(rows: impl IntoIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    rows
}

fn read_names<'a>(
    section: wasmparser::NameSectionReader<'a>,
    names: &mut HashMap<u32, &'a str>,
) -> Result<()> {
    for part in section {
        if let Name::Function(functions) = part? {
            for function in functions {
                let function = function?;
                names.insert(function.index, function.name);
            }
        }
    }
    Ok(())
}

/// The crate in a demangled name: `<&mut yew::Html as core::fmt::Debug>::fmt` is of `yew`.
fn crate_of(name: &str) -> &str {
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        // `crate[0123456789abcdef]::path` is how the newer mangling spells it.
        if tail.starts_with("::") || tail.starts_with('[') {
            return word;
        }
        rest = tail;
    }
    "(other)"
}

#[cfg(test)]
mod tests {
    use super::crate_of;

    #[test]
    fn the_crate_is_the_first_word_before_a_path() {
        for (name, expected) in [
            ("yrs::block::Item::integrate::h0123456789abcdef", "yrs"),
            ("<&mut yew::Html as core::fmt::Debug>::fmt", "yew"),
            ("<dyn core::any::Any>::is", "core"),
            ("<[serde_json::Value] as alloc::slice::Join>::join", "serde_json"),
            ("core[a1b2c3d4e5f60718]::fmt::write", "core"),
            ("memcpy", "(other)"),
            ("__wbindgen_malloc", "(other)"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}

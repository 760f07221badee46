//! Which crate each byte of the Wasm came from, by the names of its functions.
//!
//! A generic function counts for the crate that wrote it, not for the one that uses it.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes by crate, the largest first. `wasm` must still have its names.
pub fn by_crate(wasm: &[u8]) -> Result<Vec<(String, usize)>> {
    let mut imports = 0;
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    let mut bytes: BTreeMap<String, usize> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("the Wasm cannot be read")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(data) => {
                *bytes.entry("(data)".to_owned()).or_default() += data.range().len();
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    read_names(section, &mut names)?;
                }
            }
            _ => {}
        }
    }
    for (index, size) in (imports..).zip(bodies) {
        let name = names.get(&index).map_or("(unnamed)", |name| crate_of(name));
        *bytes.entry(name.to_owned()).or_default() += size;
    }
    let mut bytes: Vec<_> = bytes.into_iter().collect();
    bytes.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(bytes)
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

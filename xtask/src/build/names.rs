//! Short names between the first part of the Wasm and its glue.
//!
//! wasm-bindgen names each function that it takes from a page by what it does and sixteen digits of a hash, once in the
//! Wasm and once in the glue. Hundreds of them are 4 % of the first load, since digits like that do not compress.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// How wasm-bindgen's names begin; other modules' imports keep their names.
const OURS: [&str; 2] = ["__wbg_", "__wbindgen_"];

/// The same two, with short names for what passes between them.
///
/// # Errors
/// When the Wasm cannot be read, or a name is not in the glue exactly once as the key of a function.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = BTreeMap::new();
    let mut short = Vec::with_capacity(wasm.len());
    let mut start = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("the Wasm cannot be read")?;
        let end = match &payload {
            Payload::Version { range, .. } => range.end,
            payload => payload.as_section().map_or(start, |(_, range)| range.end),
        };
        match payload {
            Payload::ImportSection(section) => {
                let content = imports(section, wasm, end, &mut names)?;
                short.push(2);
                length(content.len(), &mut short);
                short.extend(content);
            }
            _ => short.extend_from_slice(&wasm[start..end]),
        }
        start = end;
    }
    Ok((short, keys(glue, &names)?))
}

/// The content of the section with short names; notes which stands for which.
fn imports<'a>(
    section: ImportSectionReader<'a>,
    wasm: &[u8],
    end: usize,
    names: &mut BTreeMap<&'a str, String>,
) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    length(section.count() as usize, &mut content);
    let found = section.into_imports_with_offsets().collect::<Result<Vec<_>, _>>()?;
    for (n, (at, import)) in found.iter().enumerate() {
        let next = found.get(n + 1).map_or(end, |(next, _)| *next);
        let mut before = Vec::new();
        word(import.module, &mut before);
        word(import.name, &mut before);
        let kind = &wasm[at + before.len()..next];
        let count = names.len();
        let name = if OURS.iter().any(|ours| import.name.starts_with(ours)) {
            names.entry(import.name).or_insert_with(|| letters(count)).as_str()
        } else {
            import.name
        };
        word(import.module, &mut content);
        word(name, &mut content);
        content.extend_from_slice(kind);
    }
    Ok(content)
}

/// `a` to `z`, `aa`, `ab` and so on: each a name that JavaScript takes for a key.
fn letters(mut n: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'a' + (n % 26) as u8));
        if n < 26 {
            return name;
        }
        n = n / 26 - 1;
    }
}

fn word(text: &str, bytes: &mut Vec<u8>) {
    length(text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// LEB128, as Wasm writes all its numbers.
fn length(mut n: usize, bytes: &mut Vec<u8>) {
    while n > 127 {
        bytes.push((n & 127) as u8 | 128);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// The glue under whose keys the Wasm finds its functions now.
fn keys(glue: &str, names: &BTreeMap<&str, String>) -> Result<String> {
    let mut short = String::with_capacity(glue.len());
    let mut renamed = 0;
    for line in glue.split_inclusive('\n') {
        let trimmed = line.trim_start();
        match trimmed.split_once(": ").and_then(|(key, rest)| Some((names.get(key)?, rest))) {
            Some((name, rest)) => {
                renamed += 1;
                short.extend([name, ": ", rest]);
            }
            None => short.push_str(line),
        }
    }
    ensure!(renamed == names.len(), "the glue has {renamed} of {} functions", names.len());
    for long in names.keys() {
        ensure!(!short.contains(long), "the glue says {long} twice");
    }
    Ok(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One type and two imported functions of it.
    fn module(first: &str, second: &str) -> Vec<u8> {
        let mut imports = vec![2];
        for name in [first, second] {
            word("./glue.js", &mut imports);
            word(name, &mut imports);
            imports.extend([0, 0]);
        }
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        length(imports.len(), &mut module);
        [module, imports].concat()
    }

    #[test]
    fn both_sides_get_the_same_short_name() {
        let glue = "const import0 = {\n  __wbg_blur_c2: function() {\n  },\n};\n";
        let (wasm, glue) = shorten(&module("__wbg_blur_c2", "load"), glue).unwrap();
        assert_eq!(wasm, module("a", "load"));
        assert_eq!(glue, "const import0 = {\na: function() {\n  },\n};\n");
    }

    #[test]
    fn a_function_that_the_glue_lacks_or_names_again_is_refused() {
        let wasm = module("__wbg_blur_c2", "__wbg_focus_c3");
        assert!(shorten(&wasm, "__wbg_blur_c2: 1,\n").is_err());
        assert!(shorten(&wasm, "__wbg_blur_c2: 1,\n__wbg_focus_c3: __wbg_blur_c2,\n").is_err());
        assert!(shorten(&wasm, "__wbg_blur_c2: 1,\n__wbg_focus_c3: 2,\n").is_ok());
    }

    #[test]
    fn no_two_names_are_alike() {
        let names: std::collections::BTreeSet<_> = (0..2_000).map(letters).collect();
        assert_eq!(names.len(), 2_000);
        assert_eq!(
            [letters(0), letters(25), letters(26), letters(701), letters(702)],
            ["a", "z", "aa", "zz", "aaa"]
        );
    }
}

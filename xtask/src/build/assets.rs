//! Names that change with the content, and the references that follow them. Knows no folder.
//!
//! A file's hash covers the names of the files it refers to, so files are named from the leaves
//! up. A page that holds an old name therefore never meets a new file under it.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

/// One file before it has its final name.
pub struct Asset {
    /// The final name is `stem.<hash>.extension`.
    pub stem: String,
    pub extension: &'static str,
    /// How other files refer to it, without a leading `./`.
    pub known_as: Vec<String>,
    pub content: Content,
}

pub enum Content {
    /// References inside are rewritten.
    Text(String),
    Bytes(Vec<u8>),
}

/// The outcome: the files under their final names, and the way from old names to new ones.
#[derive(Default)]
pub struct Named {
    pub files: BTreeMap<String, Vec<u8>>,
    pub names: BTreeMap<String, String>,
}

/// Names every asset. Fails when two refer to each other, for then no order exists.
pub fn name(mut waiting: Vec<Asset>) -> Result<Named> {
    let mut done = Named::default();
    while !waiting.is_empty() {
        let Some(next) = (0..waiting.len()).find(|&index| is_ready(&waiting, index)) else {
            let stems: Vec<_> = waiting.iter().map(|asset| asset.stem.as_str()).collect();
            bail!("these files refer to each other: {}", stems.join(", "));
        };
        let asset = waiting.swap_remove(next);
        let bytes = match asset.content {
            Content::Text(text) => rewrite(&text, &done.names).into_bytes(),
            Content::Bytes(bytes) => bytes,
        };
        let file = format!("{}.{}.{}", asset.stem, hash(&bytes), asset.extension);
        for name in asset.known_as {
            done.names.insert(name, file.clone());
        }
        done.files.insert(file, bytes);
    }
    Ok(done)
}

fn is_ready(waiting: &[Asset], index: usize) -> bool {
    let Content::Text(text) = &waiting[index].content else {
        return true;
    };
    waiting
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .flat_map(|(_, asset)| &asset.known_as)
        .all(|name| !refers_to(text, name))
}

fn refers_to(text: &str, name: &str) -> bool {
    spellings(name).any(|(from, _)| text.contains(&from))
}

/// Replaces each quoted name, with or without `./` before it, by its new name.
pub fn rewrite(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (old, new) in names {
        for (from, frame) in spellings(old) {
            text = text.replace(&from, &frame.replace('*', new));
        }
    }
    text
}

/// The ways a file may spell a reference, each with the frame that goes round the new name.
fn spellings(name: &str) -> impl Iterator<Item = (String, &'static str)> {
    ["'*'", "\"*\"", "'./*'", "\"./*\""]
        .into_iter()
        .map(move |frame| (frame.replace('*', name), frame))
}

/// Ten hexadecimal digits of SHA-256: plenty to tell two builds apart.
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..5].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(stem: &str, text: &str) -> Asset {
        Asset {
            stem: stem.to_owned(),
            extension: "js",
            known_as: vec![format!("{stem}.js")],
            content: Content::Text(text.to_owned()),
        }
    }

    #[test]
    fn references_follow_from_the_leaves_up() {
        let named = name(vec![
            script("page", "import './entry.js'"),
            script("entry", "import init from \"./glue.js\""),
            script("glue", "export default 1"),
        ])
        .unwrap();
        let page = &named.files[&named.names["page.js"]];
        assert_eq!(
            String::from_utf8_lossy(page),
            format!("import './{}'", named.names["entry.js"])
        );
        let entry = &named.files[&named.names["entry.js"]];
        assert!(String::from_utf8_lossy(entry).contains(&named.names["glue.js"]));
    }

    #[test]
    fn a_change_in_a_leaf_changes_every_name_above_it() {
        let build = |leaf: &str| {
            name(vec![script("entry", "import './glue.js'"), script("glue", leaf)]).unwrap()
        };
        let (one, two) = (build("1"), build("2"));
        assert_ne!(one.names["entry.js"], two.names["entry.js"]);
        assert_eq!(one.names, build("1").names);
    }

    #[test]
    fn a_circle_is_refused() {
        let circle = name(vec![script("a", "'./b.js'"), script("b", "'./a.js'")]);
        assert!(circle.is_err());
    }

    #[test]
    fn only_whole_quoted_names_are_references() {
        let names = BTreeMap::from([("glue.js".to_owned(), "glue.1.js".to_owned())]);
        assert_eq!(rewrite("'my-glue.js' glue.js", &names), "'my-glue.js' glue.js");
        assert_eq!(rewrite("src=\"glue.js\"", &names), "src=\"glue.1.js\"");
    }
}

//! Holds the rooms of `src/` to the arrows that `ARCHITECTURE.md` allows.
//!
//! One crate has no walls made by the compiler, so this test reads the `crate::` and `super::`
//! paths of every file, and the few crates and functions that belong to some rooms only.

use std::fs;
use std::path::Path;

/// Each room and those it may use. Everyone may also use itself, `model` and `words`.
const ROOMS: [(&str, &[&str]); 13] = [
    ("model", &[]),
    ("words", &[]),
    ("geometry", &[]),
    ("crypto", &[]),
    ("document", &[]),
    ("analysis", &[]),
    ("facilitation", &["analysis", "crypto"]),
    ("exchange", &["geometry", "crypto", "analysis"]),
    ("sync", &["crypto"]),
    ("store", &["document", "sync", "analysis", "facilitation", "exchange", "geometry", "crypto"]),
    // Of these three only the traits it implements for them.
    ("browser", &["document", "sync", "store"]),
    ("ui", &["store", "geometry", "browser", "analysis", "facilitation"]),
    ("embed", &["ui", "store", "browser"]),
];

/// Rooms that everyone may use.
const SHARED: [&str; 2] = ["model", "words"];

/// Crates that only some rooms may name.
const CRATES: [(&str, &[&str]); 6] = [
    ("yrs", &["document"]),
    ("web_sys", &["browser", "ui", "embed"]),
    ("js_sys", &["browser", "ui", "embed"]),
    ("gloo", &["browser", "ui", "embed"]),
    ("yew", &["browser", "ui", "embed"]),
    ("wasm_bindgen", &["browser", "ui", "embed"]),
];

/// Functions with a single door.
const DOORS: [(&str, &str); 1] = [("spawn_local", "src/browser/spawn.rs")];

#[test]
fn the_rooms_keep_to_their_walls() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut breaches = Vec::new();
    for file in files(&root.join("src")) {
        let name = file.strip_prefix(root).expect("a file of this checkout");
        let name = name.to_string_lossy().replace('\\', "/");
        let source = fs::read_to_string(&file).expect("sources are UTF-8");
        breaches.extend(breaches_in(&name, &source));
    }
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of this checkout") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What `source` does that the tables do not allow; empty for files that belong to no room.
fn breaches_in(file: &str, source: &str) -> Vec<String> {
    let mut modules: Vec<_> = file.trim_end_matches(".rs").split('/').skip(1).collect();
    if modules.last() == Some(&"mod") {
        modules.pop();
    }
    let room = modules[0];
    // The crate's root shows all rooms, and programs beside the library are its guests.
    if matches!(room, "lib" | "bin") {
        return Vec::new();
    }
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{file}: {room} is no room of the table in tests/walls.rs")];
    };
    let tokens = tokens(source);
    let mut breaches = Vec::new();
    for (line, target) in rooms_named(&tokens, modules.len()) {
        let is_free = target == room || SHARED.contains(&target) || allowed.contains(&target);
        if !is_free {
            let known = ROOMS.iter().any(|(name, _)| *name == target);
            let reason = if known { "is no arrow of the house" } else { "names no room" };
            breaches.push(format!("{file}:{line}: {room} → {target} {reason}"));
        }
    }
    for (line, name) in crates_named(&tokens) {
        for (_, rooms) in CRATES.iter().filter(|(guarded, _)| *guarded == name) {
            if !rooms.contains(&room) {
                let rooms = rooms.join(", ");
                breaches.push(format!("{file}:{line}: {room} names {name}, kept to {rooms}"));
            }
        }
    }
    for (name, door) in DOORS {
        let used = tokens.iter().filter(|token| token.text == name && file != door);
        breaches.extend(used.map(|it| format!("{file}:{}: {name} only in {door}", it.line)));
    }
    breaches
}

/// The rooms that paths lead to. `depth` is how many modules deep the file lies.
fn rooms_named<'a>(tokens: &[Token<'a>], depth: usize) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut braces = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = |back: usize| index.checked_sub(back).map_or("", |it| tokens[it].text);
        match token.text {
            "{" => braces.push(before(2) == "mod"),
            "}" => drop(braces.pop()),
            "crate" if !matches!(before(1), "(" | "in") => heads(&tokens[index + 1..], &mut found),
            // Only the first `super` of a chain is looked at, with those that follow it.
            "super" if before(1) != "::" => {
                let chain = tokens[index..].chunks(2);
                let supers = chain.take_while(|pair| pair[0].text == "super").count();
                let inline = braces.iter().filter(|is_module| **is_module).count();
                if supers >= depth + inline {
                    heads(&tokens[index + 2 * supers - 1..], &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

/// The first words after `crate`: `::store::x` has one, `::{model, store::{a, b}}` has two.
fn heads<'a>(rest: &[Token<'a>], found: &mut Vec<(usize, &'a str)>) {
    let text = |index: usize| rest.get(index).map_or("", |token| token.text);
    if text(0) != "::" {
        return;
    }
    if text(1) != "{" {
        // A macro that is exported lies at the root whatever room it was written in.
        if text(2) != "!" {
            found.push((rest[1].line, text(1)));
        }
        return;
    }
    let mut level = 0;
    let mut before = "";
    for token in &rest[1..] {
        match token.text {
            "{" => level += 1,
            "}" => level -= 1,
            head if level == 1 && matches!(before, "{" | ",") => found.push((token.line, head)),
            _ => {}
        }
        if level == 0 {
            return;
        }
        before = token.text;
    }
}

/// Words that begin a path, or are a whole path after `use`.
fn crates_named<'a>(tokens: &[Token<'a>]) -> Vec<(usize, &'a str)> {
    let is_crate = |index: usize| {
        let before = index.checked_sub(1).map_or("", |it| tokens[it].text);
        let after = tokens.get(index + 1).map_or("", |token| token.text);
        let outer = index.checked_sub(2).map_or("", |it| tokens[it].text);
        let outermost = outer == "use" || !is_word(outer);
        before == "use" || (after == "::" && (before != "::" || outermost))
    };
    (0..tokens.len())
        .filter(|index| is_crate(*index))
        .map(|index| (tokens[index].line, tokens[index].text))
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and other signs one by one, without comments and the insides of literals.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (text, tail) = rest.split_at(token_length(rest));
        let is_literal = first == '\'' || text.contains('"');
        let is_comment = text.starts_with("//") || text.starts_with("/*");
        if !first.is_whitespace() && !is_comment && !is_literal {
            tokens.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = tail;
    }
    tokens
}

fn token_length(rest: &str) -> usize {
    let until = |end: Option<usize>| end.unwrap_or(rest.len());
    let mut chars = rest.chars();
    let (first, second) = (chars.next().unwrap_or_default(), chars.next().unwrap_or_default());
    match (first, second) {
        ('/', '/') => until(rest.find('\n')),
        ('/', '*') => comment_length(rest),
        (':', ':') => 2,
        ('"', _) => string_length(rest),
        ('\'', '\\') => 3 + rest[3..].find('\'').map_or(0, |end| end + 1),
        ('\'', _) if chars.next() == Some('\'') => 2 + second.len_utf8(),
        _ if is_word(rest) => {
            let end = until(rest.find(|c: char| !c.is_alphanumeric() && c != '_'));
            let (prefix, tail) = rest.split_at(end);
            match prefix {
                "r" | "br" | "cr" if tail.starts_with(['"', '#']) => end + raw_length(tail),
                "b" | "c" if tail.starts_with('"') => end + string_length(tail),
                _ => end,
            }
        }
        _ => first.len_utf8(),
    }
}

fn comment_length(rest: &str) -> usize {
    let mut level = 0;
    for (index, _) in rest.char_indices() {
        let tail = &rest[index..];
        if tail.starts_with("/*") {
            level += 1;
        } else if tail.starts_with("*/") {
            level -= 1;
            if level == 0 {
                return index + 2;
            }
        }
    }
    rest.len()
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        if c == '"' && !escaped {
            return index + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// The rest of a raw string from its `#`s on; of a raw word such as `r#type` only the `#`.
fn raw_length(rest: &str) -> usize {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    if !rest[hashes..].starts_with('"') {
        return 1;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    rest[hashes + 1..].find(&end).map_or(rest.len(), |index| hashes + 1 + index + end.len())
}

#[test]
fn arrows_that_are_not_in_the_table_break() {
    for (file, source, breach) in [
        ("src/geometry/scene.rs", "use crate::store::State;", "geometry → store"),
        (
            "src/model/map.rs",
            "fn a() {\n  crate::document::commit()\n}",
            "map.rs:2: model → document",
        ),
        (
            "src/ui/app.rs",
            "use crate::{\n  model::{Map, id},\n  exchange::read,\n};",
            "app.rs:3: ui → exchange",
        ),
        ("src/sync/mod.rs", "use super::store::Port;", "sync → store"),
        ("src/sync/wire/frame.rs", "use super::super::super::ui;", "sync → ui"),
        ("src/sync/mod.rs", "mod tests { use super::super::ui; }", "sync → ui"),
        ("src/store/update.rs", "use yrs::Doc;", "store names yrs"),
        ("src/exchange/csv.rs", "fn a(window: &web_sys::Window) {}", "exchange names web_sys"),
        ("src/exchange/csv.rs", "use ::js_sys::Date;", "exchange names js_sys"),
        ("src/ui/app.rs", "use yew::platform::spawn_local;", "spawn_local only in"),
        ("src/model/id.rs", "use crate::*;", "model → * names no room"),
        ("src/helpers.rs", "", "helpers is no room"),
    ] {
        let breaches = breaches_in(file, source);
        assert_eq!(breaches.len(), 1, "{file}: {source}: {breaches:?}");
        assert!(breaches[0].contains(breach), "{}", breaches[0]);
    }
}

#[test]
fn arrows_of_the_table_and_mere_mentions_do_not_break() {
    for (file, source) in [
        ("src/store/update.rs", "use crate::{document::Command, geometry::*, model::id::{self}};"),
        ("src/store/update/card.rs", "use super::super::state; mod tests { use super::super::a; }"),
        ("src/sync/mod.rs", "mod tests { use super::frame; } fn ui() { let ui = 1; }"),
        (
            "src/model/id.rs",
            "//! See [`crate::ui`].\n/* crate::ui /* yrs:: */ crate::ui */ fn a() {}",
        ),
        (
            "src/model/id.rs",
            "const A: &str = r#\"crate::\"ui\"#; const B: char = '\"'; // crate::ui\n",
        ),
        (
            "src/model/id.rs",
            "pub(crate) fn a<'a>(r#type: &'a str) { pub(in crate::model) struct B; }",
        ),
        ("src/ui/app.rs", "use yew::prelude::*; let a = crate::words!(yrs); let b = self.yrs;"),
        ("src/lib.rs", "pub use crate::ui::start;"),
    ] {
        assert_eq!(breaches_in(file, source), Vec::<String>::new(), "{source}");
    }
}

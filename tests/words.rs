//! Every word of the interface that the code asks for is in `messages/`, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use alignment_canvas::analysis::RULES;
use alignment_canvas::model::{CardKind, FieldSpec, Lane, LinkKind, Shape};
use alignment_canvas::words::Words;

/// Families whose keys are put together from a name.
const FAMILIES: [&str; 18] = [
    "export.",
    "kind.",
    "lane.",
    "link.",
    "field.",
    "choice.",
    "example.",
    "rule.",
    "threshold.",
    "stage.",
    "agenda.",
    "talk.",
    "decide.",
    "opening.",
    "deck.",
    "basics.",
    "starter.",
    "rehearse.",
];
/// The files of words: those that may be said at once, and those that come late.
const FILES: [&str; 2] = ["messages/en.txt", "messages/en.late.txt"];
/// Where words that come late may be asked for: code that comes late too.
const LATE: &[&str] = &[
    "src/analysis/",
    "src/crypto/link.rs",
    "src/exchange/formats/",
    "src/exchange/frame.rs",
    "src/exchange/not_a_map.rs",
    "src/exchange/picture/",
    "src/exchange/read/",
    "src/facilitation/ready.rs",
    "src/facilitation/recap.rs",
    "src/store/exports.rs",
    "src/store/gather.rs",
    "src/store/grouping.rs",
    "src/store/importing.rs",
    "src/store/joining.rs",
    "src/store/language.rs",
    "src/store/locked_link.rs",
    "src/store/merging/",
    "src/store/offline.rs",
    "src/store/placing.rs",
    "src/store/prepare.rs",
    "src/store/private/",
    "src/store/register/",
    "src/store/rehearsal/",
    "src/store/room/anew.rs",
    "src/store/room/entering.rs",
    "src/store/room/live.rs",
    "src/store/room/size.rs",
    "src/store/room/waiting.rs",
    "src/store/saving/aside.rs",
    "src/store/share.rs",
    "src/store/take_home.rs",
    "src/store/workshop/checkin.rs",
    "src/sync/",
    "src/ui/ask.rs",
    "src/ui/ballot.rs",
    "src/ui/capacity/",
    "src/ui/check.rs",
    "src/ui/clashes/",
    "src/ui/departments.rs",
    "src/ui/dialogs.rs",
    "src/ui/export/",
    "src/ui/gather.rs",
    "src/ui/groups.rs",
    "src/ui/language.rs",
    "src/ui/link.rs",
    "src/ui/locked.rs",
    "src/ui/login.rs",
    "src/ui/offer.rs",
    "src/ui/merge.rs",
    "src/ui/outline.rs",
    "src/ui/panel/",
    "src/ui/people.rs",
    "src/ui/picker.rs",
    "src/ui/prepare/",
    "src/ui/presence.rs",
    "src/ui/questions/",
    "src/ui/register/",
    "src/ui/report/",
    "src/ui/request.rs",
    "src/ui/room.rs",
    "src/ui/scan.rs",
    "src/ui/sent.rs",
    "src/ui/share.rs",
    "src/ui/sight.rs",
    "src/ui/table.rs",
    "src/ui/taken_away.rs",
    "src/ui/workshop/",
    "src/ui/write.rs",
];
/// What stands before a key where one is asked for.
const ASKED: [&str; 7] = [
    "words.get(",
    "words.say(",
    "t(",
    "Message::new(",
    "report.note(",
    "report.note_about(",
    "report.count(",
];

#[test]
fn every_key_the_code_asks_for_has_words() {
    let words = all_words();
    let mut missing = Vec::new();
    for (path, code) in sources() {
        for (at, key) in asked_keys(&code) {
            if words.find(&key).is_none() {
                let line = code[..at].lines().count();
                missing.push(format!("{}:{line}: {key:?} is not in messages/", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn no_words_are_left_that_nobody_says() {
    let literals: BTreeSet<String> =
        sources().iter().flat_map(|(_, code)| literals(code)).map(|(_, text)| text).collect();
    let unused: Vec<_> = keys()
        .into_iter()
        .filter(|(_, key)| !FAMILIES.iter().any(|family| key.starts_with(family)))
        .filter(|(_, key)| !literals.contains(key))
        .map(|(place, key)| format!("{place}: nobody says {key:?}"))
        .collect();
    assert!(unused.is_empty(), "\n{}", unused.join("\n"));
}

#[test]
fn no_words_of_rules_are_left_that_nobody_says() {
    let literals: BTreeSet<String> =
        sources().iter().flat_map(|(_, code)| literals(code)).map(|(_, text)| text).collect();
    let is_said = |key: &str| {
        let name = key.trim_start_matches("rule.").trim_end_matches(".ask");
        literals.contains(key) || RULES.iter().any(|rule| rule.name == name)
    };
    let unused: Vec<_> = keys()
        .into_iter()
        .filter(|(_, key)| key.starts_with("rule.") && !is_said(key))
        .map(|(place, key)| format!("{place}: nobody says {key:?}"))
        .collect();
    assert!(unused.is_empty(), "\n{}", unused.join("\n"));
}

#[test]
fn no_key_stands_there_twice() {
    let mut seen = BTreeSet::new();
    for (place, key) in keys() {
        assert!(seen.insert(key.clone()), "{place}: {key:?} stands there already");
    }
}

#[test]
fn words_that_come_late_are_asked_for_by_what_comes_late() {
    let late: BTreeSet<String> = keys()
        .into_iter()
        .filter(|(place, _)| place.starts_with(FILES[1]))
        .map(|(_, k)| k)
        .collect();
    assert!(!late.is_empty());
    let mut early = Vec::new();
    for (path, code) in sources() {
        let path = path.strip_prefix(root()).expect("a file of this checkout");
        let name = path.to_string_lossy().replace('\\', "/");
        let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
        if is_test || LATE.iter().any(|part| name.starts_with(part)) {
            continue;
        }
        let asked = literals(&code).into_iter().filter(|(_, text)| late.contains(text));
        early.extend(asked.map(|(_, key)| format!("{name}: {key:?} may not be there yet")));
    }
    assert!(early.is_empty(), "\n{}", early.join("\n"));
}

#[test]
fn everything_the_model_names_has_words() {
    // The box in the tray of what was stopped has a question of its own.
    let mut wanted = vec!["kind.stopped.new".to_owned()];
    for kind in CardKind::ALL {
        wanted.extend([format!("kind.{}", kind.name()), format!("kind.{}.new", kind.name())]);
        for spec in kind.fields() {
            wanted.extend(words_for(spec));
        }
    }
    for lane in Lane::ALL {
        wanted.extend([format!("lane.{}", lane.name()), format!("lane.{}.hint", lane.name())]);
    }
    for link in LinkKind::ALL {
        wanted.extend([format!("link.{}", link.name()), format!("link.{}.back", link.name())]);
    }
    wanted.extend(LinkKind::FIELDS.iter().flat_map(words_for));
    let words = Words::all_english();
    let missing: BTreeSet<_> =
        wanted.iter().filter(|key| words.find(key).is_none_or(str::is_empty)).collect();
    assert!(missing.is_empty(), "messages/ lack {missing:#?}");
}

fn words_for(spec: &FieldSpec) -> Vec<String> {
    let mut wanted = vec![format!("field.{}", spec.key)];
    match spec.shape {
        Shape::Choice(words) | Shape::Choices(words) => {
            wanted.extend(words.iter().map(|word| format!("choice.{word}")));
        }
        Shape::Rows(columns) => {
            wanted.extend(columns.iter().map(|(name, _)| format!("field.{name}")));
        }
        _ => {}
    }
    wanted
}

fn all_words() -> Words {
    Words::all_english()
}

/// All keys, each with the file and line where it stands.
fn keys() -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for name in FILES {
        let file = fs::read_to_string(root().join(name)).expect(name);
        let lines =
            file.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
        let key = |(i, line): (usize, &str)| {
            Some((format!("{name}:{}", i + 1), line.split_once('=')?.0.trim().to_owned()))
        };
        keys.extend(lines.filter_map(key));
    }
    keys
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files under `src`, each without its unit tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let code = fs::read_to_string(&path).expect("a source file");
            let code = code.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path, code));
        }
    }
}

/// The keys that stand in a call which asks for words, with the place of each.
fn asked_keys(code: &str) -> Vec<(usize, String)> {
    literals(code)
        .into_iter()
        .filter(|(at, _)| {
            let before = code[..at - 1].trim_end();
            ASKED.iter().any(|call| {
                before
                    .strip_suffix(call)
                    .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        })
        .collect()
}

/// The plain string literals of a file (none with escapes: a key has none), comments left out.
fn literals(code: &str) -> Vec<(usize, String)> {
    let (mut found, bytes, mut at) = (Vec::new(), code.as_bytes(), 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"//") {
            at += code[at..].find('\n').unwrap_or(code.len() - at);
        } else if bytes[at..].starts_with(b"'\"'") || bytes[at..].starts_with(b"'\\\"'") {
            at += 3;
        } else if bytes[at] == b'"' {
            let start = at + 1;
            at = start;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            found.push((start, code.get(start..at).unwrap_or_default().to_owned()));
        }
        at += 1;
    }
    found
}

#[test]
fn a_key_is_found_wherever_it_is_asked_for_and_nowhere_else() {
    let code = "t(\"a.b\") // t(\"x\")\n self.words.get(\n  \"c\") get(\"d\") Message::new(\"e\") '\"' not(\"f\")";
    let keys: Vec<_> = asked_keys(code).into_iter().map(|(_, key)| key).collect();
    assert_eq!(keys, ["a.b", "c", "e"]);
}

//! A table of ours in LibreOffice: the right cells, and nothing reckoned. `cargo xtask test` brings the program.

use std::path::{Path, PathBuf};
use std::process::Command;

use alignment_canvas::exchange::{cards_table, parse, read_table};
use alignment_canvas::model::{Card, Map};
use alignment_canvas::words::Words;

/// Titles that a spreadsheet could take for something else.
const ODD: [&str; 9] = [
    "=1+1",
    "=HYPERLINK(\"http://example.org\",\"click\")",
    "+49 30 123",
    "-5 % returns",
    "@SUM(A1)",
    "'quoted",
    "a, b; \"c\" | d",
    "שלום עולם",
    "Größe 👩‍🏫 日本語",
];

fn odd_map() -> Map {
    let mut map = parse(include_str!("../examples/sixty-stores.json")).expect("ours").map;
    let cards: Vec<_> = map.cards.values().take(ODD.len()).cloned().collect();
    for (card, title) in cards.iter().zip(ODD) {
        let notes = format!("{title}\nsecond line, with \"quotes\"");
        let odd = Card { title: title.to_owned(), notes, ..(**card).clone() };
        map.cards.insert_mut(card.id.clone(), odd.into());
    }
    map
}

/// Commas, quotes, UTF-8 (which a person's spreadsheet finds by the mark at the beginning), and formulas are reckoned.
const READS: &str = "--infilter=CSV:44,34,76,1,,0,false,false,false,false,false,-1,true";

/// What LibreOffice makes of a file: its own format as plain XML, or what its cells show.
fn converted(office: &str, file: &Path, to: &str, into: &Path) -> PathBuf {
    let profile = format!("-env:UserInstallation=file://{}", into.join("profile").display());
    let mut command = Command::new(office);
    command
        .args([&profile, "--headless", READS, "--convert-to", to, "--outdir"])
        .arg(into)
        .arg(file);
    let done = command.output();
    let done =
        done.expect("LibreOffice Calc is there: `cargo xtask test` brings it, or set SOFFICE");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let end = to.split(':').next().unwrap_or_default();
    into.join(file.file_stem().expect("a name")).with_extension(end)
}

#[test]
fn a_table_opens_in_a_spreadsheet_with_the_right_cells_and_none_is_a_formula() {
    let office = std::env::var("SOFFICE").unwrap_or_else(|_| "soffice".to_owned());
    let folder = std::env::temp_dir().join(format!("spreadsheet-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("out")).expect("a folder");
    // It would reckon, if it were let.
    let bait = folder.join("bait.csv");
    std::fs::write(&bait, "Title\n=1+1\n").expect("a file");
    let bait = converted(&office, &bait, "fods", &folder.join("out"));
    let bait = std::fs::read_to_string(bait).expect("it is there");
    assert!(bait.contains("table:formula"), "the test cannot fail");

    let (map, words) = (odd_map(), Words::all_english());
    let text = cards_table(&map, &words);
    let file = folder.join("cards.csv");
    std::fs::write(&file, &text).expect("a file");

    let sheet = converted(&office, &file, "fods", &folder.join("out"));
    let sheet = std::fs::read_to_string(sheet).expect("it is there");
    assert!(!sheet.contains("table:formula"), "no cell is a formula");
    let shown = converted(
        &office,
        &file,
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
        &folder.join("out"),
    );
    let shown =
        read_table(&std::fs::read_to_string(shown).expect("it is there"), &words).expect("a table");
    let ours = read_table(&text, &words).expect("a table");
    assert_eq!(shown.rows.len(), map.cards.size() + 1);
    for (shown, ours) in shown.rows.iter().zip(&ours.rows) {
        // Id, kind, title, notes, lane, and what it leads to: words, of which nothing is made.
        assert_eq!(shown[..6], ours[..6]);
    }
    let back = shown.read("", &words).expect("a map");
    for title in ODD {
        assert!(back.map.cards.values().any(|card| card.title == title), "{title:?}");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

//! Cards that come under another id: everything that names them follows.

use super::*;
use crate::model::text::fingerprint;
use crate::model::{CardId, Value, group_of};
use crate::store::{corrections, helpers};

/// A map that somebody wrote by hand, with ids as everybody thinks them up.
fn by_hand(map: &str, priority: &str, group: &str, who: &str) -> String {
    let answer = format!("priority_without_metric-{}", fingerprint(&["p"]));
    serde_json::json!({
        "format": "alignment-map", "version": 1, "id": map, "title": "",
        "cards": [
            { "id": "p", "kind": "priority", "title": priority, "group": "g" },
            { "id": format!("{map}-q"), "kind": "priority", "title": format!("More than {priority}"), "group": "g" },
            { "id": format!("{map}-i"), "kind": "initiative", "title": format!("Guides for {priority}"),
              "confirmed_as": { "p": "aa", format!("{map}-i"): "bb" } },
        ],
        "links": [],
        "groups": [{ "id": "g", "title": group }],
        "helpers": [{ "id": "p.h", "card": "p", "who": who }],
        "corrections": [{ "id": "p.c", "card": "p", "who": who, "says": "right", "words": priority }],
        "answers": [{ "id": answer, "rule": "priority_without_metric", "subject": "p", "because": who, "print": "x" }],
        "sessions": [{ "id": map, "room_votes": [{ "about": "p", "asked": "?", "counts": { "5": 2 } }],
            "now": { "spotlight": "p" } }],
    })
    .to_string()
}

/// What stands about a card in all that names cards.
fn said_about(story: &Story, title: &str) -> Vec<String> {
    let (map, id) = (story.state.map(), story.card(title).id.clone());
    let mut said = helpers(map, &id);
    said.extend(corrections(map, &id).into_iter().map(|it| it.words));
    let answer = format!("priority_without_metric-{}", fingerprint(&[id.as_str()]));
    let answer =
        map.records.lists["answers"].get(&answer).filter(|it| it["subject"] == id.as_str());
    said.extend(answer.and_then(|it| Some(it["because"].as_str()?.to_owned())));
    for (session, fields) in &map.records.sessions {
        let fields: crate::model::JsonObject = fields.to_json().collect();
        let shown = [&fields["room_votes"][0]["about"], &fields["now"]["spotlight"]];
        said.extend(shown.into_iter().filter(|it| **it == id.as_str()).map(|_| session.clone()));
    }
    for card in map.cards.values() {
        if let Some(Value::Table(then)) = card.fields.get("confirmed_as")
            && then.contains_key(id.as_str())
        {
            said.push(card.title.clone());
        }
    }
    said.extend(group_of(map, &id).map(|group| format!("{}: {}", group.title, group.cards.len())));
    said
}

fn takes_all(story: &mut Story) {
    for sort in [Sort::New, Sort::Differs] {
        story.does(Action::Merge(MergeAction::TakeAll { sort, take: true }));
    }
    story.does(Action::Merge(MergeAction::CarryOut));
}

#[test]
fn what_another_map_says_about_a_card_of_an_id_that_is_taken_goes_with_that_card() {
    let mut host = Story::begin();
    opens(&mut host, &by_hand("ours", "Grow", "Money", "Ann"));
    merges(&mut host, &[&by_hand("theirs", "Safety", "People", "Ben")]);
    takes_all(&mut host);
    let about = ["Ann", "Grow", "Ann", "ours", "ours", "Guides for Grow", "Money: 2"];
    assert_eq!(said_about(&host, "Grow"), about);
    let about = ["Ben", "Safety", "Ben", "theirs", "theirs", "Guides for Safety", "People: 2"];
    assert_eq!(said_about(&host, "Safety"), about);
}

#[test]
fn what_another_map_says_about_a_card_that_is_known_by_its_words_is_said_about_ours() {
    let mut host = Story::begin();
    let ours = host.writes(Lane::Priorities, "Safety");
    merges(&mut host, &[&by_hand("theirs", "Safety", "People", "Ben")]);
    takes_all(&mut host);
    assert_eq!(host.card("Safety").id, ours);
    let about = ["Ben", "Safety", "Ben", "theirs", "theirs", "Guides for Safety", "People: 2"];
    assert_eq!(said_about(&host, "Safety"), about);
}

#[test]
fn a_card_that_was_removed_here_comes_back_with_all_that_was_said_about_it() {
    let text = by_hand("ours", "Grow", "Money", "Ann");
    let mut host = Story::begin();
    opens(&mut host, &text);
    let before = said_about(&host, "Grow");
    host.does(Action::RemoveCards { ids: vec![CardId::parse("p").expect("an id")] });
    merges(&mut host, &[&text]);
    takes_all(&mut host);
    assert_ne!(host.card("Grow").id.as_str(), "p", "a removed card keeps its id");
    assert_eq!(said_about(&host, "Grow"), before);
}

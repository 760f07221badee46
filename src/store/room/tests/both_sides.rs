//! Two people change the same while they cannot hear each other: whatever it is, whoever comes back can read both versions and take the
//! other one.

use serde_json::json;

use super::led::{begins, leads};
use super::*;
use crate::model::{Card, CardId, CardKind, Json, LinkId, LinkKind, Map, MapId, Part, Place};
use crate::store::{GroupAction, Said, WorkshopAction};

/// Fay leads a room with two priorities that are linked, and Bo leads with her.
struct Pair {
    story: Story,
    fay: usize,
    bo: usize,
    grow: CardId,
    learn: CardId,
    link: LinkId,
}

impl Pair {
    fn meet() -> Self {
        let mut story = Story::begin();
        let fay = story.page();
        story.writes(fay, "Grow");
        story.writes(fay, "Learn");
        let [grow, learn] = ["Grow", "Learn"].map(|title| story.card_titled(fay, title));
        let (from, to) = (grow.clone(), learn.clone());
        story.does(fay, Action::Link { from, to, kind: Some(LinkKind::LaddersUp) });
        let link = story.pages[fay].state.map().links.keys().next().expect("a link").clone();
        let way = story.found(fay, Capability::Lead);
        let bo = story.joins(&way, "Bo");
        story.pass(3_000);
        Self { story, fay, bo, grow, learn, link }
    }

    /// Bo does this while nobody hears him, and Fay that, and then they meet.
    fn apart(&mut self, here: Vec<Action>, there: Vec<Action>) {
        let (fay, bo) = (self.fay, self.bo);
        self.story.wire(bo, WireState::Reconnecting);
        here.into_iter().for_each(|action| self.story.does(bo, action));
        there.into_iter().for_each(|action| self.story.does(fay, action));
        self.story.pass(5_000);
        assert!(self.story.clashes(bo).is_empty());
        self.story.wire(bo, WireState::Open);
        self.story.pass(20_000);
        assert_eq!(self.map(bo), self.map(fay), "without a question");
        assert_eq!(self.story.pages[bo].state.view().overlay, crate::store::Overlay::None);
        assert!(self.story.clashes(fay).is_empty(), "she was not away");
    }

    fn map(&self, who: usize) -> Map {
        self.story.pages[who].state.map().clone()
    }

    fn settles(&mut self, at: usize, keep: Keep) {
        self.story.does(self.bo, Action::Room(RoomStep::Settle { at, keep }));
        self.story.pass(1_000);
    }
}

fn titled(text: &str) -> Action {
    Action::SetMapTitle { text: text.into() }
}

fn says(words: &str) -> Action {
    Action::Workshop(WorkshopAction::Say(Said::FeedForward, words.into()))
}

fn term(say: Option<&str>) -> Action {
    Action::Term { term: "blurb".into(), say: say.map(str::to_owned) }
}

type Made = (Vec<Action>, Vec<Action>, Spot, Json, Json);

/// What Bo and Fay do, where, and what each then reads of it. Some of it begins before they are apart.
fn all_sorts(at: usize, pair: &mut Pair) -> Option<Made> {
    let Pair { grow, learn, link, .. } = &*pair;
    let (grow, learn, link) = (grow.clone(), learn.clone(), link.clone());
    let field = |id: &CardId, key: &'static str, value: Json| Action::SetField {
        id: id.clone(),
        key,
        value,
    };
    let kind = |kind| Action::ChangeKind { id: learn.clone(), kind };
    let moves =
        |lane| Action::MoveCards { moves: vec![(grow.clone(), Place::new(lane, 40.0, 40.0))] };
    let says_of = |value: &str| Action::SetLinkField {
        id: link.clone(),
        key: "assumption",
        value: json!(value),
    };
    let limit = |key, value| Action::Threshold { key, value: Some(value) };
    let of_card = |id: &CardId, part| Spot::Card(id.clone(), part);
    Some(match at {
        0 => {
            let (here, there) = (titled("North"), titled("South"));
            (vec![here], vec![there], Spot::Title, json!("North"), json!("South"))
        }
        1 => {
            let spot = of_card(&learn, Part::Kind);
            let (here, there) = (kind(CardKind::Outcome), kind(CardKind::Barrier));
            (vec![here], vec![there], spot, json!("outcome"), json!("barrier"))
        }
        2 => {
            let spot = of_card(&grow, Part::Lane);
            let (here, there) = (moves(Lane::Parking), moves(Lane::Stopped));
            (vec![here], vec![there], spot, json!("parking"), json!("stopped"))
        }
        3 => {
            let spot = of_card(&grow, Part::Field("status"));
            let [here, there] = ["done", "open"].map(|it| field(&grow, "status", json!(it)));
            (vec![here], vec![there], spot, json!("done"), json!("open"))
        }
        4 => {
            let turned = |kind, turned| Action::SetLink { id: link.clone(), kind, turned };
            let (here, there) =
                (turned(LinkKind::ConflictsWith, false), turned(LinkKind::LaddersUp, true));
            let [here_is, there_is] = [("conflicts_with", &grow), ("ladders_up", &learn)]
                .map(|(kind, from)| json!({ "kind": kind, "from": from.as_str() }));
            (vec![here], vec![there], Spot::Link(link.clone()), here_is, there_is)
        }
        5 => {
            let spot = Spot::LinkField(link.clone(), "assumption");
            let (here, there) = (says_of("Staff stay"), says_of("Sales hold"));
            (vec![here], vec![there], spot, json!("Staff stay"), json!("Sales hold"))
        }
        6 => {
            let spot = Spot::Record("glossary", crate::analysis::term_id("blurb").expect("a word"));
            let (here, there) = (term(Some("text")), term(Some("note")));
            (vec![here], vec![there], spot, json!({ "say": "text" }), json!({ "say": "note" }))
        }
        7 => {
            let (here, there) = (limit("hold_days", 3), limit("old_days", 400));
            let of = |key: &str, value: i32| json!({ "analysis": { key: value } });
            let spot = Spot::Value("settings".into());
            (vec![here], vec![there], spot, of("hold_days", 3), of("old_days", 400))
        }
        8 => {
            let [here, there] = [10.0, 20.0].map(|days| Action::Capacity(Some(days)));
            (vec![here], vec![there], Spot::Value("capacity_days".into()), json!(10), json!(20))
        }
        9 => {
            let make = GroupAction::Make { cards: vec![grow, learn], title: "All".into() };
            pair.story.does(pair.fay, Action::Group(make));
            pair.story.pass(1_000);
            let map = pair.map(pair.fay);
            let group = crate::model::groups(&map)[0].id.clone();
            let name = |title: &str| {
                Action::Group(GroupAction::Rename { group: group.clone(), title: title.into() })
            };
            let (here, there) = (name("First"), name("Both"));
            let spot = Spot::Record(crate::model::GROUPS, group.clone());
            (vec![here], vec![there], spot, json!({ "title": "First" }), json!({ "title": "Both" }))
        }
        10 => {
            let plan = |name: &str| {
                let mut plan = crate::facilitation::Agenda::built_in("45").expect("a plan");
                (plan.id, plan.name) = ("ours".into(), name.into());
                Action::Workshop(WorkshopAction::Keep(plan))
            };
            let spot = Spot::Record("agendas", "ours".into());
            let (here, there) = (plan("Short"), plan("Quick"));
            (vec![here], vec![there], spot, json!({ "name": "Short" }), json!({ "name": "Quick" }))
        }
        11 => {
            begins(&mut pair.story, pair.fay, "45");
            pair.story.pass(2_000);
            let id = pair.map(pair.fay).records.sessions.iter().next().expect("one").0.clone();
            let spot = Spot::Session(id, "feed_forward".into());
            let (here, there) = (says("Calm stores"), says("Fewer accidents"));
            (vec![here], vec![there], spot, json!("Calm stores"), json!("Fewer accidents"))
        }
        _ => return None,
    })
}

#[test]
fn whatever_two_changed_apart_is_listed_with_both_versions_and_either_can_be_kept() {
    let mut at = 0;
    loop {
        for keep in [Keep::Here, Keep::There] {
            let mut pair = Pair::meet();
            let Some((here, there, spot, mine, theirs)) = all_sorts(at, &mut pair) else {
                assert_eq!(at, 12);
                return;
            };
            pair.apart(here, there);
            let listed = pair.story.clashes(pair.bo);
            let wanted = Clash { spot, here: mine.clone(), there: theirs.clone() };
            assert_eq!(&listed[..], std::slice::from_ref(&wanted));
            // What is kept in this browser reads back as it was.
            assert_eq!(Clash::read(&wanted.to_json()), Some(wanted.clone()));
            pair.settles(0, keep);
            let kept = if keep == Keep::Here { mine } else { theirs };
            for who in [pair.fay, pair.bo] {
                assert_eq!(wanted.now(&pair.map(who)), kept, "{:?} by page {who}", wanted.spot);
            }
            assert!(pair.story.clashes(pair.bo).is_empty());
        }
        at += 1;
    }
}

#[test]
fn who_were_both_away_read_the_same_of_it_each_from_their_side_whoever_comes_back_first() {
    for bo_is_first in [true, false] {
        let mut pair = Pair::meet();
        let (fay, bo) = (pair.fay, pair.bo);
        for who in [fay, bo] {
            pair.story.wire(who, WireState::Reconnecting);
        }
        for (who, word, days) in [(fay, "South", 20.0), (bo, "North", 10.0)] {
            pair.story.does(who, titled(word));
            pair.story.does(who, Action::Capacity(Some(days)));
            let (id, key) = (pair.grow.clone(), "horizon");
            pair.story.does(who, Action::SetField { id, key, value: json!(word) });
        }
        pair.story.pass(60_000);
        for who in if bo_is_first { [bo, fay] } else { [fay, bo] } {
            pair.story.wire(who, WireState::Open);
        }
        pair.story.pass(20_000);
        assert_eq!(pair.map(bo), pair.map(fay));
        let listed = pair.story.clashes(bo);
        let of = |it: &Clash| (it.here.clone(), it.there.clone());
        let words = (json!("North"), json!("South"));
        let wanted = [words.clone(), words, (json!(10), json!(20))];
        assert_eq!(listed.iter().map(of).collect::<Vec<_>>(), wanted);
        let turned = |it: &Clash| (it.there.clone(), it.here.clone());
        let hers = pair.story.clashes(fay);
        assert_eq!(hers.iter().map(turned).collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn a_card_that_one_deletes_and_another_one_writes_on_can_come_back_with_what_was_written() {
    let ranked = |id: &CardId| Action::SetField { id: id.clone(), key: "rank", value: json!(2) };
    for bo_deletes in [true, false] {
        let mut pair = Pair::meet();
        let grow = pair.grow.clone();
        let (deletes, writes) =
            (vec![Action::RemoveCards { ids: vec![grow.clone()] }], vec![ranked(&grow)]);
        match bo_deletes {
            true => pair.apart(deletes, writes),
            false => pair.apart(writes, deletes),
        }
        let listed = pair.story.clashes(pair.bo);
        let [Clash { spot: Spot::CardGone(id), here, there }] = &listed[..] else {
            panic!("{listed:?}")
        };
        let (gone, written) = if bo_deletes { (here, there) } else { (there, here) };
        assert_eq!((id, gone), (&grow, &Json::Null));
        assert_eq!((&written["title"], &written["parts"]), (&json!("Grow"), &json!({ "rank": 2 })));
        assert_eq!(listed[0].now(&pair.map(pair.bo)), Json::Null);
        assert_eq!(Clash::read(&listed[0].to_json()).as_ref(), Some(&listed[0]));
        pair.settles(0, if bo_deletes { Keep::There } else { Keep::Here });
        let back = pair.map(pair.fay).card(&grow).cloned().expect("it is back");
        assert_eq!(back.fields.get("rank"), Some(&crate::model::Value::Number(2.0)));
        assert_eq!(pair.map(pair.fay).links.size(), 1, "with its link");
        assert!(pair.story.clashes(pair.bo).is_empty());
        assert_eq!(pair.story.pages[pair.bo].state.view().overlay, crate::store::Overlay::None);
    }
    // What was only moved about, or deleted by both, is nobody's loss.
    let mut pair = Pair::meet();
    let remove = |id: &CardId| Action::RemoveCards { ids: vec![id.clone()] };
    let (grow, learn) = (pair.grow.clone(), pair.learn.clone());
    let place = Place::new(Lane::Priorities, 40.0, 600.0);
    let here = vec![Action::MoveCards { moves: vec![(grow.clone(), place)] }, remove(&learn)];
    pair.apart(here, vec![remove(&grow), remove(&learn)]);
    assert!(pair.story.clashes(pair.bo).is_empty());
}

#[test]
fn links_that_one_deletes_with_or_without_their_card_and_another_one_changes_are_listed() {
    let says = |id: &LinkId| Action::SetLinkField {
        id: id.clone(),
        key: "assumption",
        value: json!("Staff stay"),
    };
    let mut pair = Pair::meet();
    let link = pair.link.clone();
    pair.apart(vec![Action::RemoveLink { id: link.clone() }], vec![says(&link)]);
    let listed = pair.story.clashes(pair.bo);
    let [Clash { spot: Spot::LinkGone(id), here: Json::Null, there }] = &listed[..] else {
        panic!("{listed:?}")
    };
    assert_eq!((id, &there["fields"]), (&link, &json!({ "assumption": "Staff stay" })));
    assert_eq!(Clash::read(&listed[0].to_json()).as_ref(), Some(&listed[0]));
    pair.settles(0, Keep::There);
    for who in [pair.fay, pair.bo] {
        let map = pair.map(who);
        let [link] = &map.links.values().collect::<Vec<_>>()[..] else { panic!("one link") };
        assert_eq!(
            (&link.from, &link.to, link.kind),
            (&pair.grow, &pair.learn, LinkKind::LaddersUp)
        );
        assert_eq!(link.fields.text("assumption"), "Staff stay");
    }
    // It went with its card.
    let mut pair = Pair::meet();
    let (grow, link) = (pair.grow.clone(), pair.link.clone());
    pair.apart(vec![says(&link)], vec![Action::RemoveCards { ids: vec![grow.clone()] }]);
    let listed = pair.story.clashes(pair.bo);
    assert_eq!(listed[0].spot, Spot::CardGone(grow.clone()));
    assert_eq!((listed.len(), &listed[0].here["links"]), (1, &json!(1)));
    pair.settles(0, Keep::Here);
    let map = pair.map(pair.fay);
    assert_eq!(map.links.get(&link).expect("it is back").fields.text("assumption"), "Staff stay");
}

#[test]
fn a_record_that_one_takes_away_and_another_one_changes_is_listed() {
    let mut pair = Pair::meet();
    pair.story.does(pair.fay, term(Some("text")));
    pair.story.pass(1_000);
    pair.apart(vec![term(None)], vec![term(Some("note"))]);
    let listed = pair.story.clashes(pair.bo);
    let [Clash { spot: Spot::Record("glossary", id), here: Json::Null, there }] = &listed[..]
    else {
        panic!("{listed:?}")
    };
    assert_eq!(there["say"], "note");
    pair.settles(0, Keep::Here);
    let words = |map: Map| map.records.lists.get("glossary").is_some_and(|it| it.contains_key(id));
    assert!(!words(pair.map(pair.fay)) && !words(pair.map(pair.bo)));
}

#[test]
fn a_workshop_that_one_leader_drops_while_another_one_writes_in_it_is_not_gone_for_good() {
    let mut pair = Pair::meet();
    begins(&mut pair.story, pair.fay, "45");
    pair.story.pass(2_000);
    let (fay, bo) = (pair.fay, pair.bo);
    let id = pair.map(fay).records.sessions.iter().next().expect("one").0.clone();
    pair.story.wire(bo, WireState::Reconnecting);
    pair.story.does(bo, says("Calm stores"));
    leads(&mut pair.story, fay, WorkshopAction::Drop);
    pair.story.wire(bo, WireState::Open);
    pair.story.pass(20_000);
    let listed = pair.story.clashes(bo);
    let [Clash { spot: Spot::SessionGone(gone), here, there: Json::Null }] = &listed[..] else {
        panic!("{listed:?}")
    };
    assert_eq!((gone, &here["feed_forward"]), (&id, &json!("Calm stores")));
    pair.settles(0, Keep::Here);
    let session = pair.map(fay).records.sessions.get(&id).cloned().expect("it is back");
    assert!(session.to_json().any(|(_, value)| value == "Calm stores"));
}

/// A map of so many cards, of which each was changed like this.
fn many(n: usize, change: impl Fn(&mut Card)) -> Map {
    let mut map = Map::empty(MapId::parse("m").expect("an id"));
    for i in 0..n {
        let id = CardId::parse(&format!("c{i:05}")).expect("an id");
        let place = Place::new(Lane::Priorities, 0.0, i as f64);
        let (title, notes) = (format!("Card {i}"), String::new());
        let (kind, fields) = (CardKind::Priority, Default::default());
        let mut card = Card { id: id.clone(), kind, title, notes, place, fields };
        change(&mut card);
        map.cards.insert_mut(id, Rc::new(card));
    }
    map
}

#[test]
fn of_more_than_anybody_looks_through_the_rest_is_counted_and_the_list_stays_small() {
    let before = many(3_000, |_| ());
    let renamed = |word: &str| many(3_000, |card| card.title.push_str(word));
    let found = Clashes::between(&before, &renamed(" here"), &renamed(" there"));
    assert_eq!((found.listed.len(), found.more, found.len()), (500, 2_500, 3_000));
    // Long texts fill it sooner, and a short one behind them still has room.
    let long = |word: &str| {
        many(100, |card| match card.id.as_str() {
            "c00099" => card.title.push_str(word),
            _ => card.notes = word.repeat(4_000),
        })
    };
    let texts = Clashes::between(&many(100, |_| ()), &long(" here"), &long(" there"));
    assert!(texts.listed.len() < 60 && texts.len() == 100, "{}", texts.listed.len());
    assert_eq!(texts.listed.last().expect("one").here, json!("Card 99 here"));
    // What is found later stands for what was found of the same, and of the others the oldest are only counted.
    let again = found.with(&Clashes::between(&before, &renamed(" once"), &renamed(" twice")));
    assert_eq!((again.listed.len(), again.len()), (500, 500 + 2 * 2_500));
    assert_eq!(again.listed[0].here, json!("Card 0 once"));
    let both = found.with(&texts);
    assert_eq!(both.listed.last(), texts.listed.last());
    assert_eq!(both.len(), 3_000 - 1 + texts.len(), "the title of card 99 is in both");
    // With the last one that was listed the others are forgotten.
    assert_eq!(found.only(|_| false), Clashes::default());
}

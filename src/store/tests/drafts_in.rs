//! Drafts that people put right on their own devices, without any connection.

use super::Story;
use super::hand_in::{Kept, hands_in, opens, settle, takes};
use crate::model::{CardId, Task};
use crate::store::*;

/// A map with these drafts, and the question that goes out about them.
fn asks(room: &mut Story, desk: &mut Kept, titles: &[&str]) -> (Vec<CardId>, String) {
    for text in titles {
        let (text, source, department) = ((*text).to_owned(), String::new(), String::new());
        let prompt = "strategy-leaders";
        let answer = PrepareAction::Answer { prompt, text, source, department, draft: true };
        room.does(Action::Prepare(answer));
    }
    let about: Vec<_> = titles.iter().map(|title| room.card(title).id.clone()).collect();
    let ask = Task::Drafts(titles.iter().map(|title| (*title).to_owned()).collect());
    room.does(Action::Gather(GatherAction::Show));
    settle(room, desk);
    let (about_them, prompt) = (about.clone(), "Is our draft right?".to_owned());
    room.does(Action::Gather(GatherAction::Begin { ask, about: about_them, prompt }));
    settle(room, desk);
    (about, room.state.open_round_now().expect("a question").fragment.clone())
}

fn says(phone: &mut Story, draft: u32, verdict: &'static str, words: &str) {
    phone.does(Action::Write(WriteAction::Vote { number: draft, text: verdict }));
    let (number, text) = (Task::words_about(draft), words.to_owned());
    phone.does(Action::Write(WriteAction::Words { number, text }));
}

fn count(room: &Story, draft: &CardId) -> [usize; 3] {
    counted(&corrections(room.state.map(), draft))
}

fn places(room: &mut Story, desk: &mut Kept) {
    room.does(Action::Gather(GatherAction::Place));
    settle(room, desk);
}

#[test]
fn people_without_a_connection_put_drafts_right_all_at_once_and_under_the_names_they_gave() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let (drafts, link) = asks(&mut room, &mut desk, &["Grow", "Hold", "Settled"]);
    let [(mut ann, mut anns), (mut bo, mut bos)] = [(); 2].map(|()| (Story::begin(), Kept::new()));
    opens(&mut ann, &mut anns, &link);
    ann.does(Action::Write(WriteAction::Name("Ann".into())));
    says(&mut ann, 0, "right", "");
    says(&mut ann, 1, "wrong", "Sold in May");
    says(&mut ann, 2, "right", "");
    opens(&mut bo, &mut bos, &link);
    says(&mut bo, 0, "missing", "Two regions");
    says(&mut bo, 7, "right", "There is no such draft");
    let chat = hands_in(&mut ann, &mut anns) + "\n" + &hands_in(&mut bo, &mut bos);
    takes(&mut room, &mut desk, &chat);
    assert!(drafts.iter().all(|draft| count(&room, draft) == [0; 3]), "nobody sees it before");

    // What is settled meanwhile is no draft any more.
    room.does(Action::Prepare(PrepareAction::Settle(drafts[2].clone())));
    places(&mut room, &mut desk);
    let counts = |room: &Story| drafts.iter().map(|it| count(room, it)).collect::<Vec<_>>();
    assert_eq!(counts(&room), [[1, 0, 1], [0, 1, 0], [0; 3]]);
    assert_eq!(room.state.view().overlay, Overlay::Drafts);
    let said = corrections(room.state.map(), &drafts[1]);
    assert_eq!((&*said[0].who, &*said[0].words), ("Ann", "Sold in May"));
    let voice = |draft: &CardId| {
        let said = corrections(room.state.map(), draft);
        said.iter().filter_map(|it| it.id.split_once('.').map(|(_, v)| v.to_owned())).collect()
    };
    let (grow, hold): (Vec<_>, Vec<_>) = (voice(&drafts[0]), voice(&drafts[1]));
    assert!(grow.iter().all(|voice| !hold.contains(voice)), "nobody is followed by a number");
    room.does(Action::Undo);
    assert_eq!(counts(&room), [[0; 3]; 3], "one step");
    room.does(Action::Redo);

    // Who thinks again says so once more: one word from each, and what is taken back goes.
    says(&mut ann, 0, "wrong", "In two regions only");
    says(&mut ann, 1, "", "");
    let again = hands_in(&mut ann, &mut anns);
    takes(&mut room, &mut desk, &again);
    assert!(room.state.open_round_now().expect("open").gathering.waiting() > 0);
    places(&mut room, &mut desk);
    assert_eq!(counts(&room), [[0, 1, 1], [0; 3], [0; 3]]);
    assert_eq!(room.state.open_round_now().expect("open").gathering.waiting(), 0);
    takes(&mut room, &mut desk, &(chat + &again));
    places(&mut room, &mut desk);
    assert_eq!(counts(&room), [[0, 1, 1], [0; 3], [0; 3]], "an older answer says nothing new");
}

#[test]
fn a_phone_keeps_what_it_says_to_drafts_until_it_is_handed_in() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let (drafts, link) = asks(&mut room, &mut desk, &["Grow"]);
    let mut pocket = Kept::new();
    let mut phone = Story::begin();
    opens(&mut phone, &mut pocket, &link);
    says(&mut phone, 0, "missing", "The nor");
    settle(&mut phone, &mut pocket);
    let mut phone = Story::begin();
    opens(&mut phone, &mut pocket, &link);
    let text = hands_in(&mut phone, &mut pocket);
    let mut desk_again = Story::begin_as(9);
    desk_again.state.replica = crate::document::Replica::from_map(
        room.state.map(),
        9,
        desk_again.state.setup.clock.clone(),
    );
    // The desk was reloaded: the question and what came in are there again.
    takes(&mut desk_again, &mut desk, &text);
    places(&mut desk_again, &mut desk);
    assert_eq!(count(&desk_again, &drafts[0]), [0, 0, 1]);
    assert_eq!(corrections(desk_again.state.map(), &drafts[0])[0].words, "The nor");
}

//! Stories of what becomes of somebody's answer: it is handed in whole, its question ends, and the next one comes.

use super::*;
use crate::model::{CardId, CardKind, Task};
use crate::store::{GatherAction, OpenWriting, Way, WriteAction};

const CARDS: Task = Task::Cards(CardKind::Priority);

impl Story {
    fn is_asked(&mut self, who: usize, ask: Task, about: Vec<CardId>, prompt: &str) {
        let prompt = prompt.to_owned();
        self.does(who, Action::Gather(GatherAction::Begin { ask, about, prompt }));
        self.pass(2_000);
    }

    fn step(&mut self, who: usize, step: WriteAction) {
        self.does(who, Action::Write(step));
        self.pass(1_000);
    }

    fn puts_down(&mut self, who: usize, text: &str) {
        self.step(who, WriteAction::Draft(text.to_owned()));
    }

    fn does_gather(&mut self, who: usize, step: GatherAction) {
        self.does(who, Action::Gather(step));
        self.pass(1_000);
    }

    /// Somebody's page is loaded anew, at the address of this question: their new page.
    fn reloads_at(&mut self, who: usize, question: &str) -> usize {
        let old = &mut self.pages[who];
        (old.online, old.topic, old.wakes) = (false, None, None);
        let (private, slot, log) = (old.private.clone(), old.slot.clone(), old.log.clone());
        let kept = old.kept.clone().expect("keys are kept");
        let back = self.page();
        self.pages[back].private = private;
        self.does(back, Action::Loaded { slot, entries: Ok(log) });
        self.does(back, Action::Room(RoomStep::Rejoin { kept }));
        self.does(back, Action::OpenLink { text: question.to_owned() });
        back
    }

    fn sheet(&self, who: usize) -> Rc<OpenWriting> {
        let shown = self.pages[who].snapshot.as_ref().expect("something is shown");
        shown.writing.clone().expect("a question is open")
    }
}

#[test]
fn who_stays_with_a_closed_question_reads_so_and_is_asked_the_next_one_there() {
    let (mut story, fay, pat, _) = Story::of_two(&[]);
    story.is_asked(fay, CARDS, Vec::new(), "What matters most?");
    story.opens_question(pat);
    story.puts_down(pat, "Safer stores\nFewer returns");
    story.step(pat, WriteAction::HandIn);
    story.does_gather(fay, GatherAction::Place);
    story.does_gather(fay, GatherAction::End);
    let sheet = story.sheet(pat);
    assert_eq!((&sheet.way, sheet.arrived()), (&Way::Over, Some(2)));
    assert!(!sheet.has_news());
    // What is typed even so goes by hand or not at all; it does not look as if it were on its way.
    story.puts_down(pat, "Late");
    assert!(story.sheet(pat).has_news());
    assert_eq!(story.sheet(pat).way, Way::Over);
    story.is_asked(fay, CARDS, Vec::new(), "What stands in the way?");
    let next = story.view(pat).invitation.clone().expect("the next one is asked");
    assert!(!story.sheet(pat).is_for(&next), "so it is offered beside what was answered");
    story.opens_question(pat);
    let sheet = story.sheet(pat);
    assert_eq!((&sheet.way, &*sheet.invitation.prompt), (&Way::Room, "What stands in the way?"));
    assert_eq!(sheet.writing.cards, []);
}

#[test]
fn the_result_of_a_vote_reaches_who_voted_and_the_vote_is_known_to_count() {
    let (mut story, fay, pat, link) = Story::of_two(&["Grow", "Hire"]);
    let quiet = story.joins(&link, "Quinn");
    let options = vec!["Grow".to_owned(), "Hire".to_owned()];
    let ask = Task::Pick { options, dots: 1 };
    story.is_asked(fay, ask.clone(), Vec::new(), "Which?");
    for who in [pat, quiet] {
        story.opens_question(who);
    }
    story.step(pat, WriteAction::Vote { number: 1, text: "1" });
    story.step(pat, WriteAction::HandIn);
    assert_eq!(story.sheet(pat).result, None, "nobody sees a count before it is shown");
    story.does_gather(fay, GatherAction::Type { choice: 1, count: 2 });
    story.does_gather(fay, GatherAction::Reveal);
    for (who, arrived) in [(pat, 1), (quiet, 0)] {
        let sheet = story.sheet(who);
        assert_eq!(sheet.way, Way::Over);
        assert_eq!(sheet.result.as_deref(), Some(&[0, 3][..]));
        assert_eq!(sheet.arrived(), Some(arrived));
        assert_eq!(story.view(who).invitation, None);
    }
    // The next question takes its place in the room, and nothing of it from those who look at it.
    story.is_asked(fay, ask, Vec::new(), "And now?");
    assert_eq!(story.sheet(pat).result.as_deref(), Some(&[0, 3][..]));
    story.opens_question(pat);
    assert_eq!(story.sheet(pat).result, None);
}

#[test]
fn what_still_stands_in_the_box_is_handed_in_with_the_rest() {
    let (mut story, fay, pat, _) = Story::of_two(&[]);
    story.is_asked(fay, CARDS, Vec::new(), "What matters most?");
    story.opens_question(pat);
    story.puts_down(pat, "Safer stores");
    assert_eq!((story.sheet(pat).to_hand_in(), story.sheet(pat).has_news()), (1, true));
    story.step(pat, WriteAction::HandIn);
    assert_eq!(
        (story.sheet(pat).way.clone(), story.sheet(pat).writing.draft.as_str()),
        (Way::Arrived, "")
    );
    story.puts_down(pat, "Fewer returns");
    assert!(story.sheet(pat).has_news(), "what is in the box is not in yet");
    story.step(pat, WriteAction::HandIn);
    story.does_gather(fay, GatherAction::Place);
    let mut titles = story.titles(pat);
    titles.sort();
    assert_eq!(titles, ["Fewer returns", "Safer stores"]);
}

#[test]
fn a_code_that_is_shown_while_nobody_answers_goes_through_the_room_too() {
    let (mut story, fay, pat, _) = Story::of_two(&[]);
    story.is_asked(fay, CARDS, Vec::new(), "What matters most?");
    story.opens_question(pat);
    story.pages[fay].full = true;
    story.puts_down(pat, "Safer stores");
    story.step(pat, WriteAction::HandIn);
    story.puts_down(pat, "Fewer returns");
    story.step(pat, WriteAction::ShowCodes);
    assert!(matches!(story.sheet(pat).way, Way::Sent(_)));
    story.pages[fay].full = false;
    story.pass(90_000);
    assert_eq!(story.sheet(pat).way, Way::Arrived);
    story.does_gather(fay, GatherAction::Place);
    assert_eq!(story.titles(fay).len(), 2);
}

#[test]
fn who_is_busy_with_an_answer_is_not_away_and_writes_again_after_handing_in() {
    let (mut story, fay, pat, _) = Story::of_two(&[]);
    story.is_asked(fay, CARDS, Vec::new(), "What matters most?");
    story.opens_question(pat);
    let before = story.frames.len();
    for letter in 0..200 {
        story.does(pat, Action::Write(WriteAction::Draft("S".repeat(letter + 1))));
        story.pass(1_000);
    }
    let guest = |story: &Story| story.view(fay).guests[0].clone();
    assert!(!guest(&story).idle);
    assert_eq!(guest(&story).here.map(|here| (here.at, here.card)), Some((None, None)));
    let busy = story.frames.len() - before;
    story.pass(200_000);
    assert!(guest(&story).idle, "whoever stops for minutes is away");
    let resting = story.frames.len() - before - busy;
    assert!(busy < resting + 20, "{busy} frames of who writes, {resting} of who rests");

    story.step(pat, WriteAction::HandIn);
    assert_eq!(guest(&story).about.answering, Answering::HandedIn);
    story.puts_down(pat, "One more");
    assert_eq!(guest(&story).about.answering, Answering::Writing);
    story.puts_down(pat, "");
    assert_eq!(guest(&story).about.answering, Answering::HandedIn);
    story.puts_down(pat, "One more");
    story.does(pat, Action::LeaveLink);
    story.pass(1_000);
    assert_eq!(guest(&story).about.answering, Answering::HandedIn, "the first one is in");
}

#[test]
fn who_reloads_after_a_question_was_closed_reads_what_who_stayed_reads() {
    let (mut story, fay, pat, link) = Story::of_two(&["Grow"]);
    let quiet = story.joins(&link, "Quinn");
    story.pass(3_000);
    story.is_asked(fay, CARDS, Vec::new(), "What matters most?");
    story.opens_question(pat);
    story.opens_question(quiet);
    story.puts_down(pat, "Safer stores");
    story.step(pat, WriteAction::HandIn);
    let question = story.view(pat).invitation.clone().expect("asked");

    // While it is asked a reload says what is in, and that is what whoever leads sees.
    let pat = story.reloads_at(pat, &question);
    assert_eq!(story.sheet(pat).way, Way::Arrived, "this device knows it, whoever is there");
    story.pass(5_000);
    assert_eq!(story.sheet(pat).way, Way::Arrived);
    let pats =
        story.view(fay).guests.iter().find(|it| it.name == "Bo").map(|it| it.about.answering);
    assert_eq!(pats, Some(Answering::HandedIn));

    story.does_gather(fay, GatherAction::Place);
    story.does_gather(fay, GatherAction::End);
    for (who, arrived) in [(pat, 1), (quiet, 0)] {
        let stayed = story.sheet(who);
        let back = story.reloads_at(who, &question);
        story.pass(5_000);
        let sheet = story.sheet(back);
        assert_eq!((&sheet.way, sheet.arrived()), (&Way::Over, Some(arrived)));
        assert_eq!((&sheet.way, sheet.arrived()), (&stayed.way, stayed.arrived()));
        assert_eq!(sheet.writing, stayed.writing);
    }
}

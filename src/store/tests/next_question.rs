//! A question while another one is open: who has a link to that may be writing still.

use super::Story;
use super::hand_in::{Kept, asks, hands_in, opens, settle, takes, writes};
use crate::model::{CardKind, Task};
use crate::store::*;

const CARDS: Task = Task::Cards(CardKind::Priority);

fn begins(desk: &mut Story, kept: &mut Kept, prompt: &str) {
    let (ask, about, prompt) = (Task::Scale, Vec::new(), prompt.to_owned());
    desk.does(Action::Gather(GatherAction::Begin { ask, about, prompt }));
    settle(desk, kept);
}

/// What is asked, and what was to be asked meanwhile.
fn asked(desk: &Story) -> (Task, Option<String>) {
    let round = desk.state.open_round_now().expect("a question");
    (round.gathering.ask.clone(), round.next.as_ref().map(|next| next.prompt.clone()))
}

/// Somebody writes one card for it, and hands it in.
fn answer(link: &str, text: &str) -> String {
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, link);
    writes(&mut phone, &mut pocket, &[text]);
    hands_in(&mut phone, &mut pocket)
}

#[test]
fn a_question_by_link_stays_open_until_somebody_closes_it_and_answers_that_come_late_are_read() {
    let (mut desk, mut kept) = (Story::begin(), Kept::new());
    let link = asks(&mut desk, &mut kept);
    let next = || Some("How sure are you?".to_owned());
    let does = |desk: &mut Story, kept: &mut Kept, action: GatherAction| {
        desk.does(Action::Gather(action));
        settle(desk, kept);
    };
    begins(&mut desk, &mut kept, "How sure are you?");
    assert_eq!(asked(&desk), (CARDS, next()), "somebody may be writing, and it is said");
    assert_eq!(desk.state.view().overlay, Overlay::Gather);
    takes(&mut desk, &mut kept, &answer(&link, "Hire faster"));
    does(&mut desk, &mut kept, GatherAction::Replace);
    assert_eq!(asked(&desk), (CARDS, next()), "what is in is not thrown away");
    // Shown again for its own sake, nothing is said of another one.
    does(&mut desk, &mut kept, GatherAction::Show);
    assert_eq!(asked(&desk), (CARDS, None));
    does(&mut desk, &mut kept, GatherAction::Replace);
    does(&mut desk, &mut kept, GatherAction::Place);

    // All that came is on the map, and another link was sent to somebody who answers tomorrow.
    begins(&mut desk, &mut kept, "How sure are you?");
    assert_eq!(asked(&desk), (CARDS, next()));
    assert_eq!(takes(&mut desk, &mut kept, &answer(&link, "Fewer returns")).cards, 1);
    does(&mut desk, &mut kept, GatherAction::Place);
    desk.card("Fewer returns");
    does(&mut desk, &mut kept, GatherAction::Replace);
    assert_eq!(asked(&desk), (Task::Scale, None), "closed by somebody who knows what that means");
    assert_eq!(desk.state.view().overlay, Overlay::Gather);
    // The last part of a key says what it holds; the part before it is a map's random id.
    let writers = kept.keys().filter(|key| key.rsplit('.').next().unwrap().starts_with('w'));
    assert_eq!(writers.count(), 0, "{kept:?}");
    // The same once more is the same.
    begins(&mut desk, &mut kept, "How sure are you?");
    assert_eq!(asked(&desk), (Task::Scale, None));
}

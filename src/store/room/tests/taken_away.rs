//! Somebody deletes the card that another one is writing in.

use super::*;
use crate::document::TextField;
use crate::model::Json;
use crate::store::{Mode, Overlay, Selection};

/// Bo writes in Fay's card, and Fay deletes it meanwhile.
fn deleted_meanwhile() -> (Story, usize, usize, crate::model::CardId) {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    let id = story.card_titled(bo, "Grow");
    story.does(bo, Action::Edit(id.clone()));
    story.types(bo, &id, TextField::Title, "Grow in the north");
    story.pass(500);
    story.does(fay, Action::RemoveCards { ids: vec![id.clone()] });
    story.pass(500);
    assert_eq!(story.titles(bo), Vec::<String>::new());
    (story, fay, bo, id)
}

impl Story {
    fn overlay(&self, who: usize) -> Overlay {
        self.pages[who].state.view().overlay.clone()
    }
}

#[test]
fn who_writes_in_a_card_that_goes_is_told_by_whom_and_puts_it_back_with_all_their_words() {
    let (mut story, fay, bo, id) = deleted_meanwhile();
    assert_eq!(story.overlay(bo), Overlay::TakenAway(id.clone(), Some("Fay".into())));
    assert_eq!(story.overlay(fay), Overlay::None);
    let words = Some(("title".to_owned(), Json::from("Grow in the north and the south")));
    story.does(bo, Action::BringBack { id: id.clone(), words });
    story.pass(500);
    assert_eq!(story.overlay(bo), Overlay::None);
    assert_eq!(story.titles(fay), ["Grow in the north and the south"]);
    assert_eq!(story.titles(bo), story.titles(fay));
    // It is an edit like any other: taken back with the words, then the card.
    story.does(bo, Action::Undo);
    story.does(bo, Action::Undo);
    story.pass(500);
    assert!(story.titles(fay).is_empty());
}

#[test]
fn words_for_a_card_that_somebody_else_has_put_back_are_added_to_it() {
    let (mut story, fay, bo, id) = deleted_meanwhile();
    story.does(fay, Action::Undo);
    story.pass(500);
    assert_eq!(story.titles(bo), ["Grow in the north"]);
    let words = Some(("notes".to_owned(), Json::from("By spring")));
    story.does(bo, Action::BringBack { id: id.clone(), words });
    story.pass(500);
    assert_eq!(story.pages[fay].state.map().card(&id).expect("there").notes, "By spring");
}

#[test]
fn who_has_a_card_that_goes_only_selected_sees_that_it_is_gone() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow", "Learn"]);
    let (grow, learn) = (story.card_titled(bo, "Grow"), story.card_titled(bo, "Learn"));
    let remove = |story: &mut Story, id: &crate::model::CardId| {
        story.does(fay, Action::RemoveCards { ids: vec![id.clone()] });
        story.pass(500);
    };
    story.does(bo, Action::Select(Selection::card(grow.clone())));
    remove(&mut story, &grow);
    assert_eq!(story.overlay(bo), Overlay::None);
    // In the outline its title is a box.
    story.does(bo, Action::SetMode(Mode::Outline));
    story.does(bo, Action::Select(Selection::card(learn.clone())));
    remove(&mut story, &learn);
    assert_eq!(story.overlay(bo), Overlay::TakenAway(learn, Some("Fay".into())));
}

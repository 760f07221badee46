//! The participant's side of handing in: an invitation is opened, cards are written and kept on this device, and handed
//! in as text or codes that only the facilitator can open.

use std::rc::Rc;

use super::action::{Effect, Trouble};
use super::gather::is_round;
use super::state::State;
use super::view::{Overlay, Page};
use crate::exchange::{self, BadLink, Invitation, QrPicture};
use crate::facilitation::Writing;

/// What a participant does.
#[derive(Debug, Clone, PartialEq)]
pub enum WriteAction {
    /// The box has this text now.
    Draft(String),
    /// What stands in the box becomes a card; several lines become several.
    Add,
    Change {
        number: u32,
        text: String,
    },
    Remove(u32),
    /// A choice, under the number that the question gives it; empty takes it back.
    Vote {
        number: u32,
        text: &'static str,
    },
    /// Words under a number that the question gives, as they stand now.
    Words {
        number: u32,
        text: String,
    },
    Name(String),
    /// Through the room where the question came from there, and otherwise as [`Self::ShowCodes`].
    HandIn,
    /// As text and codes, to be taken there by hand.
    ShowCodes,
    /// Those who lead the room have this part of what was handed in.
    Arrived {
        slot: u64,
        number: u32,
    },
    /// The room is led differently, or is there again: what has not arrived is handed in once more.
    Again,
}

/// What a participant sees.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenWriting {
    pub invitation: Invitation,
    pub fragment: Rc<str>,
    pub writing: Writing,
    pub handed: Option<HandedIn>,
    pub kept: Kept,
    pub way: Way,
    /// The last turn that is known to have arrived through a room.
    pub(super) arrived: u32,
    /// A room has asked it: whether it still does is the room's to say.
    pub(super) of_room: bool,
    /// Of a vote, once those who lead the room have shown it: the count for each choice.
    pub result: Option<Rc<[u32]>>,
    /// Writes under way, and the keys of what could not be kept: tried again with the next write.
    pending: u32,
    unkept: Vec<String>,
}

/// How what was written gets to whoever asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Way {
    /// By hand, as text or codes.
    #[default]
    ByHand,
    /// Through the room; nothing has been handed in there yet.
    Room,
    /// Handed in there; these parts of it have not been acknowledged.
    Sent(Vec<u64>),
    /// Whoever asked has it.
    Arrived,
    /// The room that asked asks it no more. What has not arrived can be taken there by hand, if it is taken at all.
    Over,
}

/// Everything that was written, ready to be taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct HandedIn {
    /// For a chat or a mail.
    pub text: Rc<str>,
    /// For a camera; one after the other.
    /// `None` for a card that is too long for one.
    pub codes: Rc<[Option<QrPicture>]>,
}

/// Whether this device keeps what is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// Asked for what was written here before.
    Reading,
    /// So many writes are under way.
    Writing(u32),
    Failed(Trouble),
    /// The person or the host page asked to keep nothing.
    Nothing,
}

impl OpenWriting {
    /// Closing the page now would lose words.
    #[must_use]
    pub fn would_be_lost(&self) -> bool {
        let unkept = matches!(self.kept, Kept::Failed(_) | Kept::Nothing);
        // Whether what was handed in has arrived anywhere nobody here can know.
        unkept
            && self.way != Way::Arrived
            && (self.writing.shown().next().is_some() || !self.writing.draft.is_empty())
    }
}

impl State {
    pub(super) fn open_invitation(&mut self, text: &str) -> Result<(), BadLink> {
        let invitation = Invitation::read(text)?;
        if self.writing.as_ref().is_some_and(|open| open.invitation.is_same(&invitation)) {
            return Ok(());
        }
        self.end_edit();
        self.flush();
        let fragment = invitation.fragment().into();
        let keeps = !self.saving.keeps_nothing;
        let kept = if keeps { Kept::Reading } else { Kept::Nothing };
        let prefix = format!("write.{}.", invitation.round);
        let writing = Writing::new();
        let (handed, pending, unkept) = (None, 0, Vec::new());
        let (way, arrived, result) = (Way::default(), 0, None);
        let open = OpenWriting {
            invitation,
            fragment,
            writing,
            handed,
            kept,
            way,
            arrived,
            of_room: false,
            result,
            pending,
            unkept,
        };
        self.writing = Some(Rc::new(open));
        self.find_way();
        self.view.page = Page::Write;
        self.view.overlay = Overlay::None;
        self.view.notices.clear();
        if keeps {
            self.effect(Effect::ReadPrivate { prefix });
        }
        self.tell_link();
        self.touch();
        Ok(())
    }

    pub(super) fn write(&mut self, action: WriteAction) {
        let by_hand = |way: &Way| matches!(way, Way::ByHand | Way::Over);
        let through_room = self.writing.as_ref().is_some_and(|open| !by_hand(&open.way));
        match action {
            WriteAction::Arrived { slot, number } => return self.hand_in_arrived(slot, number),
            WriteAction::Again => return self.find_way(),
            WriteAction::HandIn if through_room => return self.hand_in_to_room(),
            _ => self.tell_at_work(),
        }
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        let writing = &mut open.writing;
        let turn = writing.turn;
        let mut rows = Vec::new();
        match action {
            WriteAction::Draft(text) => {
                writing.draft = text;
                rows.push(None);
            }
            WriteAction::Name(name) => {
                writing.name = name;
                rows.push(None);
            }
            WriteAction::Add => {
                rows.extend(cards_of_draft(writing));
                rows.push(None);
            }
            WriteAction::Change { number, text } => {
                if let Some(card) = writing.card_mut(number) {
                    card.text = text;
                    rows.push(Some(number));
                }
            }
            WriteAction::Vote { number, text } => {
                writing.vote(number, text);
                rows.push(Some(number));
            }
            WriteAction::Words { number, text } => {
                writing.vote(number, &text);
                rows.push(Some(number));
            }
            WriteAction::Remove(number) => {
                writing.remove(number);
                rows.push(Some(number));
            }
            WriteAction::Arrived { .. } | WriteAction::Again => {}
            WriteAction::HandIn | WriteAction::ShowCodes => {
                cards_of_draft(writing);
                let cards = writing.hand_in();
                let invitation = &open.invitation;
                let (writer, turn) = (writing.writer, writing.turn);
                let codes = invitation.codes(writer, turn, &writing.name, &cards);
                let text = invitation.text(writer, turn, &writing.name, &cards).into();
                let codes = codes.iter().map(|code| exchange::qr_picture(code)).collect();
                open.handed = Some(HandedIn { text, codes });
                self.view.overlay = Overlay::HandIn;
                rows.extend(cards.iter().map(|card| Some(card.number)));
                rows.push(None);
            }
        }
        if through_room && open.writing.turn != turn {
            // What is shown as a code goes through the room too: what went there before is not all of it any more.
            self.send_to_room();
        }
        self.tell_how_far();
        self.keep_written(rows);
    }

    pub(super) fn keep_written(&mut self, mut rows: Vec<Option<u32>>) {
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        if open.kept == Kept::Reading {
            // Written before it was read, it would be taken for what somebody wrote here another time.
            return self.touch();
        }
        let again = open.unkept.iter().map(|key| open.number_in(key)).collect::<Vec<_>>();
        rows.extend(again);
        let rows: Vec<_> = rows.into_iter().map(|row| open.row(row)).collect();
        open.pending += u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if open.unkept.is_empty() && open.kept != Kept::Nothing {
            open.kept = Kept::Writing(open.pending);
        }
        for (key, text) in rows {
            self.keep_private(key, text);
        }
        self.touch();
    }

    pub(super) fn private_read(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        if is_round(prefix) {
            self.round_read(rows);
        } else if prefix.starts_with(super::private::PREFIX) {
            self.private_rows(prefix, rows);
        } else if prefix.starts_with(super::workshop::pocket::PREFIX) {
            match prefix.ends_with(".half.") {
                true => self.boxes_read(prefix, rows),
                false => self.pocket_read(prefix, rows),
            }
        } else if prefix.starts_with(super::register::MOVED) {
            self.moved(prefix, rows);
        } else if prefix.starts_with(super::room::KEPT) {
            self.clashes_read(prefix, rows);
        } else if prefix.starts_with(super::room::OWN) {
            self.own_read(prefix, rows);
        } else {
            self.writing_read(prefix, rows);
        }
    }

    pub(super) fn private_kept(&mut self, key: &str, result: Result<(), Trouble>) {
        match is_round(key) {
            true => self.round_kept(key, result),
            false if key.starts_with(super::workshop::pocket::PREFIX) => self.box_kept(key, result),
            false => self.writing_kept(key, result),
        }
    }

    /// What this device keeps of this round came back. What was written meanwhile stays.
    fn writing_read(&mut self, prefix: &str, rows: Result<Vec<(String, String)>, Trouble>) {
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        if open.prefix() != prefix {
            return;
        }
        match rows {
            Err(trouble) => open.kept = Kept::Failed(trouble),
            Ok(rows) => {
                open.restore(&rows);
                open.kept = Kept::Writing(0);
            }
        }
        // What was written while it was read follows.
        let mut rows: Vec<_> =
            open.writing.cards.iter().map(|card| open.row(Some(card.number))).collect();
        let writing = &open.writing;
        let begun = !rows.is_empty() || !writing.draft.is_empty() || !writing.name.is_empty();
        if begun || open.of_room {
            rows.push(open.row(None));
        }
        open.pending += u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if let Kept::Writing(pending) = &mut open.kept {
            *pending = open.pending;
        }
        for (key, text) in rows {
            self.keep_private(key, text);
        }
        self.find_way();
        self.touch();
    }

    fn writing_kept(&mut self, key: &str, result: Result<(), Trouble>) {
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        if !key.starts_with(&open.prefix()) {
            return;
        }
        open.pending = open.pending.saturating_sub(1);
        open.unkept.retain(|unkept| unkept != key);
        match result {
            Err(trouble) => {
                open.unkept.push(key.to_owned());
                open.kept = Kept::Failed(trouble);
            }
            Ok(()) if open.unkept.is_empty() => open.kept = Kept::Writing(open.pending),
            Ok(()) => {}
        }
        self.touch();
    }

    /// Away from an invitation; what was written stays on this device.
    pub(super) fn leave_writing(&mut self) -> bool {
        let left = self.writing.take();
        let was_open = left.is_some();
        if let Some(open) = left {
            self.stop_answering(open.way == Way::Arrived);
            self.view.overlay = Overlay::None;
            self.tell_link();
        }
        was_open
    }
}

/// What stands in the box is a card, or several. Gives their rows.
pub(super) fn cards_of_draft(writing: &mut Writing) -> Vec<Option<u32>> {
    let draft = std::mem::take(&mut writing.draft);
    exchange::lines(&draft).into_iter().map(|line| Some(writing.add(line))).collect()
}

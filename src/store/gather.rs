//! The facilitator's side of handing in: a question goes out as a link, answers come back as text, and go on the map all
//! at once. Until then they are this browser's secret, kept where no map reaches.

use std::rc::Rc;

use super::action::{Effect, Trouble};
use super::gather_room::Owed;
use super::room::{HandedIn, RoomStep};
use super::state::State;
use super::view::{Overlay, Tone};
use crate::exchange::{self, Invitation};
use crate::facilitation::{Gathering, Writer};
use crate::model::{CardId, Json, Task, WriterId};
use crate::words::Message;

/// What the keys of a round begin with; the map's id follows.
pub(super) const PREFIX: &str = "round.";

/// What a facilitator does.
#[derive(Debug, Clone, PartialEq)]
pub enum GatherAction {
    /// Shows the dialog.
    Show,
    /// Asks the room. Where a question is open already, that is shown instead, and this one is offered as the next.
    Begin {
        ask: Task,
        /// The cards that a vote is about.
        about: Vec<CardId>,
        prompt: String,
    },
    /// Text with something handed in: a scanned code, or a whole chat.
    Take { text: String },
    /// Something came through the room that the map is built in.
    HandedIn(HandedIn),
    /// What is asked here is offered to everybody in the room.
    Offer,
    /// So many people in the room chose this.
    Type { choice: usize, count: u32 },
    /// Shows everybody the result of a vote.
    Reveal,
    /// Puts everything that is in on the map: cards, or the result of a vote onto the cards that it was about.
    Place,
    /// Erases somebody from the map, unless something was handed in that may hold the name.
    Erase(CardId),
    /// What this browser keeps of a question comes back, and nothing else happens.
    Look,
    /// Closes the question that is open, and asks the one that was to be asked meanwhile.
    Replace,
    /// The round is over: its key and what was handed in are let go here. Whoever leads a room can make its key again.
    End,
}

/// What this canvas knows of a round.
#[derive(Debug, Clone, Default)]
pub(super) enum Round {
    /// Not asked yet: this browser may keep one.
    #[default]
    Unknown,
    /// The storage was asked; this follows.
    Asked(Vec<GatherAction>),
    None,
    Open(Rc<OpenRound>),
}

/// A question that is not asked yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub ask: Task,
    pub about: Vec<CardId>,
    pub prompt: String,
}

/// A round as the screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRound {
    pub gathering: Gathering,
    /// What leads people here, behind the address of this page.
    pub fragment: String,
    pub took: Option<Took>,
    /// Why this browser does not keep all of it.
    pub unkept: Option<Trouble>,
    /// The keys of what it does not keep.
    unkept_keys: Vec<String>,
    /// Some of what came found no place.
    pub full: bool,
    /// What was to be asked while this was open.
    pub next: Option<Asking>,
    /// What came through a room, and is not acknowledged yet.
    pub(super) owed: Vec<Owed>,
    /// The keys of writes under way.
    pub(super) under_way: Vec<String>,
    /// Who handed in as whom.
    pub(super) people: Vec<([u8; 32], WriterId)>,
}

impl OpenRound {
    /// Cards, or words about drafts, were asked for, and all that came are on the map.
    #[must_use]
    pub fn is_on_the_map(&self) -> bool {
        let gathering = &self.gathering;
        let came = gathering.writers().next().is_some();
        !gathering.ask.is_vote() && came && gathering.waiting() == 0
    }

    /// Nothing that is in would be thrown away with it.
    #[must_use]
    pub fn may_close(&self) -> bool {
        let it = &self.gathering;
        match it.ask {
            Task::Cards(_) | Task::Drafts(_) => it.waiting() == 0,
            Task::Pick { .. } | Task::Scale => {
                it.revealed || (it.writers().next().is_none() && it.typed.iter().all(|n| *n == 0))
            }
        }
    }

    /// Closing the page now would lose what people handed in.
    #[must_use]
    pub fn would_be_lost(&self, keeps_nothing: bool) -> bool {
        let some = self.gathering.waiting() > 0 && !self.gathering.revealed;
        some && (keeps_nothing || self.unkept.is_some())
    }
}

/// What came of the latest text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Took {
    /// Counts up, so that the same words are said again.
    pub number: usize,
    pub cards: usize,
    /// Handed in before and nothing new in it.
    pub again: usize,
    /// Cut short or changed on its way.
    pub harmed: usize,
    /// For another question.
    pub elsewhere: usize,
    /// Votes after the result was shown.
    pub late: usize,
    /// More than one person, or a whole round, can say.
    pub left_out: usize,
}

impl State {
    pub(super) fn gather(&mut self, action: GatherAction) {
        match &mut self.round {
            Round::Unknown if self.saving.keeps_nothing => self.round = Round::None,
            Round::Unknown => {
                let prefix = self.round_prefix();
                self.round = Round::Asked(vec![action]);
                return self.effect(Effect::ReadPrivate { prefix });
            }
            Round::Asked(waiting) => return waiting.push(action),
            Round::None | Round::Open(_) => {}
        }
        match action {
            GatherAction::Show => {
                self.take_over();
                self.change_round(|round| round.next = None);
                self.show_gather();
            }
            GatherAction::Look => {}
            GatherAction::HandedIn(handed) => self.take_from_room(handed),
            GatherAction::Offer => self.offer_round(),
            GatherAction::Begin { ask, about, prompt } => {
                self.begin_round(Asking { ask, about, prompt });
            }
            GatherAction::Replace => self.replace_round(),
            GatherAction::Take { text } => self.take_hand_ins(&text),
            GatherAction::Type { choice, count } => self.change_question(|round| {
                if let Some(typed) = round.typed.get_mut(choice) {
                    *typed = count;
                }
            }),
            GatherAction::Reveal => {
                self.change_question(|round| round.revealed = true);
                self.offer_round();
                self.record_vote();
            }
            GatherAction::Place => self.place(),
            GatherAction::End => self.end_round(),
            GatherAction::Erase(id) => {
                let round = self.open_round_now();
                match round.is_some_and(|it| it.gathering.writers().next().is_some()) {
                    true => self.notify(Tone::Warning, Message::new("erase.round")),
                    false => self.erase(&id),
                }
            }
        }
        self.touch();
    }

    fn show_gather(&mut self) {
        self.end_edit();
        self.view.overlay = Overlay::Gather;
    }

    fn begin_round(&mut self, asking: Asking) {
        if self.is_readonly() {
            return;
        }
        if let Some(round) = self.open_round_now() {
            if !self.is_over(&round.gathering) {
                // What is in, or on its way, would be thrown away with the key that opens it.
                let it = &round.gathering;
                let is_other = (&it.ask, &it.prompt) != (&asking.ask, &asking.prompt);
                self.change_round(|round| round.next = is_other.then_some(asking));
                return self.show_gather();
            }
            self.forget_writers(&round.gathering);
        }
        self.ask_anew(asking);
    }

    /// Nothing of it can be on its way any more. Who has a link answers days later; only what is asked in a room is answered there
    /// and then.
    fn is_over(&self, gathering: &Gathering) -> bool {
        let in_room = self.key_of_the_room(gathering.round).as_ref() == Some(&gathering.key);
        let all_placed = gathering.waiting() == 0 && gathering.writers().next().is_some();
        gathering.revealed || (in_room && all_placed)
    }

    fn replace_round(&mut self) {
        let round = self.open_round_now().filter(|round| round.may_close());
        let Some(round) = round.filter(|_| !self.is_readonly()) else { return };
        let Some(next) = round.next.clone() else { return };
        self.forget_writers(&round.gathering);
        self.ask_anew(next);
        self.show_gather();
    }

    fn ask_anew(&mut self, Asking { ask, about, prompt }: Asking) {
        let mut gathering = Gathering::new(ask, about, prompt);
        // Whoever else leads the room can make the same key, and take over.
        if let Some(key) = self.key_of_the_room(gathering.round) {
            gathering.key = key;
        }
        self.keep_round(&gathering);
        self.open_round(gathering);
        self.offer_round();
        // The map that the answers are for has to be there after a reload.
        self.keep_even_empty();
    }

    pub(super) fn open_round(&mut self, gathering: Gathering) {
        let invitation = Invitation {
            round: gathering.round,
            key: gathering.key.sealing_key(),
            ask: gathering.ask.clone(),
            prompt: gathering.prompt.clone(),
            map: self.map().title.to_string(),
        };
        let fragment = invitation.fragment();
        let round = OpenRound {
            gathering,
            fragment,
            took: None,
            unkept: None,
            unkept_keys: Vec::new(),
            full: false,
            next: None,
            owed: Vec::new(),
            under_way: Vec::new(),
            people: Vec::new(),
        };
        self.round = Round::Open(Rc::new(round));
    }

    pub(super) fn change_round(&mut self, change: impl FnOnce(&mut OpenRound)) {
        if let Round::Open(round) = &mut self.round {
            change(Rc::make_mut(round));
            self.touch();
        }
    }

    fn change_question(&mut self, change: impl FnOnce(&mut Gathering)) {
        self.change_round(|round| change(&mut round.gathering));
        if let Some(round) = self.open_round_now() {
            self.keep_round(&round.gathering);
        }
    }

    fn take_hand_ins(&mut self, text: &str) {
        self.show_gather();
        let Round::Open(round) = &self.round else {
            return self.notify(Tone::Warning, Message::new("gather.no_round"));
        };
        let mut gathering = round.gathering.clone();
        let number = round.took.as_ref().map_or(0, |took| took.number) + 1;
        let (took, changed) = take_text(&mut gathering, number, text);
        for id in changed {
            if let Some(writer) = gathering.writer(id) {
                self.keep_writer(writer);
            }
        }
        self.change_round(|round| {
            round.full |= took.left_out > 0;
            (round.gathering, round.took) = (gathering, Some(took));
        });
    }

    fn end_round(&mut self) {
        if let Round::Open(round) = std::mem::replace(&mut self.round, Round::None) {
            let asked = self.room.as_ref().and_then(|room| room.invitation());
            if asked.is_some_and(|asked| round.asks(&asked)) {
                self.room_step(RoomStep::Invite(None));
            }
            self.forget_writers(&round.gathering);
            self.keep_private(self.round_prefix() + "0", None);
            self.view.overlay = Overlay::None;
        }
    }

    /// Left where they are, they would count in the next round.
    fn forget_writers(&mut self, gathering: &Gathering) {
        let prefix = self.round_prefix();
        for writer in gathering.writers() {
            self.keep_private(format!("{prefix}w{}", writer.id), None);
        }
    }

    // Keeping

    pub(super) fn round_prefix(&self) -> String {
        format!("{PREFIX}{}.", self.map().id)
    }

    pub(super) fn keep_round(&mut self, gathering: &Gathering) {
        let key = self.round_prefix() + "0";
        self.keep_private(key, Some(gathering.to_json().to_string()));
    }

    pub(super) fn keep_writer(&mut self, writer: &Writer) {
        let key = format!("{}w{}", self.round_prefix(), writer.id);
        if !self.saving.keeps_nothing {
            self.change_round(|round| round.under_way.push(key.clone()));
        }
        self.keep_private(key, Some(writer.to_json().to_string()));
    }

    pub(super) fn keep_private(&mut self, key: String, text: Option<String>) {
        if !self.saving.keeps_nothing || text.is_none() {
            self.effect(Effect::KeepPrivate { key, text });
        }
    }

    /// What this browser keeps of a round came back.
    pub(super) fn round_read(&mut self, rows: Result<Vec<(String, String)>, Trouble>) {
        let Round::Asked(waiting) = std::mem::take(&mut self.round) else { return };
        let unkept = rows.as_ref().err().cloned();
        let rows = rows.unwrap_or_default();
        let prefix = self.round_prefix();
        let row = |(key, text): &(String, String)| {
            let json: Json = serde_json::from_str(text).ok()?;
            Some((key.strip_prefix(&prefix)?.to_owned(), json))
        };
        let rows: Vec<_> = rows.iter().filter_map(row).collect();
        let gathering = rows
            .iter()
            .find(|(key, _)| key == "0")
            .and_then(|(_, json)| Gathering::from_json(json));
        self.round = Round::None;
        if let Some(mut gathering) = gathering {
            for (_, json) in rows.iter().filter(|(key, _)| key.starts_with('w')) {
                if let Some(writer) = Writer::from_json(json) {
                    gathering.restore(writer);
                }
            }
            self.open_round(gathering);
        }
        if unkept.is_some() {
            self.change_round(|round| round.unkept = unkept);
        }
        for action in waiting {
            self.gather(action);
        }
    }

    /// What this browser does not keep of a question is put aside with its map.
    pub(super) fn unkept_round(&self) -> Option<Rc<OpenRound>> {
        let unkept = |round: &Rc<OpenRound>| self.saving.keeps_nothing || round.unkept.is_some();
        self.open_round_now().filter(unkept)
    }

    /// It is back with its map. What was on its way into the storage then is written again.
    pub(super) fn round_is_back(&mut self, round: Rc<OpenRound>) {
        self.round = Round::Open(round);
        self.change_round(|round| round.unkept_keys.append(&mut round.under_way));
    }

    pub(super) fn round_kept(&mut self, key: &str, result: Result<(), Trouble>) {
        let prefix = self.round_prefix();
        let waits = |round: &OpenRound| round.under_way.iter().any(|at| at == key);
        if !key.starts_with(&prefix) && !self.open_round_now().is_some_and(|it| waits(&it)) {
            // Of a map that is not open any more: it is written again when that comes back.
            return;
        }
        let mut again = Vec::new();
        self.write_answered(key, result.is_ok());
        self.change_round(|round| {
            round.unkept_keys.retain(|unkept| unkept != key);
            match result {
                Err(trouble) => {
                    round.unkept_keys.push(key.to_owned());
                    round.unkept = Some(trouble);
                }
                Ok(()) if round.unkept_keys.is_empty() => round.unkept = None,
                // There is room again: what was not kept is tried once more.
                Ok(()) => again = std::mem::take(&mut round.unkept_keys),
            }
        });
        let Some(round) = self.open_round_now().filter(|_| !again.is_empty()) else { return };
        for key in again {
            let writer = key.strip_prefix(&prefix).and_then(|rest| rest.strip_prefix('w'));
            let writer = writer.and_then(WriterId::parse);
            match writer.and_then(|id| round.gathering.writer(id)) {
                Some(writer) => self.keep_writer(writer),
                None => self.keep_round(&round.gathering),
            }
        }
    }

    #[must_use]
    pub(super) fn open_round_now(&self) -> Option<Rc<OpenRound>> {
        match &self.round {
            Round::Open(round) => Some(round.clone()),
            Round::Unknown | Round::Asked(_) | Round::None => None,
        }
    }
}

/// Takes in whatever was handed in for this round; also gives those who said something.
pub(super) fn take_text(
    gathering: &mut Gathering,
    number: usize,
    text: &str,
) -> (Took, Vec<WriterId>) {
    let mut took = Took { number, ..Took::default() };
    let mut changed = Vec::new();
    for found in exchange::find_hand_ins(text) {
        let Ok(sealed) = found else {
            took.harmed += 1;
            continue;
        };
        if sealed.round != gathering.round {
            took.elsewhere += 1;
            continue;
        }
        let Ok(hand_in) = sealed.open(&gathering.key) else {
            took.harmed += 1;
            continue;
        };
        if gathering.revealed {
            took.late += 1;
            continue;
        }
        let writer = hand_in.writer;
        let numbers: Vec<_> = hand_in.cards.iter().map(|card| card.number).collect();
        match gathering.take(writer, hand_in.turn, &hand_in.name, hand_in.cards) {
            0 => took.again += 1,
            n => took.cards += n,
        }
        took.left_out += usize::from(!gathering.holds(writer, &numbers));
        changed.push(writer);
    }
    (took, changed)
}

/// Whether a key of the private storage belongs to rounds.
pub(super) fn is_round(key: &str) -> bool {
    key.starts_with(PREFIX)
}

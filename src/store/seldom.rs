//! What a canvas does seldom: opening, exporting, pasting, undoing, and what a host page asks of it. It may
//! come later than the rest, so it is called through a table, and what needs it waits until the table is there.

use super::action::{Action, Effect};
use super::rehearsal::Rehearsal;
use super::state::State;
use super::view::Tone;
use crate::model::{CardId, LinkId, LinkKind, Map};
use crate::words::Message;

type Answer<T> = Result<(T, Vec<Effect>), String>;

/// The store's half of the late part.
pub struct Seldom {
    carry_out: fn(&mut State, Action),
    export: fn(&Map) -> String,
    open: fn(&mut State, &str) -> Answer<Vec<Message>>,
    add: fn(&mut State, &str) -> Answer<CardId>,
    update: fn(&mut State, &CardId, &str) -> Answer<()>,
    connect: fn(&mut State, &CardId, &CardId, Option<LinkKind>) -> Answer<LinkId>,
}

/// Only the late part and tests may name it: whoever names it carries all of it.
pub static SELDOM: Seldom = Seldom {
    carry_out,
    export: crate::exchange::canonical,
    open: State::host_open,
    add: State::host_add,
    update: State::host_update,
    connect: State::host_connect,
};

fn carry_out(state: &mut State, action: Action) {
    match action {
        Action::AddNext { from, kind, title } => state.add_next(&from, kind, &title),
        Action::SetField { id, key, value } => state.set_field(id, key, &value),
        Action::SetFields { id, fields } => state.set_fields(&id, fields),
        Action::SetLinkField { id, key, value } => state.set_link_field(id, key, &value),
        Action::Duplicate => state.duplicate(),
        Action::BringBack { id, words } => state.bring_back(&id, words),
        Action::Group(action) => state.group(action),
        Action::Tidy => state.tidy(),
        Action::Ask(ask) => state.ask(ask),
        Action::Answer { key, because, by } => state.answer(&key, because, by),
        Action::Draft { key, text } => state.draft(key, text),
        Action::Settle { key, fix } => state.settle(&key, fix),
        Action::Sight(_) => state.light(),
        Action::Lens => state.light_all(),
        Action::FillBlank(slot) => state.fill_blank(slot),
        Action::LookAgain => state.look_again(),
        Action::Term { term, say } => state.set_term(&term, say.as_deref()),
        Action::Terms { text } => state.read_terms(&text),
        Action::Capacity(days) => state.set_capacity(days),
        Action::Threshold { key, value } => state.set_threshold(key, value),
        Action::Reword { card, title } => state.say_their_way(card, title),
        Action::Undo => state.undo(),
        Action::Redo => state.redo(),
        Action::Paste { cards, text, at } => state.paste(cards.as_deref(), text.as_deref(), at),
        Action::OpenText { text, name, keep } => state.open_text(&text, &name, keep),
        Action::OpenExample { example, name } => state.open_text(example.text(), &name, false),
        Action::OpenTheRest => state.open_the_rest(),
        Action::KeepNothing(_) => state.keep_again(),
        Action::LookAside { tell } => state.see_to_asides(tell),
        Action::Appended { slot, result } => state.appended_aside(&slot, result),
        Action::Loaded { slot, entries } => state.loaded(&slot, entries),
        Action::Export => state.export(),
        Action::ExportCopy => state.export_copy(),
        Action::Merge(action) => state.merge(action),
        Action::TakeHome(action) => state.take_home(action),
        Action::Share => state.share(),
        Action::Packed(packed) => state.packed(packed),
        Action::Import(action) => state.import_step(action),
        Action::Lock(action) => state.lock_step(action),
        Action::OpenLink { text } => state.open_link(&text),
        Action::Unpacked { fragment, result } => state.unpacked(fragment, result),
        Action::Gather(action) => state.gather(action),
        Action::Write(action) => state.write(action),
        Action::PrivateRead { prefix, rows } => state.private_read(&prefix, rows),
        Action::PrivateKept { key, result } => state.private_kept(&key, result),
        Action::Private(action) => state.private_step(action),
        Action::HalfWritten(action) => state.half_written(action),
        Action::Register(action) => state.register(action),
        Action::MakeMine => state.make_mine(),
        Action::LeaveLink => state.leave_link(),
        Action::Recovered { frame } => state.recovered(frame),
        Action::Reopen { slot, entries } => state.reopened(&slot, &entries),
        Action::GoneOn { heard } => state.gone_on(heard),
        Action::SavePutAside => state.save_put_aside(),
        Action::Room(step) => state.room_step(step),
        Action::Workshop(step) => state.workshop(step),
        Action::Prepare(step) => state.prepare(step),
        Action::Rehearse(step) => state.rehearse(step),
        Action::Offline(offline) => state.offline(offline),
        Action::Renew => state.renew(),
        _ => unreachable!("one of the doors before takes it"),
    }
}

/// The table where it is there, and otherwise what waits for it.
#[derive(Default)]
pub(super) struct Late {
    table: Option<&'static Seldom>,
    waiting: Vec<Action>,
}

impl State {
    pub(super) fn carry_out_seldom(&mut self, action: Action) {
        match self.late.table {
            Some(table) => (table.carry_out)(self, action),
            None => {
                self.late.waiting.push(action);
                self.effect(Effect::FetchLate);
            }
        }
    }

    /// Something is shown now that may come with the late part.
    pub(super) fn shows_late(&mut self) {
        if self.late.table.is_none() {
            self.effect(Effect::FetchLate);
        }
    }

    /// The late part is there: what waited for it is done now, in its order.
    pub fn arrived(&mut self, table: &'static Seldom) -> Vec<Effect> {
        if self.late.table.replace(table).is_none() {
            self.view.notices.retain(|notice| notice.message.key != "notice.not_arrived");
            for action in std::mem::take(&mut self.late.waiting) {
                (table.carry_out)(self, action);
            }
            self.touch();
        }
        self.take_effects()
    }

    /// The late part did not come. What waited for it is let go: done at some later time it would surprise.
    pub fn did_not_arrive(&mut self) {
        // But for what the storage has said, which nobody asks for again.
        self.late.waiting.retain(|action| matches!(action, Action::Appended { .. }));
        self.notify(Tone::Error, Message::new("notice.not_arrived"));
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.late.table.is_some()
    }

    fn table(&self) -> Result<&'static Seldom, String> {
        self.late.table.ok_or_else(|| "a part of the canvas has not been loaded".to_owned())
    }

    /// The map as the text of a file.
    ///
    /// # Errors
    /// The late part is not there.
    pub fn exported(&self) -> Result<String, String> {
        let export = self.table()?.export;
        Ok(match (self.rehearsal, &self.before) {
            (None, _) => export(self.map()),
            // Somebody rehearses on a copy, which is nobody else's.
            (Some(Rehearsal { aside: true, .. }), Some(before)) => export(before.replica.map()),
            (Some(_), _) => export(&Map::empty(self.map().id.clone())),
        })
    }

    /// Opens a text for the host page; gives what was odd about it.
    ///
    /// # Errors
    /// Why it is no map, or that the late part is not there; nothing has changed then.
    pub fn open_for_host(&mut self, text: &str) -> Answer<Vec<Message>> {
        (self.table()?.open)(self, text)
    }

    /// # Errors
    /// What is wrong with the card, given as JSON text; nothing has changed then.
    pub fn add_for_host(&mut self, card: &str) -> Answer<CardId> {
        (self.table()?.add)(self, card)
    }

    /// # Errors
    /// What is wrong with the change, given as JSON text; nothing has changed then.
    pub fn update_for_host(&mut self, id: &CardId, change: &str) -> Answer<()> {
        (self.table()?.update)(self, id, change)
    }

    /// # Errors
    /// Why the cards cannot be linked like this; nothing has changed then.
    pub fn connect_for_host(
        &mut self,
        from: &CardId,
        to: &CardId,
        kind: Option<LinkKind>,
    ) -> Answer<LinkId> {
        (self.table()?.connect)(self, from, to, kind)
    }
}

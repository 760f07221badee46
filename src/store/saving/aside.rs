//! Maps put aside that this page alone has, or the last words of: they are written as soon as the storage takes them, lie on
//! the start screen until then, and the page warns before it goes.

use super::{RETRY_MS, Saved, stored_as};
use crate::store::action::{Action, Effect, Stored, Trouble};
use crate::store::private::PrivateScope;
use crate::store::state::{Before, State, StepOf};
use crate::store::view::{NoticeStep, Page, Tone};
use crate::words::Message;

const NOTICE: &str = "notice.aside_unkept";

impl Before {
    /// Closing the page now would lose words of it.
    pub(in crate::store) fn would_be_lost(&self) -> bool {
        let keeps_nothing = self.saving.keeps_nothing;
        let gathered = self.round.as_ref().is_some_and(|it| it.would_be_lost(keeps_nothing));
        let changed = self.replica.can_undo() || self.saving.came_back;
        gathered || self.saving.saved().would_be_lost(changed)
    }

    /// The storage does not have all of it yet.
    fn owes(&self) -> bool {
        self.saving.saved() == Saved::Saving || self.would_be_lost()
    }

    /// What is noted privately about its people, once somebody has asked for that.
    pub(in crate::store) fn scope(&self) -> Option<&PrivateScope> {
        self.private.as_ref()?.downcast_ref()
    }

    /// As [`Self::owes`], with what is noted privately.
    fn is_only_here(&self) -> bool {
        self.owes() || self.scope().is_some_and(PrivateScope::is_unkept)
    }
}

impl State {
    pub(in crate::store) fn asides(&self) -> impl Iterator<Item = &Before> {
        self.before.as_deref().into_iter().chain(&self.aside)
    }

    pub(in crate::store) fn asides_mut(&mut self) -> impl Iterator<Item = &mut Before> {
        self.before.as_deref_mut().into_iter().chain(&mut self.aside)
    }

    pub(in crate::store) fn aside_in(&mut self, slot: &str) -> Option<&mut Before> {
        self.asides_mut().find(|before| before.saving.slot == slot)
    }

    /// Another map was put aside after this one: it goes, unless only this page has it.
    pub(in crate::store) fn pass_over(&mut self, passed: Before) {
        if passed.owes() || passed.private.is_some() && self.private_unkept {
            self.aside.push(passed);
        }
    }

    /// Whoever removes a map from this browser means what lies aside of it, too.
    pub(in crate::store) fn forget_aside(&mut self, slot: &str) {
        self.aside.retain(|it| it.saving.slot != slot);
        // A copy to rehearse on ends with a way back.
        if self.rehearsal.is_none() {
            self.before.take_if(|it| it.saving.slot == slot && it.owes());
        }
    }

    pub(in crate::store) fn look_aside(&mut self) {
        if self.is_whole() && self.asides().any(Before::owes) {
            self.carry_out_seldom(Action::LookAside { tell: false });
        }
    }

    /// Once it is known what else is told of the map that is shown now.
    pub(in crate::store) fn tell_of_asides(&mut self) {
        if self.asides().any(Before::would_be_lost) {
            self.effect(Effect::Later(Action::LookAside { tell: true }));
        }
    }
}

/// What comes late.
impl State {
    /// Neither there is a way back to these any more.
    pub(in crate::store) fn forget_asides(&mut self, is_it: impl Fn(&str) -> bool) {
        self.before.take_if(|it| is_it(&it.saving.slot));
        self.aside.retain(|it| !is_it(&it.saving.slot));
    }

    /// The map of this slot, where the storage does not have all of it.
    pub(super) fn take_from_aside(&mut self, slot: &str) -> Option<Before> {
        let is_it = |it: &Before| it.saving.slot == slot && it.is_only_here();
        match self.aside.iter().position(is_it) {
            Some(at) => Some(self.aside.remove(at)),
            None => self.before.take_if(|it| is_it(it)).map(|before| *before),
        }
    }

    /// A map that was put aside was written, or not: what waits behind follows, or the same again after a while.
    pub(in crate::store) fn appended_aside(&mut self, slot: &str, result: Result<u64, Trouble>) {
        let now = (self.setup.uptime)();
        let Some(before) = self.aside_in(slot) else { return };
        let saving = &mut before.saving;
        saving.in_flight = false;
        let is_kept = result.is_ok();
        let is_news = match result {
            Ok(_) => {
                saving.begun = true;
                saving.waiting.pop_front();
                (saving.trouble, saving.failed_ms) = (None, None);
                false
            }
            Err(trouble) => {
                saving.gone |= trouble == Trouble::Gone;
                saving.failed_ms = Some(now);
                saving.trouble.replace(trouble.clone()) != Some(trouble)
            }
        };
        self.see_to_asides(is_news);
        if is_kept && self.view.page == Page::Start {
            self.effect(Effect::List);
        }
    }

    pub(in crate::store) fn see_to_asides(&mut self, tell: bool) {
        self.aside.retain(Before::is_only_here);
        self.warn_of_private();
        self.write_asides();
        self.list_asides();
        if !self.asides().any(Before::would_be_lost) {
            self.view.notices.retain(|notice| notice.message.key != NOTICE);
        } else if tell {
            self.say_what_lies_aside();
        }
        self.touch();
    }

    /// Each is tried again after a while, unless nothing is to be kept any more.
    fn write_asides(&mut self) {
        if self.saving.keeps_nothing && self.rehearsal.is_none() {
            return;
        }
        let (now, clock) = ((self.setup.uptime)(), (self.setup.clock)());
        let (mut effects, mut again) = (Vec::new(), false);
        for Before { saving, replica, .. } in self.asides_mut() {
            // What was removed, or is to take the place of another one, waits until somebody is back.
            let waits = saving.keeps_nothing || saving.gone || saving.heir.is_some();
            let Some(bytes) = saving.waiting.front().filter(|_| !waits && !saving.in_flight) else {
                continue;
            };
            if saving.failed_ms.is_some_and(|at| now < at + u64::from(RETRY_MS) / 2) {
                again = true;
                continue;
            }
            let (bytes, whole) = (bytes.clone(), !saving.begun);
            let stored = stored_as(&saving.slot, replica.map(), clock);
            saving.in_flight = true;
            effects.push(Effect::Append { bytes, stored, whole });
        }
        effects.into_iter().for_each(|effect| self.effect(effect));
        if again && !self.saving.flush_due {
            self.effect(Effect::FlushIn(RETRY_MS));
        }
    }

    /// They lie on the start screen like what is kept, each in the place of what the storage may have of it.
    fn list_asides(&mut self) {
        let Some(known) = &self.stored else { return };
        let now = (self.setup.clock)();
        let row = |it: &Before| Stored {
            unkept: true,
            ..stored_as(&it.saving.slot, it.replica.map(), now)
        };
        let mut rows: Vec<_> = self.asides().filter(|it| it.owes()).map(row).collect();
        let is_kept = |it: &&Stored| !it.unkept && rows.iter().all(|row| row.slot != it.slot);
        let kept: Vec<_> = known.iter().filter(is_kept).cloned().collect();
        rows.extend(kept);
        self.stored = Some(rows.into());
    }

    fn say_what_lies_aside(&mut self) {
        let lost = self.asides().filter(|it| it.would_be_lost());
        let titles = lost.map(|it| match &*it.replica.map().title {
            "" => Message::new("map.untitled"),
            title => Message::new("notice.aside_title").with("title", title),
        });
        let titles = titles.collect();
        let goes_back = |step: &(NoticeStep, _)| matches!(step.0, NoticeStep::GoBack(_));
        let others = self.view.notices.iter().filter(|notice| notice.message.key != NOTICE);
        let offered = others.filter_map(|notice| notice.step.as_ref()).any(goes_back);
        let leads_there = self.before.as_ref().is_some_and(|before| before.would_be_lost());
        let step =
            (leads_there && !offered).then_some((NoticeStep::GoBack as StepOf, "action.go_back"));
        self.notify_with(Tone::Warning, Message::new(NOTICE), titles, step);
    }
}

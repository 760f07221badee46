//! What the map gives reason to ask, kept beside it: the findings in the order in which they are gone through, the
//! answers, the three shares, and the line of sight that is lit. Part of what comes late.

use std::cell::RefCell;
use std::rc::Rc;

use super::action::Ask;
use super::private::PrivateScope;
use super::snapshot::Snapshot;
use super::state::State;
use super::view::{Lit, Selection};
use crate::analysis::{
    self, Answer, Answers, Coverage, Finding, Measure, Private, Severity, Sight, Watch, coverage,
    line_of_sight,
};
use crate::document::Command;
use crate::geometry::{Camera, MapRect};
use crate::model::{
    Card, CardId, CardKind, Date, Json, Lane, LinkId, Map, Sorted, sort_and_dedup, sort_by,
};

/// One question that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub finding: Rc<Finding>,
    /// What was answered to it before something changed.
    pub before: Option<Answer>,
}

/// Everything asked, at one moment. Cheap to clone.
#[derive(Clone)]
pub struct Inquiry {
    /// The map that was looked at.
    pub map: Map,
    pub edition: u64,
    /// Questions of the weightiest kind first, those of one rule together.
    pub open: Rc<[Asked]>,
    pub answered: Rc<[(Rc<Finding>, Answer)]>,
    pub measures: Rc<[Measure]>,
    /// Those for the facilitator are among them.
    pub facilitator: bool,
    /// How many questions are for the facilitator alone.
    pub reserved: usize,
    /// The key of the one that is looked at.
    pub current: Option<String>,
    /// Who answered last, to be offered again.
    pub by: String,
    pub sight: Option<Rc<Sight>>,
    pub coverage: Option<Rc<Coverage>>,
    /// Cards that are asked about have a mark.
    pub marks: bool,
    /// Reasons that are being written, by the keys of their questions. Shared by all clones: a letter changes
    /// nothing that is shown.
    drafts: Rc<RefCell<Sorted<String, String>>>,
    /// Kept from one time to the next, so that only what has changed is asked anew.
    watch: Rc<RefCell<Option<Watch>>>,
}

impl Inquiry {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.inquiry.as_ref()?.downcast_ref()
    }

    fn blank(map: Map) -> Self {
        let (open, answered, measures) = (Rc::default(), Rc::default(), Rc::default());
        let (current, by, sight, coverage) = (None, String::new(), None, None);
        let (edition, facilitator, reserved, marks) = (0, false, 0, true);
        let (drafts, watch) = (Rc::default(), Rc::default());
        Self {
            map,
            edition,
            open,
            answered,
            measures,
            facilitator,
            reserved,
            current,
            by,
            sight,
            coverage,
            marks,
            drafts,
            watch,
        }
    }

    /// The reason that somebody has begun to write.
    #[must_use]
    pub fn draft(&self, key: &str) -> String {
        self.drafts.borrow().get(key).cloned().unwrap_or_default()
    }

    /// Where the question that is looked at stands among those that wait.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        let current = self.current.as_ref()?;
        self.open.iter().position(|asked| asked.finding.key() == *current)
    }

    /// How many questions wait about cards of each lane, those that have some, in the order of the lanes.
    #[must_use]
    pub fn lanes(&self) -> Vec<(Lane, usize)> {
        let all = Lane::ALL.into_iter().map(|lane| {
            (lane, self.open.iter().filter(|asked| self.lane_of(asked) == Some(lane)).count())
        });
        all.filter(|(_, many)| *many > 0).collect()
    }

    fn lane_of(&self, asked: &Asked) -> Option<Lane> {
        let card = self.map.card(asked.finding.about.first()?)?;
        Some(card.place.lane)
    }

    /// The place of the next question about a lane, after the one that is looked at; round the end.
    fn next_in(&self, lane: Lane) -> Option<usize> {
        let many = self.open.len();
        let from = self.place().map_or(0, |at| at + 1);
        let mut places = (from..from + many).map(|at| at % many.max(1));
        places.find(|at| self.lane_of(&self.open[*at]) == Some(lane))
    }

    fn find(&self, key: &str) -> Option<&Rc<Finding>> {
        let open = self.open.iter().map(|asked| &asked.finding);
        let mut all = open.chain(self.answered.iter().map(|(finding, _)| finding));
        all.find(|finding| finding.key() == key)
    }

    /// Sorts what a map gives reason to ask into what waits and what was answered. Findings come rule by rule.
    fn take_in(&mut self, found: &[Rc<Finding>], map: &Map, scope: Option<&PrivateScope>) {
        let answers = Answers::of(map);
        let (mut groups, mut answered, mut reserved) = (Vec::new(), Vec::new(), 0);
        for of_rule in found.chunk_by(|a, b| a.rule == b.rule) {
            let is_private = of_rule[0].rule.facilitator;
            if is_private {
                reserved += of_rule.len();
                if !self.facilitator {
                    continue;
                }
            }
            let (mut open, mut weight) = (Vec::with_capacity(of_rule.len()), Severity::Low);
            for finding in of_rule {
                let said = match is_private {
                    true => scope.and_then(|scope| scope.answer(finding)),
                    false => answers.to(finding),
                };
                match said {
                    Some(answer) if answer.holds(finding, map) => {
                        answered.push((finding.clone(), answer));
                    }
                    before => {
                        weight = weight.max(finding.severity);
                        open.push(Asked { finding: finding.clone(), before });
                    }
                }
            }
            groups.push((weight, open));
        }
        // Stable, so that the groups of one weight, and all within a group, stay as the analysis gave them.
        sort_by(&mut groups, |(a, _), (b, _)| b.cmp(a));
        let open: Vec<_> = groups.into_iter().flat_map(|(_, open)| open).collect();
        (self.open, self.answered, self.reserved) = (open.into(), answered.into(), reserved);
    }
}

impl State {
    fn inquired(&self) -> Inquiry {
        let known = self.inquiry.as_ref().and_then(|known| known.downcast_ref::<Inquiry>());
        known.cloned().unwrap_or_else(|| Inquiry::blank(self.map().clone()))
    }

    fn keep_inquiry(&mut self, inquiry: Inquiry) {
        self.inquiry = Some(Rc::new(inquiry));
        self.touch();
    }

    /// The day by this device's clock, in universal time: a question may come a few hours early or late.
    pub(super) fn today(&self) -> Date {
        const DAY_MS: u64 = 86_400_000;
        let number = i32::try_from((self.setup.clock)() / DAY_MS).unwrap_or(0);
        Date::from_day_number(number).expect("a clock that counts from 1970 and not beyond 9999")
    }

    /// Works out anew what is shown of questions and of a line of sight.
    pub(super) fn look_again(&mut self) {
        let mut inquiry = self.inquired();
        (inquiry.map, inquiry.edition) = (self.map().clone(), self.edition);
        if self.view.questions {
            // What only L&D knows shows in nothing that others may see.
            let private = match inquiry.facilitator {
                true => self.private_for_rules(),
                false => Private::default(),
            };
            let (map, watch) = (inquiry.map.clone(), inquiry.watch.clone());
            let mut watch = watch.borrow_mut();
            match &mut *watch {
                Some(watch) => watch.follow(&map, &private, self.today()),
                none => *none = Some(Watch::new(&map, &private, self.today())),
            }
            if let Some(watch) = &*watch {
                inquiry.measures = watch.analysis().measures.clone().into();
                inquiry.take_in(&watch.analysis().findings, &map, self.scope());
                let about = inquiry.open.iter().filter_map(|asked| asked.finding.about.first());
                let marks = watch.in_order(&map, about.filter(|_| inquiry.marks));
                if *self.view.marks != *marks {
                    self.view.marks = marks.into();
                }
            }
        }
        inquiry.coverage = None;
        if let Some(lanes) = self.view.sight.as_ref().and_then(|lit| lit.lanes) {
            inquiry.sight = None;
            self.view.sight = Some(Rc::new(self.lit_lanes(lanes)));
        } else if let Some(name) = self.view.sight.as_ref().and_then(|it| it.department.clone()) {
            inquiry.sight = None;
            self.view.sight = Some(Rc::new(self.lit_department(&name)));
        } else if self.view.sight.as_ref().is_some_and(|lit| lit.start.is_none()) {
            let all = coverage(&inquiry.map);
            let (cards, links) = (all.cards.clone(), all.links.clone());
            let mut missing = all.missing.clone();
            sort_and_dedup(&mut missing);
            let (start, lanes, department) = (None, None, None);
            let lit = Lit { start, lanes, department, cards, missing, links };
            self.view.sight = Some(Rc::new(lit));
            inquiry.coverage = Some(Rc::new(all));
        } else if let Some(lit) = self.view.sight.take() {
            let selected = self.view.selection.single().cloned();
            let start = selected.or_else(|| lit.start.clone());
            let sight = start.as_ref().and_then(|start| line_of_sight(&inquiry.map, start));
            self.view.sight = sight.as_ref().map(|sight| {
                let (cards, links) = (sight.cards.clone(), sight.links.clone());
                let (lanes, department, missing) = (None, None, Vec::new());
                Rc::new(Lit { start, lanes, department, cards, missing, links })
            });
            inquiry.sight = sight.map(Rc::new);
        }
        self.keep_inquiry(inquiry);
    }

    pub(super) fn ask(&mut self, ask: Ask) {
        let mut inquiry = self.inquired();
        let many = inquiry.open.len();
        let at = inquiry.place();
        let to = match (ask, at) {
            (Ask::Facilitator(wanted), _) => {
                inquiry.facilitator = wanted;
                self.keep_inquiry(inquiry);
                if wanted {
                    self.ask_scope();
                }
                return self.look_again();
            }
            (Ask::Marks(wanted), _) => {
                inquiry.marks = wanted;
                self.keep_inquiry(inquiry);
                return self.look_again();
            }
            (Ask::Lane(lane), _) => inquiry.next_in(lane),
            (Ask::Open(key), _) => {
                // Opened once more it is closed.
                if inquiry.current.as_ref() == Some(&key) {
                    inquiry.current = None;
                    return self.keep_inquiry(inquiry);
                }
                inquiry.open.iter().position(|asked| asked.finding.key() == key)
            }
            (_, _) if many == 0 => None,
            (Ask::Next, at) => Some(at.map_or(0, |at| (at + 1) % many)),
            (Ask::Previous, at) => Some((at.unwrap_or(0) + many - 1) % many),
        };
        let Some(asked) = to.and_then(|to| inquiry.open.get(to)).cloned() else { return };
        inquiry.current = Some(asked.finding.key());
        self.keep_inquiry(inquiry);
        self.show_cards(&asked.finding.about);
    }

    /// Selects cards and brings them into view, all of them where they can still be read.
    pub(super) fn show_cards(&mut self, ids: &[CardId]) {
        const READABLE: f64 = 0.42;
        self.end_edit();
        let rects = ids.iter().filter_map(|id| self.rect_of(id));
        let around = rects.fold(None, |all: Option<MapRect>, rect| {
            Some(all.map_or(rect, |all| all.union(&rect)))
        });
        let Some(around) = around else { return };
        let zoom = self.camera.zoom.max(0.8 * self.text_scale);
        let all = Camera::fitting(around.grown(24.0), self.viewport, zoom);
        match ids.first().and_then(|first| self.rect_of(first)) {
            Some(first) if all.zoom < READABLE * self.text_scale => {
                self.set_camera(Camera::fitting(first, self.viewport, zoom));
            }
            _ => self.set_camera(all),
        }
        self.select(Selection::cards(ids.iter().cloned()));
        self.touch();
    }

    pub(super) fn answer(&mut self, key: &str, because: Option<String>, by: String) {
        let mut inquiry = self.inquired();
        let Some(finding) = inquiry.find(key).cloned() else { return };
        let by = by.trim().to_owned();
        let because = because.map(|because| because.trim().to_owned());
        if because.as_ref().is_some_and(String::is_empty) {
            return;
        }
        let value = because.map(|because| {
            let who = Some(by.clone()).filter(|by| !by.is_empty());
            Answer::new(&finding, self.map(), because, who, self.today()).to_record(&finding)
        });
        if value.is_some() {
            inquiry.drafts.borrow_mut().remove(key);
            inquiry.by = by;
            inquiry.current = None;
            self.keep_inquiry(inquiry);
        }
        if finding.rule.facilitator {
            // The map, which everybody gets, would tell that it was asked.
            self.ask_scope();
            if let Some(mut scope) = self.scope().cloned() {
                scope.set_answer(&finding, value.as_ref());
                self.keep_scope(scope);
            }
        } else {
            let (list, id) = ("answers".to_owned(), finding.answer_id());
            self.replica.end_undo_step();
            self.commit(vec![Command::SetRecord { list, id, value }]);
            self.replica.end_undo_step();
        }
        self.look_again();
    }

    pub(super) fn draft(&mut self, key: String, text: String) {
        self.inquired().drafts.borrow_mut().insert(key, text);
    }

    pub(super) fn settle(&mut self, key: &str, fix: usize) {
        let found = self.inquired().find(key).cloned();
        let Some(fix) = found.and_then(|finding| finding.fixes.get(fix).cloned()) else {
            return;
        };
        self.take_step(&fix.step);
        self.look_again();
    }

    /// Lights up the line of sight of the selected card, with as much of it in view as can be read.
    pub(super) fn light(&mut self) {
        let Some(start) = self.view.selection.single().cloned() else { return };
        self.end_edit();
        self.light_up(Some(start));
        self.fit_lit();
    }

    /// As much of what lights up in view as can be read.
    pub(super) fn fit_lit(&mut self) {
        let Some(lit) = self.view.sight.clone() else { return };
        let rects = lit.cards.iter().filter_map(|id| self.rect_of(id));
        let around = rects.fold(None, |all: Option<MapRect>, rect| {
            Some(all.map_or(rect, |all| all.union(&rect)))
        });
        const READABLE: f64 = 0.42;
        if let Some(around) = around {
            let camera = Camera::fitting(around.grown(24.0), self.viewport, self.camera.zoom);
            if camera.zoom >= READABLE * self.text_scale {
                self.set_camera(camera);
            }
        }
    }

    /// Lights up what all priorities rest on.
    pub(super) fn light_all(&mut self) {
        self.end_edit();
        self.light_up(None);
        self.fit_lit();
    }

    fn light_up(&mut self, start: Option<CardId>) {
        let cards: Vec<CardId> = start.iter().cloned().collect();
        let (missing, links): (Vec<_>, Vec<LinkId>) = (Vec::new(), Vec::new());
        if self.view.narrow {
            (self.view.panel, self.view.questions) = (false, false);
        }
        let (lanes, department) = (None, None);
        self.view.sight = Some(Rc::new(Lit { start, lanes, department, cards, missing, links }));
        self.look_again();
    }

    pub(super) fn fill_blank(&mut self, slot: usize) {
        let sight = self.inquired().sight;
        let step = sight.and_then(|sight| sight.sentence.parts.get(slot)?.fill.clone());
        if let Some(step) = step {
            self.take_step(&step);
            self.look_again();
        }
    }

    /// With a confirmation of an initiative goes what it and its line say now, so that a change can be seen later.
    pub(super) fn as_confirmed(&self, card: &Card) -> Option<Command> {
        let spec = card.kind.field("confirmed_as").filter(|_| card.kind == CardKind::Initiative)?;
        let said: Json = analysis::confirmation(self.map(), &card.id);
        let (id, key) = (card.id.clone(), spec.key.to_owned());
        Some(Command::SetField { id, key, value: spec.shape.read(&said) })
    }
}

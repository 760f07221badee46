//! Cards that one person alone writes, moves and throws away. What became of them last is known, so that a move or a
//! removal which is lost everywhere is seen, though all maps are equal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::person::Person;
use crate::harness::{Outcome, Point, soon};

/// What whoever wrote a scrap did to it last.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    Written,
    /// Its kind, lane and position.
    Lies(Box<[Value; 3]>),
    Removed,
}

#[derive(Default)]
pub struct Scraps {
    /// By their titles. Nothing where the browser was killed before the screen called the last thing saved.
    fates: BTreeMap<String, Option<Fate>>,
    /// In somebody else's hand by chance, or in a group: that moves its cards.
    touched: BTreeSet<String>,
}

impl Scraps {
    pub fn unsure(&mut self, title: &str) {
        self.fates.insert(title.to_owned(), None);
    }

    pub fn sure(&mut self, title: String, fate: Fate) {
        self.fates.insert(title, Some(fate));
    }

    pub fn touched(&mut self, title: &str) {
        self.touched.insert(title.to_owned());
    }

    /// How many of them were moved by nobody else, were removed, and are not otherwise in the map.
    pub fn counted(&self) -> [usize; 3] {
        let count = |is: &dyn Fn(&String, &Fate) -> bool| {
            let known = self.fates.iter().filter_map(|(title, fate)| Some((title, fate.as_ref()?)));
            known.filter(|(title, fate)| is(title, fate)).count()
        };
        let lies = |title: &String, fate: &Fate| {
            matches!(fate, Fate::Lies(_)) && !self.touched.contains(title)
        };
        [count(&lies), count(&|_, fate| *fate == Fate::Removed), count(&|_, _| true)]
    }

    /// # Panics
    /// When one of them is not as it was left in this map.
    pub fn judge(&self, map: &Value) {
        let [moved, removed, _] = self.counted();
        assert!(moved + removed > 0, "no own card was moved or removed, so nothing was tested");
        assert_eq!(self.astray(map), Vec::<String>::new());
    }

    /// Which of them are not as they were left, in words.
    fn astray(&self, map: &Value) -> Vec<String> {
        let known = self.fates.iter().filter_map(|(title, fate)| Some((title, fate.as_ref()?)));
        let wrong = known.filter_map(|(title, fate)| match (fate, card(map, title)) {
            (Fate::Removed, Some(_)) => Some(format!("{title} was removed and is there")),
            (Fate::Removed, None) => None,
            (_, None) => Some(format!("{title} is gone, and nobody removed it")),
            (Fate::Lies(place), Some(card)) if place_of(card) != *place => {
                let told = !self.touched.contains(title);
                told.then(|| format!("{title} lies at {:?}, not at {place:?}", place_of(card)))
            }
            _ => None,
        });
        wrong.collect()
    }
}

fn card<'a>(map: &'a Value, title: &str) -> Option<&'a Value> {
    map["cards"].as_array()?.iter().find(|card| card["title"] == title)
}

fn place_of(card: &Value) -> Box<[Value; 3]> {
    Box::new(["kind", "lane", "position"].map(|key| card[key].clone()))
}

impl Person {
    /// Writes a card that nobody else touches, moves one of those or throws it away.
    pub async fn scrap(&mut self) -> Outcome {
        let region = self.canvas().within("region", "Canvas");
        let mut cards = region.in_reach("group").await?;
        cards.retain(|(name, _)| self.scraps.iter().any(|title| name.ends_with(title)));
        if cards.is_empty() || self.dice.one_in(3) {
            return self.write_a_scrap().await;
        }
        let (name, there) = self.dice.pick(&cards).clone();
        let is_it = |title: &String| name.ends_with(title);
        let at = self.scraps.iter().position(is_it).expect("only those were left");
        if self.dice.one_in(2) {
            let title = self.scraps[at].clone();
            return self.drag_a_scrap(&title, there).await;
        }
        let title = self.scraps.remove(at);
        self.remove_a_scrap(&title, there).await
    }

    pub async fn write_a_scrap(&mut self) -> Outcome {
        if !self.open_lane().await? {
            return Ok(());
        }
        let title = format!("SCRAP {}.{}", self.number, self.dice.below(1_000_000));
        self.log.scraps.borrow_mut().unsure(&title);
        self.browser().types(&title).await?;
        self.browser().press("Enter").await?;
        soon(&format!("{title}, just written, in the own map"), async || {
            Ok(card(&self.canvas().map().await?, &title).is_some())
        })
        .await?;
        self.scraps.push(title.clone());
        self.log.count("scraps");
        self.did(title, Fate::Written).await
    }

    async fn remove_a_scrap(&mut self, title: &str, at: Point) -> Outcome {
        self.browser().click_at(at).await?;
        let region = self.canvas().within("region", "Canvas");
        if !region.containing("group", title).await?.iter().any(|card| card.selected) {
            return Ok(());
        }
        self.log.scraps.borrow_mut().unsure(title);
        self.browser().press("Delete").await?;
        soon(&format!("{title}, just removed, to go from the own map"), async || {
            Ok(card(&self.canvas().map().await?, title).is_none())
        })
        .await?;
        self.log.count("removals");
        self.did(title.to_owned(), Fate::Removed).await
    }

    async fn drag_a_scrap(&mut self, title: &str, at: Point) -> Outcome {
        // A drag begins with a few pixels aside, which has to be on the page.
        if !(12.0..1_260.0).contains(&at.x) {
            return Ok(());
        }
        let before = self.canvas().map().await?;
        self.log.scraps.borrow_mut().unsure(title);
        self.drag_from(at).await?;
        self.notice_scraps(title).await?;
        let after = self.canvas().map().await?;
        let Some(after) = card(&after, title).map(place_of) else {
            return Err(format!("{title} was dragged and is gone").into());
        };
        if card(&before, title).map(place_of).as_ref() != Some(&after) {
            self.log.count("drags of scraps");
        }
        self.did(title.to_owned(), Fate::Lies(after)).await
    }

    /// It counts once this screen calls it saved, or when all is over.
    async fn did(&mut self, title: String, fate: Fate) -> Outcome {
        let now = self.browser().read("return watch.now()", vec![]).await?;
        self.unsaved.push((now.as_f64().unwrap_or_default(), title, fate));
        Ok(())
    }

    /// What was done before this moment of the page's clock is saved.
    pub fn saved_until(&mut self, ms: f64) {
        for (_, title, fate) in self.unsaved.extract_if(.., |(at, ..)| *at < ms) {
            self.log.scraps.borrow_mut().sure(title, fate);
        }
    }

    /// After a drag: which scraps of others came into this hand instead, and which are in a group by now.
    pub async fn notice_scraps(&self, own: &str) -> Outcome {
        let region = self.canvas().within("region", "Canvas");
        for card in region.containing("group", "SCRAP").await? {
            if let Some((_, title)) = card.name.split_once(": ")
                && card.selected
                && title != own
            {
                self.log.scraps.borrow_mut().touched(title);
            }
        }
        let map = self.canvas().map().await?;
        for card in map["cards"].as_array().into_iter().flatten() {
            if let Some(title) = card["title"].as_str()
                && title.starts_with("SCRAP")
                && card["group"].is_string()
            {
                self.log.scraps.borrow_mut().touched(title);
            }
        }
        Ok(())
    }
}

#[test]
fn a_move_or_a_removal_that_is_lost_everywhere_is_seen() {
    let map = serde_json::json!({ "cards": [
        { "title": "SCRAP 0.1", "kind": "outcome", "position": { "x": 1, "y": 2 } },
        { "title": "SCRAP 0.2", "kind": "outcome", "position": { "x": 1, "y": 2 } },
    ] });
    let left = |title: &str, fate: Fate| {
        let mut scraps = Scraps::default();
        scraps.sure(title.to_owned(), fate);
        scraps
    };
    let here = || place_of(card(&map, "SCRAP 0.1").expect("it is there"));
    let there = || {
        let place = ["outcome".into(), Value::Null, serde_json::json!({ "x": 3, "y": 2 })];
        Box::new(place)
    };
    assert!(left("SCRAP 0.1", Fate::Lies(here())).astray(&map).is_empty());
    assert!(left("SCRAP 0.3", Fate::Removed).astray(&map).is_empty());
    assert_eq!(left("SCRAP 0.1", Fate::Removed).astray(&map).len(), 1);
    assert_eq!(left("SCRAP 0.3", Fate::Written).astray(&map).len(), 1);
    let mut moved = left("SCRAP 0.2", Fate::Lies(there()));
    assert_eq!(moved.astray(&map).len(), 1);
    moved.touched("SCRAP 0.2");
    assert!(moved.astray(&map).is_empty(), "somebody else may have moved it since");
    moved.unsure("SCRAP 0.2");
    assert_eq!(moved.counted(), [0, 0, 0]);
}

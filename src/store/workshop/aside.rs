//! What the windows beside the one that leads hear from it: who is in the room, and what it is asked just now. Everything
//! else they read from the storage. Nothing that was written or voted is in it.

use std::rc::Rc;

use serde_json::json;

use super::super::gather::OpenRound;
use super::super::room::{Answering, Guest};
use super::super::snapshot::Snapshot;
use super::Workshop;
use crate::crypto::Capability;
use crate::model::Json;

/// Somebody in the room, or who was there a while ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub name: String,
    /// At this device.
    pub people: u8,
    pub here: bool,
    /// Has done nothing for a while.
    pub quiet: bool,
    pub hand: bool,
    pub ready: bool,
    pub answering: Answering,
}

/// What the room is asked, while it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InRoom {
    pub prompt: String,
    /// The fragment of the link under which it is answered; empty where nobody else can.
    pub fragment: String,
    /// How many have handed something in, and how many write.
    pub handed_in: usize,
    pub writing: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// This window is in a room with others.
    pub room: bool,
    pub people: Vec<Present>,
    pub asked: Option<InRoom>,
    /// The fragment of the link by which people come into the room to build with.
    pub door: Option<String>,
    /// Which window tells it: several may have the map open.
    pub by: String,
    /// The one that made the last step knows most, then one that is in the room, then one with a question.
    pub rank: u8,
}

/// A window beside listens to one of those that have the map open, and to another one only if that knows more or the first
/// has gone silent.
#[derive(Debug, Clone, Default)]
pub struct Listening {
    heard: Option<Rc<Aside>>,
    silent: u32,
}

impl Listening {
    /// It was asked so often in vain before nobody is believed to be there.
    const PATIENCE: u32 = 3;

    /// Somebody told something.
    pub fn hears(&mut self, told: Aside) {
        let keeps = |known: &Rc<Aside>| known.by != told.by && known.rank >= told.rank;
        if self.silent <= 1 && self.heard.as_ref().is_some_and(keeps) {
            return;
        }
        (self.heard, self.silent) = (Some(Rc::new(told)), 0);
    }

    /// It asks again.
    pub fn asks(&mut self) {
        self.silent += 1;
        if self.silent > Self::PATIENCE {
            self.heard = None;
        }
    }

    #[must_use]
    pub fn heard(&self) -> Option<Rc<Aside>> {
        self.heard.clone()
    }
}

/// More than any room has.
const MOST: usize = 300;

impl Aside {
    #[must_use]
    pub fn of(snapshot: &Snapshot, by: &str) -> Self {
        let room = snapshot.room.as_deref();
        // Hands in the order in which they went up, then everybody else.
        let hands = Workshop::of(snapshot).map(|shop| shop.hands.as_slice()).unwrap_or_default();
        let mut guests: Vec<_> = room.iter().flat_map(|room| room.people()).collect();
        let place = |guest: &Guest| hands.iter().position(|sender| *sender == guest.sender);
        guests.sort_by_key(|guest| place(guest).unwrap_or(usize::MAX));
        let here = guests.into_iter().map(|guest| present(guest, true));
        let gone = room.iter().flat_map(|room| &room.gone).map(|guest| present(guest, false));
        let people = here.chain(gone).flatten().collect();
        let writing = |guest: &&Guest| guest.about.answering == Answering::Writing;
        // Once the answers are on the map, that is what everybody should look at.
        let is_over = |round: &&Rc<OpenRound>| round.gathering.revealed || round.is_on_the_map();
        let asked = snapshot.round.as_ref().filter(|round| !is_over(round));
        let asked = asked.map(|round| InRoom {
            prompt: round.gathering.prompt.clone(),
            // Nobody is to join a rehearsal.
            fragment: if snapshot.rehearses { String::new() } else { round.fragment.to_string() },
            handed_in: round.gathering.writers().count(),
            writing: room.iter().flat_map(|room| room.people()).filter(writing).count(),
        });
        // Nobody comes to a rehearsal but those who are made up.
        let door = room.iter().filter(|_| !snapshot.rehearses).flat_map(|room| &*room.links);
        let door = door.filter(|(may, _)| *may == Capability::Edit);
        let door = door.map(|(_, link)| link.0.clone()).next();
        let drives = Workshop::of(snapshot).is_some_and(|shop| shop.drives);
        let rank = [asked.is_some(), room.is_some(), drives];
        let rank = (0..).zip(rank).map(|(at, is)| u8::from(is) << at).sum();
        Self { room: room.is_some(), people, asked, door, by: by.to_owned(), rank }
    }

    #[must_use]
    pub fn to_text(&self) -> String {
        let people: Vec<_> = self.people.iter().map(Present::to_json).collect();
        let asked = self.asked.as_ref().map(|asked| {
            json!({ "prompt": asked.prompt, "fragment": asked.fragment, "in": asked.handed_in, "writing": asked.writing })
        });
        json!({ "room": self.room, "people": people, "asked": asked, "door": self.door,
            "by": self.by, "rank": self.rank })
        .to_string()
    }

    /// `None` for something else: other scripts of the page may say anything.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text).ok()?;
        let people = json["people"].as_array()?.iter().take(MOST).filter_map(Present::read);
        let count = |key: &str| usize::try_from(json["asked"][key].as_u64()?).ok();
        let word = |key: &str| json["asked"][key].as_str().map(str::to_owned);
        let asked = word("prompt").zip(word("fragment")).and_then(|(prompt, fragment)| {
            let (handed_in, writing) = (count("in")?, count("writing")?);
            Some(InRoom { prompt, fragment, handed_in, writing })
        });
        let door = json["door"].as_str().map(str::to_owned);
        let (by, rank) = (json["by"].as_str()?.to_owned(), json["rank"].as_u64()?);
        let (room, people) = (json["room"].as_bool()?, people.collect());
        Some(Self { room, people, asked, door, by, rank: u8::try_from(rank).ok()? })
    }
}

fn present(guest: &Guest, here: bool) -> Option<Present> {
    // Who looks on without being shown is told of nowhere.
    let about = guest.about;
    (!about.hidden).then(|| Present {
        name: guest.name.clone(),
        people: about.people,
        here,
        quiet: guest.idle,
        hand: about.hand,
        ready: about.ready,
        answering: about.answering,
    })
}

impl Present {
    fn to_json(&self) -> Json {
        let answering = match self.answering {
            Answering::Nothing => "",
            Answering::Writing => "writing",
            Answering::HandedIn => "in",
        };
        json!({ "name": self.name, "people": self.people, "here": self.here, "quiet": self.quiet,
            "hand": self.hand, "ready": self.ready, "answering": answering })
    }

    fn read(json: &Json) -> Option<Self> {
        let is = |key: &str| json[key].as_bool();
        Some(Self {
            name: json["name"].as_str()?.to_owned(),
            people: u8::try_from(json["people"].as_u64()?).ok()?,
            here: is("here")?,
            quiet: is("quiet")?,
            hand: is("hand")?,
            ready: is("ready")?,
            answering: match json["answering"].as_str()? {
                "writing" => Answering::Writing,
                "in" => Answering::HandedIn,
                _ => Answering::Nothing,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_beside_is_understood_and_nonsense_is_nothing() {
        let person = |answering| Present {
            name: "Bo".into(),
            people: 3,
            here: true,
            quiet: true,
            hand: false,
            ready: true,
            answering,
        };
        let all = [Answering::Nothing, Answering::Writing, Answering::HandedIn];
        let (prompt, fragment) = ("What now?".to_owned(), "#write.x".to_owned());
        let asked = Some(InRoom { prompt, fragment, handed_in: 14, writing: 3 });
        let (people, door) = (all.map(person).to_vec(), Some("#join.x".to_owned()));
        let told = Aside { room: true, people, asked, door, by: "a".into(), rank: 7 };
        assert_eq!(Aside::read(&told.to_text()), Some(told));
        assert_eq!(Aside::read(&Aside::default().to_text()), Some(Aside::default()));
        for bad in ["", "hello", "{}", r#"{"room":1,"people":[]}"#] {
            assert_eq!(Aside::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn another_tab_of_the_map_does_not_take_the_word_from_the_one_that_leads() {
        let told = |by: &str, rank: u8| Aside { by: by.into(), rank, ..Aside::default() };
        let mut wall = Listening::default();
        let by = |wall: &Listening| wall.heard().map(|it| it.by.clone());
        // Whoever answers first is believed until one answers that knows more.
        for (from, rank, believed) in [
            ("other", 0, "other"),
            ("leads", 4, "leads"),
            ("other", 0, "leads"),
            ("leads", 0, "leads"),
            ("other", 0, "leads"),
        ] {
            wall.hears(told(from, rank));
            assert_eq!(by(&wall).as_deref(), Some(believed), "{from} {rank}");
        }
        // Both answer each time: nothing flickers, in whichever order.
        for _ in 0..9 {
            wall.asks();
            wall.hears(told("other", 0));
            wall.hears(told("leads", 0));
            assert_eq!(by(&wall).as_deref(), Some("leads"));
        }
        // The one that led is closed: the other one is heard. Then that is, too.
        wall.asks();
        wall.asks();
        wall.hears(told("other", 0));
        assert_eq!(by(&wall).as_deref(), Some("other"));
        (0..3).for_each(|_| wall.asks());
        assert_eq!(by(&wall).as_deref(), Some("other"));
        wall.asks();
        assert_eq!(by(&wall), None);
    }
}

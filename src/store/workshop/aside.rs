//! What the windows beside the one that leads hear from it: who is in the room, and what it is asked just now. Everything
//! else they read from the storage. Nothing that was written or voted is in it.

use serde_json::json;

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
    /// The fragment of the link under which it is answered.
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
}

/// More than any room has.
const MOST: usize = 300;

impl Aside {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let room = snapshot.room.as_deref();
        // Hands in the order in which they went up, then everybody else.
        let hands = Workshop::of(snapshot).map(|shop| shop.hands.as_slice()).unwrap_or_default();
        let mut guests: Vec<_> = room.iter().flat_map(|room| &room.guests).collect();
        let place = |guest: &Guest| hands.iter().position(|sender| *sender == guest.sender);
        guests.sort_by_key(|guest| place(guest).unwrap_or(usize::MAX));
        let here = guests.into_iter().map(|guest| present(guest, true));
        let gone = room.iter().flat_map(|room| &room.gone).map(|guest| present(guest, false));
        let people = here.chain(gone).flatten().collect();
        let writing = |guest: &&Guest| guest.about.answering == Answering::Writing;
        let asked = snapshot.round.as_ref().filter(|round| !round.gathering.revealed);
        let asked = asked.map(|round| InRoom {
            prompt: round.gathering.prompt.clone(),
            fragment: round.fragment.to_string(),
            handed_in: round.gathering.writers().count(),
            writing: room.iter().flat_map(|room| &room.guests).filter(writing).count(),
        });
        let door = room.iter().flat_map(|room| &*room.links);
        let door = door.filter(|(may, _)| *may == Capability::Edit);
        let door = door.map(|(_, link)| link.0.clone()).next();
        Self { room: room.is_some(), people, asked, door }
    }

    #[must_use]
    pub fn to_text(&self) -> String {
        let people: Vec<_> = self.people.iter().map(Present::to_json).collect();
        let asked = self.asked.as_ref().map(|asked| {
            json!({ "prompt": asked.prompt, "fragment": asked.fragment, "in": asked.handed_in, "writing": asked.writing })
        });
        json!({ "room": self.room, "people": people, "asked": asked, "door": self.door })
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
        Some(Self { room: json["room"].as_bool()?, people: people.collect(), asked, door })
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
        let told = Aside { room: true, people, asked, door };
        assert_eq!(Aside::read(&told.to_text()), Some(told));
        assert_eq!(Aside::read(&Aside::default().to_text()), Some(Aside::default()));
        for bad in ["", "hello", "{}", r#"{"room":1,"people":[]}"#] {
            assert_eq!(Aside::read(bad), None, "{bad}");
        }
    }
}

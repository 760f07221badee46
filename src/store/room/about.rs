//! What somebody tells of themselves beside their name, in a few bytes. Anybody may say anything of themselves: nothing is
//! allowed on account of it.

/// What somebody does about the question that is asked to the room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Answering {
    #[default]
    Nothing,
    Writing,
    HandedIn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// How many people sit at this device.
    pub people: u8,
    /// Wants to say something.
    pub hand: bool,
    /// Is done with what was asked.
    pub ready: bool,
    /// Looks on without being shown.
    pub hidden: bool,
    pub answering: Answering,
}

impl Default for About {
    fn default() -> Self {
        let answering = Answering::Nothing;
        Self { people: 1, hand: false, ready: false, hidden: false, answering }
    }
}

impl About {
    /// A table, not a town.
    pub const MOST_PEOPLE: u8 = 99;

    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let flags = u8::from(self.hand)
            | u8::from(self.ready) << 1
            | u8::from(self.hidden) << 2
            | (self.answering as u8) << 3;
        vec![flags, self.people]
    }

    /// Never fails: whoever says nothing, or nonsense, is one person. What later versions add behind it is not read.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let [flags, people, ..] = *bytes else { return Self::default() };
        let is = |bit: u8| flags >> bit & 1 == 1;
        let answering = match flags >> 3 & 3 {
            1 => Answering::Writing,
            2 => Answering::HandedIn,
            _ => Answering::Nothing,
        };
        let people = people.clamp(1, Self::MOST_PEOPLE);
        Self { people, hand: is(0), ready: is(1), hidden: is(2), answering }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood_and_nonsense_is_one_person() {
        for answering in [Answering::Nothing, Answering::Writing, Answering::HandedIn] {
            let said = About { people: 6, hand: true, ready: false, hidden: true, answering };
            assert_eq!(About::read(&said.to_bytes()), said);
        }
        assert_eq!(About::read(b""), About::default());
        assert_eq!(About::read(&[0, 255]).people, About::MOST_PEOPLE);
        assert_eq!(About::read(&[0, 0, 9]).people, 1);
    }
}

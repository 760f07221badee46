//! A person in one line, as people write it: the name, what they do, where they do it.

use crate::model::{Card, CardKind, Fields, Json};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub name: String,
    role: String,
    unit: String,
}

/// Words of a job, and how high it usually stands. A guess that anybody can put right.
const LEVELS: [(&[&str], &str); 3] = [
    (
        &[
            "ceo",
            "cfo",
            "coo",
            "cto",
            "cio",
            "cmo",
            "chro",
            "chief",
            "president",
            "vp",
            "svp",
            "evp",
            "executive",
        ],
        "executive",
    ),
    (&["director", "head", "senior"], "senior"),
    (&["manager", "lead", "leader", "supervisor", "foreman"], "manager"),
];
/// Words of the people whose map this is.
const OURS: [&str; 6] = ["l&d", "learning", "training", "enablement", "trainer", "academy"];

impl Person {
    /// `None` without a name.
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim().trim_start_matches(['-', '•', '*']);
        let mut parts = line.split([',', ';', '\t']).map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?.to_owned();
        let role = parts.next().unwrap_or_default().to_owned();
        let rest: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        Some(Self { name, role, unit: rest.join(", ") })
    }

    fn level(&self) -> Option<&'static str> {
        let role = self.role.to_lowercase();
        let words: Vec<_> = role.split(|c: char| !c.is_alphanumeric()).collect();
        let named = |names: &[&str]| names.iter().any(|name| words.contains(name));
        LEVELS.iter().find(|(names, _)| named(names)).map(|(_, level)| *level)
    }

    fn is_ours(&self) -> bool {
        let said = format!("{} {}", self.role, self.unit).to_lowercase();
        let mut words = said.split(|c: char| !(c.is_alphanumeric() || c == '&'));
        words.any(|word| OURS.contains(&word))
    }

    /// A blank card filled with what is known of them.
    pub fn card(self, blank: Card) -> Card {
        let side = if self.is_ours() { "learning" } else { "business" };
        let mut all = vec![("side", Json::from(side)), ("is_ld", Json::from(self.is_ours()))];
        let mut say = |key, words: &str| {
            if !words.is_empty() {
                all.push((key, Json::from(words)));
            }
        };
        say("role", &self.role);
        say("unit", &self.unit);
        say("level", self.level().unwrap_or_default());
        let all = all.iter().map(|(key, value)| (*key, value));
        let (fields, _) = Fields::read(CardKind::Stakeholder.fields(), all);
        Card { title: self.name, fields, ..blank }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (String, String, String, Option<&'static str>, bool) {
        let person = Person::read(line).expect("a person");
        let (level, ours) = (person.level(), person.is_ours());
        (person.name, person.role, person.unit, level, ours)
    }

    #[test]
    fn a_line_is_a_name_a_job_and_a_place() {
        let said = |a: &str, b: &str, c: &str, level, ours| {
            (a.to_owned(), b.to_owned(), c.to_owned(), level, ours)
        };
        assert_eq!(
            read("Ana Ruiz, head of stores, Retail"),
            said("Ana Ruiz", "head of stores", "Retail", Some("senior"), false)
        );
        assert_eq!(read("- Bo"), said("Bo", "", "", None, false));
        assert_eq!(
            read("Kim Lee\tVP Sales\tNorth, South"),
            said("Kim Lee", "VP Sales", "North, South", Some("executive"), false)
        );
        assert_eq!(read("Sue, trainer, L&D"), said("Sue", "trainer", "L&D", None, true));
        assert_eq!(read("Mia, Managerin, Köln").3, None, "only whole words are taken for a level");
        assert_eq!(Person::read(" , head of nothing"), None);
    }
}

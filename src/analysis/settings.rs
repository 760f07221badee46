//! The thresholds of the rules, which people may change, and what only L&D knows.
//! They lie in the map's `settings` under `analysis`, by the names of the fields here.

use crate::model::{CardId, Json, Map, Sorted};

/// Thresholds. A ‡ marks those with a source in the field; the others are ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Days after which a running initiative should have been looked at again.
    pub review_days: i32,
    /// Days within which a stakeholder should have been listened to.
    pub checkin_days: i32,
    /// From this rating of power on (1 to 5) somebody decides.
    pub deciding_power: u8,
    /// Outcomes below this level (1 to 5) are activity.
    pub result_level: i32,
    /// Words in a metric that count activity, in one language or several.
    pub activity_words: Vec<String>,
    /// ‡ The critical few for the whole organisation.
    pub most_enterprise: i32,
    /// The critical few for one department.
    pub most_department: i32,
    /// Ranks that lie so far apart are a disagreement.
    pub rank_spread: i32,
    /// ‡ Fist of five: so few fingers, or fewer, are heard first.
    pub low_fist: i32,
    /// Days after which something that runs is old.
    pub old_days: i32,
    /// Days without a review after which something old is asked about.
    pub unreviewed_days: i32,
    /// Days to ask for when a request comes in a rush.
    pub hold_days: i32,
    /// Names of rules that are not asked.
    pub off: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let words = ["attendance", "completion", "satisfaction", "hours"];
        Self {
            review_days: 30,
            checkin_days: 30,
            deciding_power: 4,
            result_level: 3,
            activity_words: words.iter().map(|word| (*word).to_owned()).collect(),
            most_enterprise: 5,
            most_department: 3,
            rank_spread: 3,
            low_fist: 2,
            old_days: 3 * 365,
            unreviewed_days: 365,
            hold_days: 2,
            off: Vec::new(),
        }
    }
}

impl Settings {
    /// The thresholds that are one number, by their names in the map.
    pub const NUMBERS: [&str; 11] = [
        "most_enterprise",
        "most_department",
        "rank_spread",
        "low_fist",
        "review_days",
        "checkin_days",
        "unreviewed_days",
        "old_days",
        "hold_days",
        "result_level",
        "deciding_power",
    ];

    /// A threshold of [`Self::NUMBERS`]; 0 for a name that is none.
    #[must_use]
    pub fn number(&self, key: &str) -> i32 {
        match key {
            "most_enterprise" => self.most_enterprise,
            "most_department" => self.most_department,
            "rank_spread" => self.rank_spread,
            "low_fist" => self.low_fist,
            "review_days" => self.review_days,
            "checkin_days" => self.checkin_days,
            "unreviewed_days" => self.unreviewed_days,
            "old_days" => self.old_days,
            "hold_days" => self.hold_days,
            "result_level" => self.result_level,
            "deciding_power" => i32::from(self.deciding_power),
            _ => 0,
        }
    }

    /// What the map says, and the usual thresholds where it says nothing or nothing that fits.
    #[must_use]
    pub fn of(map: &Map) -> Self {
        let mut settings = Self::default();
        let said = map.records.values.get("settings").and_then(|all| all.get("analysis"));
        let Some(said) = said else { return settings };
        let number = |key: &str, known: &mut i32| {
            let wanted = said.get(key).and_then(Json::as_i64);
            if let Some(wanted) = wanted.and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0) {
                *known = wanted;
            }
        };
        number("review_days", &mut settings.review_days);
        number("checkin_days", &mut settings.checkin_days);
        number("result_level", &mut settings.result_level);
        number("most_enterprise", &mut settings.most_enterprise);
        number("most_department", &mut settings.most_department);
        number("rank_spread", &mut settings.rank_spread);
        number("low_fist", &mut settings.low_fist);
        number("old_days", &mut settings.old_days);
        number("unreviewed_days", &mut settings.unreviewed_days);
        number("hold_days", &mut settings.hold_days);
        let mut power = i32::from(settings.deciding_power);
        number("deciding_power", &mut power);
        settings.deciding_power = u8::try_from(power).unwrap_or(u8::MAX);
        let words = |key: &str, known: &mut Vec<String>| {
            if let Some(wanted) = said.get(key).and_then(Json::as_array) {
                *known = wanted.iter().filter_map(Json::as_str).map(str::to_owned).collect();
            }
        };
        words("activity_words", &mut settings.activity_words);
        words("off", &mut settings.off);
        settings
    }
}

/// What L&D has noted about stakeholders and shares with nobody. It is handed in beside the map because a map
/// never holds it; empty where nothing was noted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Private {
    /// Power, 1 to 5.
    pub power: Sorted<CardId, u8>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::story;
    use serde_json::json;

    #[test]
    fn every_number_that_may_be_changed_is_read_back() {
        for (place, key) in (40..).zip(Settings::NUMBERS) {
            assert_ne!(Settings::default().number(key), place, "{key}");
            let said = json!({"analysis": {key: place}});
            assert_eq!(
                Settings::of(&story().value("settings", said).map).number(key),
                place,
                "{key}"
            );
        }
    }

    #[test]
    fn a_map_may_say_its_own_thresholds_and_nonsense_leaves_the_usual_ones() {
        let said = json!({"analysis": {"review_days": 7, "low_fist": "two", "old_days": -1, "off": ["jargon", 3]}});
        let settings = Settings::of(&story().value("settings", said).map);
        let usual = Settings::default();
        let wanted = Settings { review_days: 7, off: vec!["jargon".into()], ..usual };
        assert_eq!(settings, wanted);
    }
}

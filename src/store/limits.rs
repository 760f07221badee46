//! What can be carried, and from where on questions are asked: numbers of the map. Part of what comes late.

use super::state::State;
use crate::analysis::Settings;
use crate::document::Command;
use crate::model::{Json, JsonObject};

impl State {
    /// How many days there are; `None` where nobody knows.
    pub(super) fn set_capacity(&mut self, days: Option<f64>) {
        let days = days.filter(|days| days.is_finite() && *days >= 0.0);
        self.set_value("capacity_days", days.map(Json::from));
    }

    /// A threshold; `None` is the usual one, which needs no record.
    pub(super) fn set_threshold(&mut self, key: &'static str, value: Option<i32>) {
        let object =
            |json: Option<&Json>| json.and_then(Json::as_object).cloned().unwrap_or_default();
        let mut settings: JsonObject = object(self.map().records.values.get("settings"));
        let mut analysis: JsonObject = object(settings.get("analysis"));
        match value.filter(|value| *value != Settings::default().number(key)) {
            Some(value) => drop(analysis.insert(key.to_owned(), Json::from(value))),
            None => drop(analysis.shift_remove(key)),
        }
        match analysis.is_empty() {
            true => drop(settings.shift_remove("analysis")),
            false => drop(settings.insert("analysis".to_owned(), Json::Object(analysis))),
        }
        self.set_value("settings", (!settings.is_empty()).then_some(Json::Object(settings)));
    }

    fn set_value(&mut self, key: &str, value: Option<Json>) {
        if self.is_readonly() {
            return;
        }
        self.replica.end_undo_step();
        self.commit(vec![Command::SetValue { key: key.to_owned(), value }]);
        self.replica.end_undo_step();
        self.look_again_if_asked();
    }
}

//! Entries under names, such as ranks, that somebody changes in a box while others write theirs.

use super::{Json, JsonObject};

/// What they are `now`, with what somebody changed: that which differs between `before` and `after`. All of them are
/// objects, or nothing.
#[must_use]
pub fn with_changes(now: &Json, before: &Json, after: &Json) -> Json {
    let mut entries = now.as_object().cloned().unwrap_or_default();
    let (none, absent) = (JsonObject::new(), Json::Null);
    let [before, after] = [before, after].map(|it| it.as_object().unwrap_or(&none));
    for name in before.keys().chain(after.keys()) {
        let [was, is] = [before, after].map(|it| it.get(name).unwrap_or(&absent));
        if was == is {
            continue;
        }
        match is {
            Json::Null => entries.remove(name),
            is => entries.insert(name.clone(), is.clone()),
        };
    }
    if entries.is_empty() { Json::Null } else { Json::Object(entries) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whoever_writes_in_a_box_changes_own_entries_and_keeps_what_others_added_meanwhile() {
        let before = json!({"Ann": 1, "Di": 4, "Eve": 5});
        let now = json!({"Ann": 1, "Bo": 2, "Di": 4, "Eve": 6});
        let after = json!({"Ann": 2, "Cy": 3, "Eve": 5});
        let wanted = json!({"Ann": 2, "Bo": 2, "Cy": 3, "Eve": 6});
        assert_eq!(with_changes(&now, &before, &after), wanted);
        assert_eq!(with_changes(&before, &before, &Json::Null), Json::Null);
        assert_eq!(with_changes(&Json::Null, &Json::Null, &after), after);
    }
}

//! What a map holds beside cards and links, and what the records of each list say.

use super::field::Shape;
use super::form::Form;
use super::group::GROUPS;
use super::{Fields, Json, Sorted};

/// Rarely changed, so shared as one piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// Workshops and check-ins, by id.
    pub sessions: Sorted<String, Fields>,
    /// Lists of records: `people`, `groups` (see `group.rs`), `glossary`, `answers`, `agendas`, `helpers` (who would help with
    /// which card), `corrections` (what was said to a draft). Each record is an object with an `id`.
    pub lists: Sorted<&'static str, Sorted<String, Json>>,
    /// Single values: `capacity_days`, `skill_gaps`, `settings`, and whatever unknown a file carried.
    pub values: Sorted<String, Json>,
}

impl Records {
    /// The lists kept as they are, by name.
    pub const LISTS: [&'static str; 7] =
        ["people", "groups", "glossary", "answers", "agendas", "helpers", "corrections"];

    /// What a session says, beside its id.
    pub const SESSION: Form = Form::Record(&[
        ("type", Form::Line),
        ("status", Form::Line),
        ("date", DATE),
        ("next_date", DATE),
        ("facilitator", Form::Line),
        // By name, or as a record of them.
        ("attendees", Form::List(&Form::Either(&[Form::Line, PERSON]))),
        ("agenda", Form::Line),
        ("agenda_name", Form::Line),
        ("stages", Form::List(&STAGE)),
        ("heard", Form::Table(&Form::Prose)),
        ("playback", Form::Table(&Form::Line)),
        ("reserve", MINUTES),
        ("minutes_promised", COUNT),
        ("minutes_used", NUMBER),
        ("ended_ms", COUNT),
        ("feed_back", Form::Prose),
        ("feed_forward", Form::Prose),
        ("decisions", Form::List(&Form::Prose)),
        ("room_votes", Form::List(&VOTE)),
        ("now", NOW),
        ("snapshot", Form::Prose),
    ]);

    /// What a record of a list says, beside its id, or what a value of this name is. `None` for what nobody here knows.
    #[must_use]
    pub fn form(name: &str) -> Option<&'static Form> {
        const LINE: Form = Form::Line;
        Some(match name {
            "people" => {
                const SIDE: Form = Form::Plain(Shape::Choice(&["business", "learning"]));
                &Form::Record(&[("name", LINE), ("side", SIDE), ("stakeholder", LINE)])
            }
            GROUPS => &Form::Record(&[("title", LINE)]),
            "glossary" => &Form::Record(&[("term", LINE), ("say", LINE), ("off", FLAG)]),
            "answers" => &Form::Record(&[
                ("rule", LINE),
                ("subject", LINE),
                ("because", Form::Prose),
                ("by", LINE),
                ("on", DATE),
                ("print", LINE),
            ]),
            "agendas" => &Form::Record(&[
                ("name", LINE),
                ("stages", Form::List(&STAGE)),
                ("reserve", MINUTES),
            ]),
            "helpers" => &Form::Record(&[("card", LINE), ("who", LINE), ("on", DATE)]),
            "corrections" => &Form::Record(&[
                ("card", LINE),
                ("who", LINE),
                ("says", LINE),
                ("words", Form::Prose),
                ("on", DATE),
            ]),
            "capacity_days" => &NUMBER,
            "skill_gaps" => &Form::List(&Form::Any),
            "settings" => &Form::Record(&[("analysis", ANALYSIS)]),
            _ => return None,
        })
    }
}

const NUMBER: Form = Form::Plain(Shape::Number);
const FLAG: Form = Form::Plain(Shape::Flag);
const DATE: Form = Form::Plain(Shape::Date);
/// Up to what every reader of JSON holds exactly.
const COUNT: Form = Form::Plain(Shape::Whole(0, 9_007_199_254_740_991));
const MINUTES: Form = Form::Plain(Shape::Whole(0, 65_535));
const PERSON: Form = Form::Record(&[("id", Form::Line), ("name", Form::Line)]);

/// Of a plan, and of a session as it was run. The first versions kept what was said at its exit here.
const STAGE: Form = Form::Record(&[
    ("kind", Form::Line),
    ("name", Form::Line),
    ("minutes", MINUTES),
    ("used_seconds", NUMBER),
    ("heard", Form::Prose),
    ("playback", Form::Line),
]);

/// How many gave each number, or how many dots each thing got.
const VOTE: Form = Form::Record(&[
    ("round", Form::Line),
    ("asked", Form::Prose),
    ("about", Form::Line),
    ("counts", Form::Table(&COUNT)),
    ("picks", Form::List(&Form::Record(&[("what", Form::Line), ("dots", COUNT)]))),
    ("heard", FLAG),
]);

/// Where a session that is open stands.
const NOW: Form = Form::Record(&[
    ("stage", COUNT),
    ("left_ms", NUMBER),
    ("given_ms", NUMBER),
    ("runs", FLAG),
    ("extended", FLAG),
    ("wall_ms", COUNT),
    ("step", COUNT),
    ("call", COUNT),
    (
        "talk",
        Form::Maybe(&Form::Record(&[("step", Form::Line), ("left_ms", NUMBER), ("runs", FLAG)])),
    ),
    ("hold", FLAG),
    ("spotlight", Form::Maybe(&Form::Line)),
]);

/// Thresholds of the rules, by their names.
const ANALYSIS: Form = Form::Record(&[
    ("review_days", THRESHOLD),
    ("checkin_days", THRESHOLD),
    ("deciding_power", THRESHOLD),
    ("result_level", THRESHOLD),
    ("most_enterprise", THRESHOLD),
    ("most_department", THRESHOLD),
    ("rank_spread", THRESHOLD),
    ("low_fist", THRESHOLD),
    ("old_days", THRESHOLD),
    ("unreviewed_days", THRESHOLD),
    ("hold_days", THRESHOLD),
    ("activity_words", Form::List(&Form::Line)),
    ("off", Form::List(&Form::Line)),
]);

const THRESHOLD: Form = Form::Plain(Shape::Whole(0, 2_147_483_647));

//! The words for a place that two people changed, and for what each of them made of it.

use yew::prelude::*;

use crate::model::{
    CardId, CardKind, FieldSpec, GROUP, Json, LinkId, LinkKind, Map, Part, Shape, group_title,
};
use crate::store::{Clash, Spot, part_called};
use crate::ui::context::Ui;
use crate::ui::merge::{record, statement};

pub(super) struct Saying<'a> {
    pub ui: &'a Ui,
    pub map: &'a Map,
    pub clash: &'a Clash,
}

impl Saying<'_> {
    /// What it is, and of what.
    pub fn place(&self) -> (AttrValue, Option<Html>) {
        let Self { ui, map, clash } = self;
        match &clash.spot {
            Spot::Title => (ui.t("merge.map_title"), None),
            Spot::Card(id, part) => {
                let Some(card) = map.card(id) else { return (ui.t("clash.nothing"), None) };
                let name = part_name(ui, card.kind, part);
                // A title stands below as it reads now.
                let of = match part {
                    Part::Title => ui.kind(card.kind),
                    _ => untitled(ui, &card.title),
                };
                (name, Some(html! { {of} }))
            }
            Spot::CardGone(_) => {
                let card = self.written();
                let title = untitled(ui, card["title"].as_str().unwrap_or_default());
                let kind = card["kind"].as_str().and_then(CardKind::parse);
                let of = kind.map(|kind| html! { <>{ui.kind(kind)}{": "}<bdi>{title}</bdi></> });
                (ui.t("clash.gone"), of)
            }
            Spot::Link(_) => (ui.t("clash.link"), None),
            Spot::LinkField(id, key) => (ui.t(&format!("field.{key}")), self.link(id)),
            Spot::LinkGone(_) => (ui.t("clash.gone"), self.statement(self.written())),
            Spot::Session(id, key) => (self.session_field(key), Some(self.session(id))),
            Spot::SessionGone(id) => (ui.t("clash.gone"), Some(self.session(id))),
            Spot::Record(list, id) => {
                let name = self.record_name(list, id);
                (ui.t(record(list)), name.map(|name| html! { {name} }))
            }
            Spot::Value(key) => match key.as_str() {
                "capacity_days" => (ui.t("capacity.have"), None),
                "settings" => (ui.t("threshold.title"), None),
                _ => (ui.t("merge.value"), Some(html! { {key.clone()} })),
            },
        }
    }

    /// Of something that one deleted, what the other one made of it.
    fn written(&self) -> &Json {
        let clash = self.clash;
        if clash.here.is_null() { &clash.there } else { &clash.here }
    }

    /// What somebody made of it.
    pub fn value(&self, value: &Json) -> Html {
        let Self { ui, map, clash } = self;
        let words = |text: AttrValue| html! { <span dir="auto">{text}</span> };
        let deletes = match clash.spot {
            Spot::CardGone(_) | Spot::LinkGone(_) | Spot::SessionGone(_) => true,
            Spot::Record(list, _) => list != "glossary",
            _ => false,
        };
        if value.is_null() && deletes {
            return words(ui.t("clash.deleted"));
        }
        match &clash.spot {
            Spot::Card(id, part) => {
                let kind = map.card(id).map_or(CardKind::Parking, |card| card.kind);
                words(part_said(ui, map, kind, part, value))
            }
            Spot::CardGone(_) => self.written_on(value),
            Spot::Link(id) => self.joined(id, value),
            Spot::LinkGone(_) => html! {
                <>{ self.statement(value) }{ for fields(ui, value).map(|it| html! { <>{"; "}{words(it)}</> }) }</>
            },
            Spot::LinkField(..) | Spot::Session(..) | Spot::Title => words(plain(ui, value)),
            Spot::SessionGone(_) => {
                let said = ["feed_back", "feed_forward", "decisions"].map(|key| &value[key]);
                let said = said.into_iter().filter(|it| !it.is_null()).map(|it| plain(ui, it));
                words(joined(said, "; ").unwrap_or_else(|| ui.t("clash.changed")))
            }
            Spot::Record(list, _) => words(self.record(list, value)),
            Spot::Value(key) if key == "settings" => words(thresholds(ui, value)),
            Spot::Value(_) => words(plain(ui, value)),
        }
    }

    /// The parts of a deleted card that were written, each by its name.
    fn written_on(&self, value: &Json) -> Html {
        let Self { ui, map, .. } = self;
        let kind = value["kind"].as_str().and_then(CardKind::parse).unwrap_or(CardKind::Parking);
        let parts = value["parts"].as_object().into_iter().flatten();
        let parts = parts.filter_map(|(key, value)| Some((part_called(key)?, value)));
        let links = value["links"].as_u64().filter(|n| *n > 0);
        let said = parts.map(|(part, value)| {
            (part_name(ui, kind, &part), part_said(ui, map, kind, &part, value))
        });
        html! {
            <>
                { for said.map(|(name, said)| html! {
                    <span class="clashes__part"><span class="clashes__whose">{name}{": "}</span><span dir="auto">{said}</span></span>
                }) }
                if let Some(n) = links {
                    <span class="clashes__part">{ui.say("clash.links", &[("n", &n.to_string())])}</span>
                }
            </>
        }
    }

    /// "Guides: helps Staff explain it", of a link that is there.
    fn link(&self, id: &LinkId) -> Option<Html> {
        self.map.links.get(id).map(|link| statement(self.ui, link, self.map))
    }

    /// The same of what was kept of one.
    fn statement(&self, link: &Json) -> Option<Html> {
        let title = |key: &str| {
            let id = CardId::parse(link[key].as_str()?).ok()?;
            Some(untitled(self.ui, &self.map.card(&id)?.title))
        };
        let kind = LinkKind::parse(link["kind"].as_str()?)?;
        let (from, to) = (title("from")?, title("to")?);
        Some(
            html! { <><bdi>{from}</bdi>{" "}<em>{self.ui.link(kind, true)}</em>{" "}<bdi>{to}</bdi></> },
        )
    }

    /// What somebody has a link say that is still there.
    fn joined(&self, id: &LinkId, value: &Json) -> Html {
        let Some(link) = self.map.links.get(id) else { return html! {} };
        let ends = [&link.from, &link.to].map(|id| id.as_str());
        let from = value["from"].as_str().unwrap_or(ends[0]);
        let kind = value["kind"].as_str().unwrap_or(link.kind.name());
        let to = if from == ends[0] { ends[1] } else { ends[0] };
        let link = serde_json::json!({ "kind": kind, "from": from, "to": to });
        self.statement(&link).unwrap_or_default()
    }

    fn session(&self, id: &str) -> Html {
        let date = match self.map.records.sessions.get(id) {
            Some(session) => session.extra().find(|(key, _)| *key == "date").map(|(_, it)| it),
            None => self.written().get("date"),
        };
        let date = date.and_then(Json::as_str).unwrap_or_default();
        html! { {self.ui.say("merge.session", &[("date", date)])} }
    }

    fn session_field(&self, key: &str) -> AttrValue {
        let words = match key {
            "facilitator" => "agenda.facilitator",
            "attendees" => "clash.attendees",
            "date" => "field.date",
            "feed_back" => "recap.feed_back",
            "feed_forward" => "recap.feed_forward",
            "next_date" => "close.next",
            "decisions" => "recap.decisions",
            "room_votes" => "recap.votes",
            "heard" | "playback" => "recap.heard",
            _ => return key.replace('_', " ").into(),
        };
        self.ui.t(words)
    }

    /// What a record is called.
    fn record_name(&self, list: &str, id: &str) -> Option<AttrValue> {
        let known = self.map.records.lists.get(list).and_then(|all| all.get(id));
        let record = known.unwrap_or_else(|| self.written());
        let text = |key: &str| record.get(key).and_then(Json::as_str).unwrap_or_default();
        let card = |key: &str| {
            let card = CardId::parse(text(key)).ok().and_then(|id| self.map.card(&id).cloned());
            card.map_or_else(String::new, |card| card.title.clone())
        };
        let name = match list {
            "glossary" => text("term").to_owned(),
            "groups" => text("title").to_owned(),
            "answers" => {
                let question = self.ui.words.find(&format!("rule.{}", text("rule")));
                let parts = [question.unwrap_or_default().to_owned(), card("subject")];
                parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(": ")
            }
            "agendas" => text("name").to_owned(),
            "helpers" | "corrections" => card("card"),
            _ => text("name").to_owned(),
        };
        (!name.is_empty()).then(|| name.into())
    }

    fn record(&self, list: &str, value: &Json) -> AttrValue {
        /// Nobody wrote these, or they are said already.
        const QUIET: [&str; 7] = ["id", "on", "print", "rule", "subject", "card", "stakeholder"];
        let ui = self.ui;
        match (list, value["say"].as_str()) {
            ("glossary", Some("")) => return ui.t("language.leave_out"),
            ("glossary", Some(say)) => return say.to_owned().into(),
            ("glossary", None) => return ui.t("clash.word_off"),
            _ => {}
        }
        let stages = value["stages"].as_array().into_iter().flatten().map(|stage| {
            let kind = stage["kind"].as_str().unwrap_or_default();
            let own = stage["name"].as_str().filter(|name| !name.is_empty());
            let name =
                own.map_or_else(|| ui.t(&format!("stage.{kind}")), |own| own.to_owned().into());
            format!("{name} {}", stage["minutes"]).into()
        });
        let said = value.as_object().into_iter().flatten();
        let said = said.filter(|(key, _)| !QUIET.contains(&key.as_str()) && *key != "stages");
        let said = said.map(|(_, value)| plain(ui, value));
        joined(said.chain(stages), ", ").unwrap_or_else(|| ui.t("clash.nothing"))
    }
}

fn untitled(ui: &Ui, title: &str) -> AttrValue {
    if title.is_empty() { ui.t("card.untitled") } else { title.to_owned().into() }
}

fn joined(parts: impl Iterator<Item = AttrValue>, between: &str) -> Option<AttrValue> {
    let parts: Vec<_> = parts.map(|part| part.to_string()).collect();
    (!parts.is_empty()).then(|| parts.join(between).into())
}

fn part_name(ui: &Ui, kind: CardKind, part: &Part) -> AttrValue {
    match part {
        Part::Kind => ui.t("field.kind"),
        Part::Title => ui.t("field.title"),
        Part::Notes => ui.t("field.notes"),
        Part::Lane => ui.t("merge.lane"),
        Part::Field(key) => ui.field(kind.name(), key),
    }
}

fn part_said(ui: &Ui, map: &Map, kind: CardKind, part: &Part, value: &Json) -> AttrValue {
    let word = value.as_str().unwrap_or_default();
    match part {
        Part::Kind => {
            CardKind::parse(word).map_or_else(|| word.to_owned().into(), |it| ui.kind(it))
        }
        Part::Lane => ui.t(&format!("lane.{word}")),
        // By their names: the ids of groups say nothing to anybody.
        Part::Field(GROUP) => match (word, group_title(map, word)) {
            ("", _) => ui.t("group.none"),
            (_, title) if title.is_empty() => ui.t("group.unnamed"),
            (_, title) => title.into(),
        },
        Part::Field(key) => in_shape(ui, kind.field(key), value),
        Part::Title | Part::Notes => plain(ui, value),
    }
}

/// A field's value: what was chosen from words by those words.
fn in_shape(ui: &Ui, spec: Option<&FieldSpec>, value: &Json) -> AttrValue {
    let choice =
        |word: &Json| word.as_str().map_or_else(|| plain(ui, word), |word| ui.choice(word));
    match (spec.map(|spec| spec.shape), value) {
        (Some(Shape::Choice(_)), Json::String(_)) => choice(value),
        (Some(Shape::Choices(_)), Json::Array(words)) => {
            joined(words.iter().map(choice), ", ").unwrap_or_else(|| ui.t("clash.nothing"))
        }
        (Some(Shape::Table(_)), Json::Object(entries)) if !entries.is_empty() => {
            let entries = entries.iter();
            let entries = entries.map(|(name, it)| format!("{name}: {}", plain(ui, it)).into());
            joined(entries, ", ").unwrap_or_default()
        }
        _ => plain(ui, value),
    }
}

/// The fields of a link that was deleted.
fn fields<'a>(ui: &'a Ui, link: &'a Json) -> impl Iterator<Item = AttrValue> + 'a {
    let fields = link["fields"].as_object().into_iter().flatten();
    fields.map(|(key, value)| {
        format!("{}: {}", ui.t(&format!("field.{key}")), plain(ui, value)).into()
    })
}

fn thresholds(ui: &Ui, value: &Json) -> AttrValue {
    let all = value["analysis"].as_object().into_iter().flatten();
    let all = all.map(|(key, value)| {
        let name = ui.words.find(&format!("threshold.{key}")).unwrap_or(key);
        format!("{name}: {}", plain(ui, value)).into()
    });
    joined(all, "; ").unwrap_or_else(|| ui.t("clash.nothing"))
}

/// A value as a person would write it.
fn plain(ui: &Ui, value: &Json) -> AttrValue {
    let several = |parts: Vec<AttrValue>| {
        joined(parts.into_iter(), ", ").unwrap_or_else(|| ui.t("clash.nothing"))
    };
    match value {
        Json::Null => ui.t("clash.nothing"),
        Json::String(text) if text.is_empty() => ui.t("clash.nothing"),
        Json::String(text) => text.clone().into(),
        Json::Bool(yes) => ui.t(if *yes { "merge.yes" } else { "merge.no" }),
        Json::Array(items) => several(items.iter().map(|item| plain(ui, item)).collect()),
        Json::Object(entries) => several(entries.values().map(|item| plain(ui, item)).collect()),
        Json::Number(number) => number.to_string().into(),
    }
}

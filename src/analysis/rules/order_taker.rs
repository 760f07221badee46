//! **Order-taker only** (medium, facilitator only): two requests or more, all accepted as they came, none traced to a
//! real need and none taken as an opening (one of the four S). A request accepted on a condition was not taken as it
//! came. Source: domain, rule 13; S3.

use super::{Look, Looks, Rule};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "order_taker",
    severity: Severity::Medium,
    facilitator: true,
    reads: &["decision", "four_s"],
    looks: Looks::Around(check),
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    let requests: Vec<_> = index.active_of(CardKind::Request).collect();
    let taken = |at| {
        let fields = &index.card(at).fields;
        fields.text("decision") == "accepted"
            && fields.get("four_s").is_none()
            && index.from(at, LinkKind::ReframedAs).next().is_none()
    };
    if requests.len() < 2 || !requests.iter().all(|at| taken(*at)) {
        return;
    }
    let first = index.id(requests[0]);
    let why = Message::new("rule.order_taker.why").with("n", requests.len().to_string());
    let finding = Finding::of_the_map(&RULE, "requests".to_owned(), why)
        .over(requests.iter().map(|at| index.id(*at)))
        .fix("fix.opening", Step::Fill { card: first.clone(), key: "four_s" })
        .fix("fix.real_need", Step::Connect(first));
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, whole};
    use crate::model::{CardKind as K, LinkKind as L};
    use serde_json::json;

    fn orders() -> Story {
        let story = whole().add(K::Request, "Video").set("decision", "accepted");
        story.add(K::Request, "Course").set("decision", "accepted")
    }

    #[test]
    fn orders_taken_as_they_came_are_asked_about_together() {
        orders().asks("order_taker", &["Course, Video"]);
    }

    #[test]
    fn one_order_or_one_opening_is_not() {
        orders().without("Video").asks("order_taker", &[]);
        orders().set("decision", "shaped").asks("order_taker", &[]);
        orders().set("decision", "accepted_on_condition").asks("order_taker", &[]);
        orders().set("four_s", json!({"sure_thing": "They answer now"})).asks("order_taker", &[]);
        orders().link("Video", L::ReframedAs, "Sales").asks("order_taker", &[]);
    }
}

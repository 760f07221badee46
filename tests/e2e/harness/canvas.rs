//! One canvas on a page, as a person meets it: things with a role and a name.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::browser::Browser;
use super::hands::Point;
use super::story::Outcome;
use super::waiting::{soon, wait_for};

const LOOK: &str = include_str!("look.js");

/// Something that was found, as it looks now.
#[derive(Clone, Debug, Deserialize)]
pub struct Found {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Where a pointer meets it; `None` where something else lies over all of it.
    pub spot: Option<(f64, f64)>,
    covered: Option<String>,
    pub name: String,
    pub value: Option<String>,
    pub disabled: bool,
    pub checked: bool,
    pub selected: bool,
    pub focused: bool,
}

impl Found {
    pub fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }
}

/// Ids and titles of all cards, people included.
fn titles(map: &Value) -> BTreeMap<String, String> {
    let all = |key: &str| map[key].as_array().cloned().unwrap_or_default();
    let cards = all("cards").into_iter().chain(all("stakeholders"));
    let title = |card: &Value| {
        let title = card["title"].as_str().or(card["name"].as_str())?;
        Some((card["id"].as_str()?.to_owned(), title.to_owned()))
    };
    cards.filter_map(|card| title(&card)).collect()
}

#[derive(Clone)]
pub struct Canvas<'a> {
    pub browser: &'a Browser,
    index: usize,
    /// Roles and names of what is looked into, from the outside in.
    within: Vec<[String; 2]>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(browser: &'a Browser, index: usize) -> Self {
        Self { browser, index, within: Vec::new() }
    }

    /// The same canvas, looking only into one part of it.
    pub fn within(&self, role: &str, name: &str) -> Self {
        let mut inner = self.clone();
        inner.within.push([role.to_owned(), name.to_owned()]);
        inner
    }

    /// Waits until the canvas shows something that can be used.
    pub async fn is_up(&self) -> Outcome {
        soon("the canvas to come up", async || {
            let script = "const c = document.querySelectorAll('alignment-canvas')[arguments[0]];
                return !!c?.shadowRoot?.querySelector('button')";
            Ok(self.browser.read(script, vec![json!(self.index)]).await? == json!(true))
        })
        .await
    }

    /// Runs a script that has the finding functions, `scope` and its own `args`.
    async fn look(&self, script: &str, args: Value) -> Outcome<Value> {
        let whole = format!(
            "{LOOK}\nconst [index, within, args] = arguments; const scope = scopeOf(index, within); {script}"
        );
        self.browser.read(&whole, vec![json!(self.index), json!(self.within), args]).await
    }

    async fn all(&self, role: &str, name: &str, how: &str) -> Outcome<Vec<Found>> {
        let script = "return scope ? search(scope, ...args).map(view) : []";
        Ok(serde_json::from_value(self.look(script, json!([role, name, how])).await?)?)
    }

    /// Everything of this role and name that is there now.
    pub async fn list(&self, role: &str, name: &str) -> Outcome<Vec<Found>> {
        self.all(role, name, "exact").await
    }

    /// Everything of this role whose name begins like this.
    pub async fn starting(&self, role: &str, name: &str) -> Outcome<Vec<Found>> {
        self.all(role, name, "start").await
    }

    /// Everything of this role whose name holds these words.
    pub async fn containing(&self, role: &str, name: &str) -> Outcome<Vec<Found>> {
        self.all(role, name, "part").await
    }

    /// What of this role a pointer can meet in its middle now, by name. Unlike the others this brings nothing into view.
    pub async fn in_reach(&self, role: &str) -> Outcome<Vec<(String, Point)>> {
        let script = "return (scope ? search(scope, args[0], '', 'start') : []).map((el) => {
            const rect = el.getBoundingClientRect();
            const at = [Math.round(rect.left + rect.width / 2), Math.round(rect.top + rect.height / 2)];
            const hit = deepest(...at);
            return hit && (hit === el || el.contains(hit)) ? [nameOf(el), at] : null;
          }).filter(Boolean)";
        let found: Vec<(String, (f64, f64))> =
            serde_json::from_value(self.look(script, json!([role])).await?)?;
        Ok(found.into_iter().map(|(name, (x, y))| (name, Point { x, y })).collect())
    }

    pub async fn has(&self, role: &str, name: &str) -> Outcome<bool> {
        Ok(!self.list(role, name).await?.is_empty())
    }

    /// Waits for something of this role and name.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Found> {
        wait_for(&format!("the {role} “{name}”"), async || {
            Ok(self.list(role, name).await?.into_iter().next())
        })
        .await
    }

    pub async fn is_gone(&self, role: &str, name: &str) -> Outcome {
        soon(&format!("the {role} “{name}” to go"), async || Ok(!self.has(role, name).await?)).await
    }

    /// Waits until a pointer can meet something where it rests.
    pub async fn reach(&self, role: &str, name: &str) -> Outcome<Point> {
        let mut why = String::new();
        let mut last = None;
        let found = wait_for("", async || {
            let found = self.list(role, name).await?;
            let usable = found.iter().find(|found| !found.disabled && found.spot.is_some());
            if let Some(first) = found.first().filter(|_| usable.is_none()) {
                why = format!("disabled: {}, covered by {:?}", first.disabled, first.covered);
            }
            let spot = usable.and_then(|found| found.spot);
            // Seen twice in the same place: it has stopped moving.
            let rests = spot.is_some() && spot == last;
            last = spot;
            Ok(spot.filter(|_| rests))
        })
        .await;
        let (x, y) = found.map_err(|_| format!("cannot reach the {role} “{name}” {why}"))?;
        Ok(Point { x, y })
    }

    pub async fn click(&self, role: &str, name: &str) -> Outcome {
        let at = self.reach(role, name).await?;
        self.browser.click_at(at).await
    }

    /// Clicks into a box of text, replaces what is in it.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        self.click("textbox", name).await?;
        soon(&format!("the keyboard in “{name}”"), async || {
            Ok(self.find("textbox", name).await?.focused)
        })
        .await?;
        self.browser.press("Control+a").await?;
        self.browser.types(text).await
    }

    /// Chooses from a list by its words, with the keyboard.
    pub async fn choose(&self, name: &str, option: &str) -> Outcome {
        let script = format!(
            "{LOOK}\nconst [index, within, name] = arguments; const scope = scopeOf(index, within);
             const list = search(scope, 'combobox', name, 'exact')[0]; list?.focus(); return list ?? null"
        );
        let args = vec![json!(self.index), json!(self.within), json!(name)];
        self.browser.driver.choose(&script, args, option).await
    }

    /// The card as it lies on the canvas, by kind and title.
    pub async fn card(&self, name: &str) -> Outcome<Found> {
        self.within("region", "Canvas").find("group", name).await
    }

    /// Clicks on a card.
    pub async fn pick(&self, name: &str) -> Outcome {
        let canvas = self.within("region", "Canvas");
        canvas.click("group", name).await?;
        soon(&format!("“{name}” to be selected"), async || Ok(self.card(name).await?.selected))
            .await
    }

    /// The ring at a card's edge, from which a link is drawn.
    pub async fn handle(&self, name: &str) -> Outcome<Point> {
        let card = self.within("region", "Canvas").reach("group", name).await?;
        self.browser.hover(card).await?;
        let script = "const card = search(scope, 'group', args[0], 'exact')[0];
            const handle = card?.querySelector('[data-handle]');
            if (!handle) return null;
            const rect = handle.getBoundingClientRect();
            const at = [[.5, .5], [.25, .5], [.5, .3], [.5, .7], [.8, .5]]
                .map(([x, y]) => [Math.round(rect.left + rect.width * x), Math.round(rect.top + rect.height * y)]);
            return at.find(([x, y]) => deepest(x, y) === handle) ?? null";
        let spot = wait_for(&format!("the handle of “{name}”"), async || {
            let spot = self.look(script, json!([name])).await?;
            Ok(serde_json::from_value::<Option<(f64, f64)>>(spot)?)
        })
        .await?;
        Ok(Point { x: spot.0, y: spot.1 })
    }

    /// Draws a link from one card's handle to the other card.
    pub async fn draw_link(&self, from: &str, to: &str) -> Outcome {
        let target = self.card(to).await?.middle();
        let handle = self.handle(from).await?;
        let before = self.map().await?["links"].as_array().map_or(0, Vec::len);
        self.browser.drag(handle, target).await?;
        soon(&format!("a link from “{from}” to “{to}”"), async || {
            Ok(self.map().await?["links"].as_array().map_or(0, Vec::len) == before + 1)
        })
        .await
    }

    /// What the map is now, through the element's own door.
    pub async fn map(&self) -> Outcome<Value> {
        Ok(serde_json::from_str(&self.text().await?)?)
    }

    /// The same as the text of a file.
    pub async fn text(&self) -> Outcome<String> {
        let call = "document.querySelectorAll('alignment-canvas')[args[0]].exportJson()";
        let text = self.browser.promised(call, vec![json!(self.index)]).await?;
        Ok(text.as_str().ok_or("exportJson gave no text")?.to_owned())
    }

    pub async fn titles(&self) -> Outcome<Vec<String>> {
        let mut titles: Vec<_> = titles(&self.map().await?).into_values().collect();
        titles.sort();
        Ok(titles)
    }

    /// The links, each as the title it starts at, its kind, and the title it leads to.
    pub async fn links(&self) -> Outcome<Vec<String>> {
        let map = self.map().await?;
        let titles = titles(&map);
        let title = |id: &Value| titles.get(id.as_str().unwrap_or_default()).cloned();
        let links = map["links"].as_array().cloned().unwrap_or_default();
        let mut links: Vec<_> = links
            .iter()
            .map(|link| {
                let kind = link["kind"].as_str().unwrap_or_default();
                let ends = [&link["from"], &link["to"]].map(|end| title(end).unwrap_or_default());
                format!("{} {kind} {}", ends[0], ends[1])
            })
            .collect();
        links.sort();
        Ok(links)
    }

    /// Waits until the cards of the map are called like this, in any order.
    pub async fn titles_become(&self, titles: &[&str]) -> Outcome {
        let mut wanted = titles.to_vec();
        wanted.sort_unstable();
        let mut last = Vec::new();
        let so = soon("titles", async || {
            last = self.titles().await?;
            Ok(last == wanted)
        })
        .await;
        so.map_err(|_| format!("expected the cards {wanted:?}, there are {last:?}").into())
    }

    /// `{x, y, zoom}`
    pub async fn camera(&self) -> Outcome<Value> {
        let call = "document.querySelectorAll('alignment-canvas')[args[0]].getCamera()";
        self.browser.promised(call, vec![json!(self.index)]).await
    }

    /// The key of the sentence about the last safe copy, and the sentence.
    pub async fn saved(&self) -> Outcome<(String, String)> {
        let script = "const chip = scope.querySelector('[data-saved]');
            return [chip?.dataset.saved ?? '', squeeze(chip?.innerText)]";
        Ok(serde_json::from_value(self.look(script, json!([])).await?)?)
    }

    /// Waits until the screen says this about the last safe copy.
    pub async fn says_saved(&self, words: &str) -> Outcome {
        let mut last = String::new();
        let so = soon("saved", async || {
            last = self.saved().await?.1;
            Ok(last == words)
        })
        .await;
        so.map_err(|_| format!("expected the screen to say “{words}”, it says “{last}”").into())
    }

    /// Everything that can be read on it.
    pub async fn words(&self) -> Outcome<String> {
        let script = "return scope ? [...scope.children].map((el) => el.innerText).join(' ') : ''";
        Ok(self.look(script, json!([])).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until these words can be read.
    pub async fn says(&self, words: &str) -> Outcome {
        soon(&format!("the words “{words}”"), async || Ok(self.words().await?.contains(words)))
            .await
    }
}

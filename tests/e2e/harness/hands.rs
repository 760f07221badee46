//! Pointer, wheel, fingers and keys, as the browser's driver moves them.

use serde_json::{Value, json};

use super::browser::Browser;
use super::story::Outcome;

/// A point of the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub fn by(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }

    fn move_to(self, ms: u32) -> Value {
        let (x, y) = (self.x.round() as i64, self.y.round() as i64);
        json!({ "type": "pointerMove", "x": x, "y": y, "duration": ms, "origin": "viewport" })
    }
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}

/// A key by the name that people give it, as the driver wants it.
fn key(name: &str) -> String {
    let special = match name {
        "Control" => '\u{E009}',
        "Shift" => '\u{E008}',
        "Alt" => '\u{E00A}',
        "Enter" => '\u{E007}',
        "Escape" => '\u{E00C}',
        "Tab" => '\u{E004}',
        "Backspace" => '\u{E003}',
        "Delete" => '\u{E017}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "Left" => '\u{E012}',
        "Up" => '\u{E013}',
        "Right" => '\u{E014}',
        "Down" => '\u{E015}',
        "F2" => '\u{E032}',
        _ => return name.to_owned(),
    };
    special.to_string()
}

fn key_down(name: &str) -> Value {
    json!({ "type": "keyDown", "value": key(name) })
}

fn key_up(name: &str) -> Value {
    json!({ "type": "keyUp", "value": key(name) })
}

impl Browser {
    async fn pointer(&self, steps: Vec<Value>) -> Outcome {
        let kind = if self.touch { "touch" } else { "mouse" };
        let hand = json!({ "type": "pointer", "id": kind, "parameters": { "pointerType": kind }, "actions": steps });
        self.perform(json!([hand])).await
    }

    /// A click, or a tap where the screen is touched.
    pub async fn click_at(&self, at: Point) -> Outcome {
        self.pointer(vec![at.move_to(0), down(), up()]).await
    }

    pub async fn double_click_at(&self, at: Point) -> Outcome {
        self.pointer(vec![at.move_to(0), down(), up(), down(), up()]).await
    }

    pub async fn hover(&self, at: Point) -> Outcome {
        self.pointer(vec![at.move_to(0)]).await
    }

    pub async fn drag(&self, from: Point, to: Point) -> Outcome {
        self.take_hold(from, to).await?;
        self.pointer(vec![up()]).await
    }

    /// A drag that is not let go yet.
    pub async fn take_hold(&self, from: Point, to: Point) -> Outcome {
        let middle = Point { x: f64::midpoint(from.x, to.x), y: f64::midpoint(from.y, to.y) };
        let near = from.by(if to.x < from.x { -6.0 } else { 6.0 }, 0.0);
        let path = [near, middle, to, to].map(|point| point.move_to(12));
        let mut steps = vec![from.move_to(0), down()];
        steps.extend(path);
        self.pointer(steps).await
    }

    pub async fn let_go(&self) -> Outcome {
        self.pointer(vec![up()]).await
    }

    /// Two fingers, each from its first point to its second.
    pub async fn two_fingers(&self, first: [Point; 2], second: [Point; 2]) -> Outcome {
        let finger = |id: &str, [from, to]: [Point; 2]| {
            let middle = Point { x: f64::midpoint(from.x, to.x), y: f64::midpoint(from.y, to.y) };
            let steps =
                [from.move_to(0), down(), middle.move_to(30), to.move_to(30), to.move_to(30), up()];
            json!({ "type": "pointer", "id": id, "parameters": { "pointerType": "touch" }, "actions": steps })
        };
        self.perform(json!([finger("thumb", first), finger("finger", second)])).await
    }

    /// A drag with a key held.
    pub async fn drag_with(&self, modifier: &str, from: Point, to: Point) -> Outcome {
        self.perform(json!([keys(vec![key_down(modifier)])])).await?;
        self.drag(from, to).await?;
        self.perform(json!([keys(vec![key_up(modifier)])])).await
    }

    pub async fn click_with(&self, modifier: &str, at: Point) -> Outcome {
        self.perform(json!([keys(vec![key_down(modifier)])])).await?;
        self.click_at(at).await?;
        self.perform(json!([keys(vec![key_up(modifier)])])).await
    }

    /// Turns the wheel, with a key held or none.
    pub async fn wheel(&self, at: Point, dx: i32, dy: i32, modifier: Option<&str>) -> Outcome {
        let (x, y) = (at.x.round() as i64, at.y.round() as i64);
        let turn = json!({ "type": "scroll", "x": x, "y": y, "deltaX": dx, "deltaY": dy, "duration": 0, "origin": "viewport" });
        let wheel = json!([{ "type": "wheel", "id": "wheel", "actions": [turn] }]);
        if let Some(modifier) = modifier {
            self.perform(json!([keys(vec![key_down(modifier)])])).await?;
        }
        self.perform(wheel).await?;
        if let Some(modifier) = modifier {
            self.perform(json!([keys(vec![key_up(modifier)])])).await?;
        }
        Ok(())
    }

    /// Types text into whatever has the keyboard.
    pub async fn types(&self, text: &str) -> Outcome {
        let strokes = text.chars().flat_map(|letter| {
            let letter = letter.to_string();
            [key_down(&letter), key_up(&letter)]
        });
        self.perform(json!([keys(strokes.collect())])).await
    }

    /// Types with a pause after each letter, as people do.
    pub async fn types_slowly(&self, text: &str, pause_ms: u64) -> Outcome {
        let pause = json!({ "type": "pause", "duration": pause_ms });
        let strokes = text.chars().flat_map(|letter| {
            let letter = letter.to_string();
            [key_down(&letter), key_up(&letter), pause.clone()]
        });
        self.perform(json!([keys(strokes.collect())])).await
    }

    /// Presses one key, such as `Enter`, or several together, such as `Control+z`.
    pub async fn press(&self, chord: &str) -> Outcome {
        let names: Vec<&str> = if chord == "+" { vec![chord] } else { chord.split('+').collect() };
        self.perform(together(&names)).await
    }
}

/// Keys that are pressed one after the other and let go in the other order.
pub fn together(names: &[&str]) -> Value {
    let downs = names.iter().map(|name| key_down(name));
    let ups = names.iter().rev().map(|name| key_up(name));
    json!([keys(downs.chain(ups).collect())])
}

fn keys(strokes: Vec<Value>) -> Value {
    json!({ "type": "key", "id": "keyboard", "actions": strokes })
}

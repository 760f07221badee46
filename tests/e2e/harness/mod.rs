//! What the stories stand on: a page to look at, a browser to look with, and hands.
//! Knows how a person finds and does things; knows nothing of any one story.

mod broker;
mod browser;
mod canvas;
mod chromium;
mod crowd;
mod driver;
mod firefox;
mod hands;
mod processes;
mod profile;
#[path = "../../../xtask/src/build/relays.rs"]
mod relays;
mod server;
mod site;
mod steering;
mod story;
mod waiting;
mod webkit;

pub use broker::Broker;
pub use browser::{Browser, Options};
pub use canvas::Canvas;
pub use crowd::{Comer, Crowd};
pub use hands::Point;
pub use processes::kill_the_browser_of;
pub use server::{Meets, Server};
pub use site::{Late, dist};
pub use story::{Outcome, World, story, story_alone, story_of_minutes};
pub use waiting::{soon, wait_for};

//! How long each step of a build took.

use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Runs `work` and remembers its time under `name`.
    pub fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.0.push((name, start.elapsed()));
        result
    }

    pub fn print(&self) {
        println!("\n{:<24}{:>9}", "step", "seconds");
        for (name, time) in &self.0 {
            println!("{name:<24}{:>9.1}", time.as_secs_f64());
        }
        let total: Duration = self.0.iter().map(|(_, time)| time).sum();
        println!("{:<24}{:>9.1}", "total", total.as_secs_f64());
    }
}

//! The tables a build prints.

use std::time::{Duration, Instant};

use super::compress::Sizes;

/// How long each step of a build took.
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
        println!("\n{:<44}{:>10}", "step", "seconds");
        for (name, time) in &self.0 {
            println!("{name:<44}{:>10.1}", time.as_secs_f64());
        }
        let total: Duration = self.0.iter().map(|(_, time)| time).sum();
        println!("{:<44}{:>10.1}", "total", total.as_secs_f64());
    }
}

/// Bytes by file: what every visitor loads before the canvas can be used, what follows by itself, the rest. Gives the
/// first of these, and both together, in bytes of brotli.
pub fn sizes(
    mut sizes: Vec<Sizes>,
    is_first_load: impl Fn(&str) -> bool,
    is_late: impl Fn(&str) -> bool,
) -> (usize, usize) {
    sizes.sort_by_key(|file| std::cmp::Reverse(file.brotli));
    let (mut first, rest): (Vec<_>, Vec<_>) =
        sizes.into_iter().partition(|file| is_first_load(&file.name));
    let (late, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|file| is_late(&file.name));
    println!("\n{:<44}{:>10}{:>10}{:>10}", "file", "bytes", "gzip", "brotli");
    first.iter().for_each(row);
    let first_load = total(format!("first load, {} files", first.len()), &first);
    row(&first_load);
    late.iter().for_each(row);
    first.extend(late);
    let with_late = total(format!("with the late part, {} files", first.len()), &first);
    row(&with_late);
    rest.iter().for_each(row);
    (first_load.brotli, with_late.brotli)
}

fn row(file: &Sizes) {
    println!("{:<44}{:>10}{:>10}{:>10}", file.name, file.raw, file.gzip, file.brotli);
}

fn total(name: String, files: &[Sizes]) -> Sizes {
    Sizes {
        name,
        raw: files.iter().map(|file| file.raw).sum(),
        gzip: files.iter().map(|file| file.gzip).sum(),
        brotli: files.iter().map(|file| file.brotli).sum(),
    }
}

/// Bytes by name, in the order given.
pub fn ranking(title: &str, rows: &[(String, usize)]) {
    println!("\n{:>10}  {title}", "bytes");
    for (name, bytes) in rows {
        println!("{bytes:>10}  {name}");
    }
}

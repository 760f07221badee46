//! From sources to `dist/`: compile, bind, shrink, name, pack, write.

mod assets;
mod compile;
mod compress;
mod count;
mod names;
mod optimize;
mod page;
mod relays;
mod report;
mod single;
mod split;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;

use crate::Profile;
use crate::project::Project;
use crate::toolchain;
use compile::Bound;
use report::Steps;

/// The files of `dist/` by their path in it.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the first load may have, in bytes of brotli. One careless name carries a hundred kilobytes of what comes late into
/// the first part, and nothing else shows it. A higher figure is a decision.
const MOST_AT_FIRST: usize = 320_000;

/// What to build.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub profile: Profile,
    pub by_crate: bool,
    /// The relays that the page may connect to.
    pub relays: &'a [String],
    /// Can browsers connect to each other directly?
    pub webrtc: bool,
}

/// Builds the app and writes it to `dist/`.
pub fn build(project: &Project, wanted: Wanted) -> Result<()> {
    let Wanted { profile, by_crate, relays, webrtc } = wanted;
    let mut steps = Steps::default();
    // Before the long part, as an address is easily mistyped.
    let html = page::html(&project.root, relays)?;
    toolchain::ensure_wasm_target()?;
    let wasm = steps.time("compile", || compile::compile(project, profile, webrtc))?;
    let parts = steps.time("split", || split::split(project, &wasm))?;
    let bound = steps.time("wasm-bindgen", || compile::bind(project, parts, profile))?;
    if !webrtc {
        bound.expect_no_webrtc()?;
    }
    match profile {
        Profile::Dev => {
            let files = steps.time("bundle", || {
                page::bundle(&project.root, &html, bound, Compression::fast())
            })?;
            steps.time("write", || write(&project.dist(), &files))?;
        }
        Profile::Release => release(project, &html, bound, by_crate, &mut steps)?,
    }
    steps.print();
    Ok(())
}

fn release(
    project: &Project,
    html: &str,
    bound: Bound,
    by_crate: bool,
    steps: &mut Steps,
) -> Result<()> {
    let named = steps.time("wasm-opt", || optimize::optimize(project, "first", &bound.wasm))?;
    let late = steps.time("wasm-opt, late", || optimize::optimize(project, "late", &bound.late))?;
    let (wasm, glue) = names::shorten(&optimize::without_custom_sections(&named)?, &bound.glue)?;
    let late = optimize::without_custom_sections(&late)?;
    let small = Bound { wasm, late, glue };
    let best = Compression::best();
    let files = steps.time("bundle", || page::bundle(&project.root, html, small, best))?;
    steps.time("write", || write(&project.dist(), &files))?;
    let sizes = steps.time("compress", || compress::compress(project, &project.dist()))?;
    let first_load = report::sizes(sizes, page::is_first_load, page::is_late);
    if by_crate {
        let bytes = count::count(&named)?;
        report::ranking("crate (Wasm, uncompressed)", &bytes.by_crate);
        report::ranking("largest functions", &bytes.largest);
    }
    ensure!(
        first_load <= MOST_AT_FIRST,
        "the first load has {first_load} bytes (brotli), and {MOST_AT_FIRST} are the most: does code of the first part \
         name something that comes late? See \"The late part\" in ARCHITECTURE.md"
    );
    Ok(())
}

/// Writes new files before it removes old ones, so that a page being served finds all its parts.
fn write(dist: &Path, files: &Files) -> Result<()> {
    for (name, bytes) in files {
        let path = dist.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    remove_others(dist, "", files)
}

fn remove_others(dist: &Path, prefix: &str, files: &Files) -> Result<()> {
    for entry in fs::read_dir(dist.join(prefix))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            remove_others(dist, &format!("{name}/"), files)?;
        } else if !files.contains_key(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

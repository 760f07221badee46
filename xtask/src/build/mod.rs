//! From sources to `dist/`: compile, bind, shrink, name, pack, write.

mod assets;
mod cold;
mod compile;
mod compress;
mod count;
mod lean;
mod names;
mod offline;
mod optimize;
mod order;
mod page;
mod relays;
mod report;
mod single;
mod split;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;

use crate::Profile;
use crate::project::Project;
use crate::toolchain;
pub use compile::Bound;
use report::Steps;
pub use single::{Pages, as_module, frame_helper, pages, single_module};

/// The files of `dist/` by their path in it.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the first load may have, in bytes of brotli: the 220 kB that the product promises, and 3 % that another compiler may add.
/// One careless name carries a hundred kilobytes of what comes late into the first part, and nothing else shows it.
const MOST_AT_FIRST: usize = 226_000;
/// The same with the late part, which every visit loads next.
const MOST_IN_ALL: usize = 1_120_000;

/// Where the first part of a watched app lies with the names of its functions, in the folder of what is compiled.
const WATCHED: &str = "watched.wasm";

/// What to build.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub profile: Profile,
    pub by_crate: bool,
    /// The relays that the page may connect to.
    pub relays: &'a [String],
    /// Can browsers connect to each other directly?
    pub webrtc: bool,
    /// Does the program note which of its functions run? For [`list_cold`] alone.
    pub watched: bool,
    /// Does a worker of the page keep all of it, so that it opens without a connection?
    pub offline: bool,
}

impl Wanted<'_> {
    /// What people get who ask for nothing else.
    pub fn release(by_crate: bool) -> Self {
        Self {
            profile: Profile::Release,
            by_crate,
            relays: &[],
            webrtc: true,
            watched: false,
            offline: true,
        }
    }

    /// How what goes into one file is packed.
    pub fn packing(self) -> Compression {
        match self.profile {
            Profile::Dev => Compression::fast(),
            Profile::Release => Compression::best(),
        }
    }
}

/// Builds the app and writes it to `dist/`.
pub fn build(project: &Project, wanted: Wanted) -> Result<()> {
    let _others_wait = project.build_alone()?;
    let mut steps = Steps::default();
    // Before the long part, as an address is easily mistyped.
    let html = page::html(&project.root, wanted.relays)?;
    let (bound, named) = compiled(project, wanted, &mut steps)?;
    let mut files = steps.time("bundle", || page::bundle(&project.root, &html, bound, wanted))?;
    offline::add(&project.root, &mut files, wanted.offline, page::is_loaded)?;
    steps.time("write", || write(&project.dist(), &files))?;
    if let Some(named) = named {
        count(project, &named, wanted.by_crate, &mut steps)?;
    }
    steps.print();
    Ok(())
}

/// The app as a package is made of it.
pub fn bound(project: &Project, wanted: Wanted) -> Result<Bound> {
    let _others_wait = project.build_alone()?;
    let mut steps = Steps::default();
    let (bound, _) = compiled(project, wanted, &mut steps)?;
    steps.print();
    Ok(bound)
}

/// The compiled app as it is sent; of a release also the first part with the names of its functions.
fn compiled(
    project: &Project,
    wanted: Wanted,
    steps: &mut Steps,
) -> Result<(Bound, Option<Vec<u8>>)> {
    let Wanted { profile, webrtc, .. } = wanted;
    toolchain::ensure_wasm_target()?;
    let wasm = steps.time("compile", || compile::compile(project, profile, webrtc))?;
    let parts = steps.time("split", || split::split(project, &wasm))?;
    let bound = steps.time("wasm-bindgen", || compile::bind(project, parts, profile))?;
    if !webrtc {
        bound.expect_no_webrtc()?;
    }
    if profile == Profile::Dev {
        return Ok((bound, None));
    }
    let (named, late) = steps.time("wasm-opt", || optimize::both(project, &bound))?;
    if wanted.watched {
        return watched(project, named, late, &bound.glue);
    }
    let parts = steps.time("cold part", || cold::split(&named, &cold::listed(&project.root)?))?;
    let (ordered, late) = steps.time("order", || {
        let ordered = |wasm: &[u8]| order::alike(&optimize::without_custom_sections(wasm)?);
        let both = cold::Parts { first: ordered(&parts.first)?, cold: ordered(&parts.cold)? };
        anyhow::Ok((cold::in_order(&both)?, ordered(&late)?))
    })?;
    let (wasm, glue) = names::shorten(&ordered.first, &bound.glue)?;
    Ok((Bound { wasm, cold: ordered.cold, late, glue }, Some(parts.first)))
}

/// An app whose page tells with `ran()` which functions of its first part have run: a digit for each, in their order.
fn watched(
    project: &Project,
    named: Vec<u8>,
    late: Vec<u8>,
    glue: &str,
) -> Result<(Bound, Option<Vec<u8>>)> {
    let kept = project.target.join(WATCHED);
    fs::write(&kept, &named).with_context(|| format!("cannot write {}", kept.display()))?;
    let (seen, marks) = cold::instrument(&named)?;
    let (wasm, mut glue) = names::shorten(&optimize::without_custom_sections(&seen)?, glue)?;
    let Range { start, end } = marks;
    glue.push_str(&format!(
        "\nglobalThis.ran = () => new Uint8Array(wasm.memory.buffer).slice({start}, {end}).join('');\n"
    ));
    Ok((Bound { wasm, cold: cold::EMPTY.to_vec(), late, glue }, None))
}

/// Lists as cold what did not run, going by what `ran()` told.
pub fn list_cold(project: &Project, ran: &str) -> Result<()> {
    let named = fs::read(project.target.join(WATCHED))?;
    let cold = cold::never_run(&named, ran.as_bytes())?;
    println!("{} names of functions that did not run", cold.len());
    let list: String = cold.iter().flat_map(|name| [name, "\n"]).collect();
    fs::write(project.root.join(cold::LIST), list).context(cold::LIST)
}

/// Packs what lies in `dist/`, and says how much it is.
fn count(project: &Project, named: &[u8], by_crate: bool, steps: &mut Steps) -> Result<()> {
    let sizes = steps.time("compress", || compress::compress(project, &project.dist()))?;
    let (first_load, with_late) = report::sizes(sizes, page::is_first_load, page::is_late);
    if by_crate {
        let bytes = count::count(named)?;
        report::ranking("crate (Wasm, uncompressed)", &bytes.by_crate);
        report::ranking("largest functions", &bytes.largest);
    }
    ensure!(
        first_load <= MOST_AT_FIRST,
        "the first load has {first_load} bytes (brotli), and {MOST_AT_FIRST} are the most: does code of the first part \
         name something that comes late? See \"The late part\" in ARCHITECTURE.md. If not, `cargo xtask profile` lists anew what seldom runs"
    );
    ensure!(
        with_late <= MOST_IN_ALL,
        "with the late part a visit loads {with_late} bytes (brotli), and {MOST_IN_ALL} are the most: what has come along?"
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

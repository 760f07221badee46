//! Seeing which functions of the first part run.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, Instruction, MemArg, MemorySection, RawSection, SectionId};

use super::module::Module;
use super::unreadable;

/// A page of memory, in bytes.
const PAGE: u64 = 65_536;

/// The same program; each function that runs leaves a one in a byte of its own. Gives where these lie, too.
///
/// They lie behind what the program begins with: what it takes later it asks for page by page, so nothing of it comes there.
pub fn instrument(wasm: &[u8]) -> Result<(Vec<u8>, Range<u64>)> {
    let module = Module::read(wasm)?;
    let memory = *module.memories.first().context("the Wasm has no memory")?;
    let begin = memory.initial * PAGE;
    let mut memories = MemorySection::new();
    let mut larger = RoundtripReencoder.memory_type(memory).map_err(unreadable)?;
    larger.minimum += (module.bodies.len() as u64).div_ceil(PAGE);
    memories.memory(larger);
    let mut code = CodeSection::new();
    for (index, body) in (0..).zip(&module.bodies) {
        let mut function =
            RoundtripReencoder.new_function_with_parsed_locals(body).map_err(unreadable)?;
        let place = MemArg { offset: begin, align: 0, memory_index: 0 };
        function
            .instruction(&Instruction::I32Const(index))
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::I32Store8(place));
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let next = RoundtripReencoder.parse_instruction(&mut operators).map_err(unreadable)?;
            function.instruction(&next);
        }
        code.function(&function);
    }
    let mut seen = wasm_encoder::Module::new();
    for (id, data) in &module.sections {
        match id {
            id if *id == SectionId::Memory as u8 => seen.section(&memories),
            id if *id == SectionId::Code as u8 => seen.section(&code),
            id => seen.section(&RawSection { id: *id, data }),
        };
    }
    Ok((seen.finish(), begin..begin + module.bodies.len() as u64))
}

/// The names of the functions that did not run (`ran` has a `0` for each, in their order), where none of the same name did.
pub fn never_run(wasm: &[u8], ran: &[u8]) -> Result<BTreeSet<String>> {
    let module = Module::read(wasm)?;
    ensure!(
        module.bodies.len() == ran.len(),
        "{} functions, and {} were looked at",
        module.bodies.len(),
        ran.len()
    );
    let (mut hot, mut cold) = (BTreeSet::new(), BTreeSet::new());
    for (name, ran) in module.plain_names().zip(ran) {
        if *ran == b'0' {
            cold.insert(name)
        } else {
            hot.insert(name)
        };
    }
    Ok(cold.into_iter().filter(|name| is_named(name) && !hot.contains(name)).collect())
}

/// Tools that write functions number them, differently in each build.
fn is_named(name: &str) -> bool {
    !name.is_empty() && !name.bytes().all(|it| it.is_ascii_digit())
}

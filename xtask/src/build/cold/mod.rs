//! Takes out of the first part what opening a map, looking around and writing cards never call: the cold part.
//!
//! The late part is drawn by hand and moves whole features. What stays is still a third code for cases that seldom come:
//! failures, rare shapes of data, what only a page asks for. Which functions those are was seen in a browser
//! (`cargo xtask profile`) and stands in `cold.txt`; a function that nobody has seen yet stays in the first part.
//!
//! Nothing is renumbered in the first part. A function that is taken out, and that something there still names, leaves a stub,
//! which calls it through a place of the table; where nobody has filled that place yet, the stub has the loader
//! (`src/embed/late.js`) do it at once. Of one that only its like call, nothing is left.

mod module;
mod naming;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, ImportSection, Instruction, RawSection, SectionId,
    TableSection,
};
use wasmparser::{ExternalKind, Operator};

use module::Module;
#[cfg(test)]
mod tests;

pub use naming::in_order;
pub use seen::{instrument, never_run};

/// Where the list lies, from the root of the project.
pub const LIST: &str = "xtask/src/build/cold/cold.txt";

/// A smaller body is not worth its stub, in bytes.
const LEAST: usize = 12;

/// The import by which the first part asks for what is not there yet. With no function to call back it asks for the cold part.
const LOADER: &str = "__wasm_split_load_late";

/// How the cold part names the first one, and how the names begin under which it finds functions there.
const FIRST: &str = "first";
const OURS: &str = "$";

/// The table that the compiler keeps functions in.
const TABLE: &str = "__indirect_function_table";

/// The first part without its cold functions, and these.
#[derive(Debug)]
pub struct Parts {
    pub first: Vec<u8>,
    pub cold: Vec<u8>,
}

/// A module that does nothing, where no function was taken out.
pub const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// The names of the functions to take out.
pub fn listed(root: &Path) -> Result<BTreeSet<String>> {
    let path = root.join(LIST);
    let text = std::fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Takes the functions of these names out of the first part.
///
/// # Errors
/// When the Wasm cannot be read, or holds what this cannot move.
pub fn split(wasm: &[u8], listed: &BTreeSet<String>) -> Result<Parts> {
    let module = Module::read(wasm)?;
    let (cold, doors) = chosen(&module, listed)?;
    if cold.is_empty() {
        return Ok(Parts { first: wasm.to_vec(), cold: EMPTY.to_vec() });
    }
    let plan = Plan::of(&module, cold, doors)?;
    Ok(Parts { first: plan.first()?, cold: plan.cold()? })
}

/// The places of the bodies that move, and of those among them that what stays still calls.
fn chosen(module: &Module, listed: &BTreeSet<String>) -> Result<(Vec<usize>, Vec<usize>)> {
    let calls = module.calls()?;
    let mut moves = module.plain_names().map(|name| listed.contains(&name)).collect::<Vec<_>>();
    loop {
        let stay = calls.iter().zip(&moves).filter(|(_, moves)| !**moves);
        let mut called = module.named.clone();
        stay.for_each(|(calls, _)| called.extend(calls));
        let is_door = |body: &usize| moves[*body] && called.contains(&module.number(*body));
        let doors = (0..moves.len()).filter(is_door).collect::<Vec<_>>();
        let small = |body: &&usize| module.bodies[**body].range().len() < LEAST;
        let small = doors.iter().filter(small).copied().collect::<Vec<_>>();
        if small.is_empty() {
            return Ok(((0..moves.len()).filter(|body| moves[*body]).collect(), doors));
        }
        small.into_iter().for_each(|body| moves[body] = false);
    }
}

/// What moves, and how both sides find each other.
struct Plan<'a> {
    module: &'a Module<'a>,
    /// The places of their bodies, ascending.
    cold: Vec<usize>,
    /// Those among them that need a stub.
    doors: Vec<usize>,
    /// The table of functions, and the first of its places that is theirs.
    table: u32,
    place: u32,
    /// What a cold function calls in the first part, and under which name it is exported.
    called: BTreeMap<u32, String>,
    /// The loader's number, and the type of a function that takes and gives nothing.
    loader: u32,
    plain: u32,
}

impl<'a> Plan<'a> {
    fn of(module: &'a Module<'a>, cold: Vec<usize>, doors: Vec<usize>) -> Result<Self> {
        let table = module.exported(ExternalKind::Table, TABLE)?;
        let place = u32::try_from(module.tables[table as usize].ty.initial)?;
        let loader = module.imports.iter().position(|(_, name)| *name == LOADER);
        let plain = module
            .types
            .iter()
            .position(|ty| ty.params().is_empty() && ty.results().is_empty())
            .context("no function takes and gives nothing")?;
        let mut plan = Plan {
            module,
            table,
            place,
            called: BTreeMap::new(),
            loader: loader.context("the Wasm has no loader")? as u32,
            plain: plain as u32,
            cold,
            doors,
        };
        plan.find_called()?;
        Ok(plan)
    }

    /// Names what the cold functions call and is none of them.
    fn find_called(&mut self) -> Result<()> {
        let moved = self.moved();
        let mut called = BTreeSet::new();
        for body in &self.cold {
            for operator in self.module.bodies[*body].get_operators_reader()? {
                match operator? {
                    Operator::Call { function_index } => {
                        called.insert(function_index);
                    }
                    // They name a function or a segment by its number, which another module does not know.
                    other @ (Operator::RefFunc { .. }
                    | Operator::MemoryInit { .. }
                    | Operator::DataDrop { .. }
                    | Operator::TableInit { .. }
                    | Operator::ElemDrop { .. }) => bail!("{other:?} cannot be moved"),
                    _ => {}
                }
            }
        }
        let exports = &self.module.exports;
        let known = |function: u32| {
            exports.iter().find(|it| it.kind == ExternalKind::Func && it.index == function)
        };
        for function in called.difference(&moved) {
            let name = match known(*function) {
                Some(export) => export.name.to_owned(),
                None => format!("{OURS}{:x}", self.called.len()),
            };
            self.called.insert(*function, name);
        }
        Ok(())
    }

    /// The numbers of the cold functions.
    fn moved(&self) -> BTreeSet<u32> {
        self.cold.iter().map(|body| self.module.number(*body)).collect()
    }

    fn first(&self) -> Result<Vec<u8>> {
        let module = self.module;
        let mut first = wasm_encoder::Module::new();
        for (id, data) in &module.sections {
            match id {
                id if *id == SectionId::Function as u8 => first.section(&self.functions()),
                id if *id == SectionId::Table as u8 => first.section(&self.tables()?),
                id if *id == SectionId::Export as u8 => first.section(&self.exports()?),
                id if *id == SectionId::Code as u8 => first.section(&self.code()),
                id => first.section(&RawSection { id: *id, data }),
            };
        }
        Ok(first.finish())
    }

    /// One more than there were: the one that sees to it that the cold part is there.
    fn functions(&self) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for body in 0..self.module.bodies.len() {
            functions.function(self.module.type_of(self.module.number(body)));
        }
        functions.function(self.plain);
        functions
    }

    fn tables(&self) -> Result<TableSection> {
        let mut tables = TableSection::new();
        for (index, table) in (0..).zip(&self.module.tables) {
            let mut ty = RoundtripReencoder.table_type(table.ty).map_err(unreadable)?;
            if index == self.table {
                let end = u64::from(self.place) + self.doors.len() as u64;
                ty.minimum = end;
                ty.maximum = ty.maximum.map(|most| most.max(end));
            }
            tables.table(ty);
        }
        Ok(tables)
    }

    fn exports(&self) -> Result<ExportSection> {
        let mut exports = ExportSection::new();
        let mut names = BTreeSet::<String>::new();
        for export in &self.module.exports {
            let kind = RoundtripReencoder.export_kind(export.kind).map_err(unreadable)?;
            exports.export(export.name, kind, export.index);
            names.insert(export.name.to_owned());
        }
        for (function, name) in &self.called {
            if names.insert(name.clone()) {
                exports.export(name, ExportKind::Func, *function);
            }
        }
        for (kind, index, name) in self.shared() {
            if names.insert(name.clone()) {
                exports.export(&name, kind, index);
            }
        }
        Ok(exports)
    }

    /// Tables, memories and globals, which both parts have in common, with their names as exports.
    fn shared(&self) -> impl Iterator<Item = (ExportKind, u32, String)> {
        let module = self.module;
        let all = |kind, count: usize| (0..count as u32).map(move |index| (kind, index));
        all(ExternalKind::Table, module.tables.len())
            .chain(all(ExternalKind::Memory, module.memories.len()))
            .chain(all(ExternalKind::Global, module.globals.len()))
            .map(|(kind, index)| {
                let known = module.exports.iter().find(|it| it.kind == kind && it.index == index);
                let (sort, letter) = match kind {
                    ExternalKind::Table => (ExportKind::Table, 't'),
                    ExternalKind::Memory => (ExportKind::Memory, 'm'),
                    _ => (ExportKind::Global, 'g'),
                };
                let name = known.map_or(format!("{letter}${index}"), |it| it.name.to_owned());
                (sort, index, name)
            })
    }

    fn code(&self) -> CodeSection {
        let mut code = CodeSection::new();
        let places = (self.place..).zip(&self.doors).map(|(place, body)| (*body, place));
        let places = places.collect::<BTreeMap<_, _>>();
        let mut nothing = Function::new([]);
        nothing.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
        for (index, body) in self.module.bodies.iter().enumerate() {
            if let Some(place) = places.get(&index) {
                code.function(&self.stub(index, *place));
            } else if self.cold.binary_search(&index).is_ok() {
                code.function(&nothing);
            } else {
                code.raw(body.as_bytes());
            }
        }
        code.function(&self.sees_to_it());
        code
    }

    /// Calls the cold function in this place of the table.
    fn stub(&self, body: usize, place: u32) -> Function {
        let ty = self.module.type_of(self.module.number(body));
        let mut stub = Function::new([]);
        stub.instruction(&Instruction::Call(self.module.functions.len() as u32));
        for parameter in 0..self.module.types[ty as usize].params().len() as u32 {
            stub.instruction(&Instruction::LocalGet(parameter));
        }
        stub.instruction(&Instruction::I32Const(place as i32))
            .instruction(&Instruction::CallIndirect { type_index: ty, table_index: self.table })
            .instruction(&Instruction::End);
        stub
    }

    /// Has the loader fill the table where it is still empty.
    fn sees_to_it(&self) -> Function {
        let mut function = Function::new([]);
        function
            .instruction(&Instruction::I32Const(self.place as i32))
            .instruction(&Instruction::TableGet(self.table))
            .instruction(&Instruction::RefIsNull)
            .instruction(&Instruction::If(BlockType::Empty))
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::Call(self.loader))
            .instruction(&Instruction::End)
            .instruction(&Instruction::End);
        function
    }

    fn cold(&self) -> Result<Vec<u8>> {
        let module = self.module;
        let types = SectionId::Type as u8;
        let (id, data) = module.sections.iter().find(|(id, _)| *id == types).context("no types")?;
        let mut imports = ImportSection::new();
        let mut numbers = BTreeMap::new();
        for (function, name) in &self.called {
            numbers.insert(*function, numbers.len() as u32);
            imports.import(FIRST, name, EntityType::Function(module.type_of(*function)));
        }
        for (kind, index, name) in self.shared() {
            let index = index as usize;
            let ty = match kind {
                ExportKind::Table => {
                    // As large as it has become.
                    let mut ty = RoundtripReencoder
                        .table_type(module.tables[index].ty)
                        .map_err(unreadable)?;
                    if index == self.table as usize {
                        ty.minimum = u64::from(self.place) + self.doors.len() as u64;
                        ty.maximum = ty.maximum.map(|most| most.max(ty.minimum));
                    }
                    EntityType::Table(ty)
                }
                ExportKind::Memory => EntityType::Memory(
                    RoundtripReencoder.memory_type(module.memories[index]).map_err(unreadable)?,
                ),
                _ => EntityType::Global(
                    RoundtripReencoder.global_type(module.globals[index]).map_err(unreadable)?,
                ),
            };
            imports.import(FIRST, &name, ty);
        }
        let mut functions = FunctionSection::new();
        for body in &self.cold {
            functions.function(module.type_of(module.number(*body)));
            numbers.insert(module.number(*body), numbers.len() as u32);
        }
        let own = self.doors.iter().map(|body| numbers[&module.number(*body)]).collect::<Vec<_>>();
        let mut elements = ElementSection::new();
        elements.active(
            (self.table != 0).then_some(self.table),
            &ConstExpr::i32_const(self.place as i32),
            Elements::Functions(own.into()),
        );
        let mut code = CodeSection::new();
        let mut renumbered = Renumbered(&numbers);
        for body in &self.cold {
            renumbered
                .parse_function_body(&mut code, module.bodies[*body].clone())
                .map_err(unreadable)?;
        }
        let mut cold = wasm_encoder::Module::new();
        cold.section(&RawSection { id: *id, data })
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code);
        Ok(cold.finish())
    }
}

/// Calls by the numbers of another module.
struct Renumbered<'a>(&'a BTreeMap<u32, u32>);

impl Reencode for Renumbered<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.0[&function])
    }
}

fn unreadable(why: Error) -> anyhow::Error {
    anyhow::anyhow!("the Wasm cannot be written again: {why}")
}

//! The order of a module's functions: those that are alike stand side by side, where a packer makes the most of them.
//!
//! What they do is the same in any order. Behind one function comes the one that shares most with it, going by runs of bytes;
//! where none does, the next by type and length. 3 % of what is sent, measured with brotli, against an order by name.

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// A run of so many bytes says that two functions are alike.
const RUN: usize = 4;

/// A run that more functions have says little.
const COMMON: usize = 1000;

/// What counts as much as what two functions share: else the shortest would always come next.
const LENGTH: usize = 30;

/// The same module with its functions in another order.
///
/// # Errors
/// When the Wasm cannot be read.
pub fn alike(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut taken, mut types, mut bodies) = (0, Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("the Wasm cannot be read")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    taken += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => {
                types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = chain(&types, &bodies);
    let mut numbers = vec![0; order.len()];
    for (number, body) in (taken..).zip(&order) {
        numbers[*body] = number;
    }
    let mut module = wasm_encoder::Module::new();
    Reordered { taken, order, numbers }
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|why| anyhow!("the Wasm cannot be written again: {why}"))?;
    Ok(module.finish())
}

/// The places of the functions in their new order.
fn chain(types: &[u32], bodies: &[&[u8]]) -> Vec<usize> {
    let runs = runs(bodies);
    let mut have =
        vec![Vec::new(); runs.iter().flatten().max().map_or(0, |most| *most as usize + 1)];
    for (body, runs) in runs.iter().enumerate() {
        for run in runs {
            have[*run as usize].push(body);
        }
    }
    let mut plain = (0..bodies.len()).collect::<Vec<_>>();
    plain.sort_by_key(|body| (types[*body], bodies[*body].len()));
    let mut rest = plain.into_iter();
    let mut placed = vec![false; bodies.len()];
    let mut shared = vec![0_usize; bodies.len()];
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = rest.next();
    while let Some(body) = next {
        placed[body] = true;
        order.push(body);
        let mut near = Vec::new();
        for run in &runs[body] {
            for other in have[*run as usize].iter().filter(|it| !placed[**it]) {
                if shared[*other] == 0 {
                    near.push(*other);
                }
                shared[*other] += 1;
            }
        }
        near.sort_unstable();
        let most = near.iter().copied().filter(|it| shared[*it] > 1).reduce(|best, it| {
            let more = shared[it] * (runs[best].len() + LENGTH);
            if more > shared[best] * (runs[it].len() + LENGTH) { it } else { best }
        });
        next = most.or_else(|| rest.find(|it| !placed[*it]));
        near.into_iter().for_each(|it| shared[it] = 0);
    }
    order
}

/// For each function the numbers of its runs, without those that only it has or that too many have.
fn runs(bodies: &[&[u8]]) -> Vec<Vec<u32>> {
    let mut all = Vec::new();
    for (body, bytes) in (0_u64..).zip(bodies) {
        let run = |run: &[u8]| u64::from(u32::from_le_bytes([run[0], run[1], run[2], run[3]]));
        all.extend(bytes.windows(RUN).map(|bytes| run(bytes) << 32 | body));
    }
    all.sort_unstable();
    all.dedup();
    let mut runs = vec![Vec::new(); bodies.len()];
    let same = all.chunk_by(|one, other| one >> 32 == other >> 32);
    for (run, having) in (0..).zip(same.filter(|it| (2..=COMMON).contains(&it.len()))) {
        for body in having {
            runs[(body & u64::from(u32::MAX)) as usize].push(run);
        }
    }
    runs
}

/// Writes the functions in an order, and calls them by the numbers that they have then.
struct Reordered {
    /// How many functions the module takes from outside. They keep their numbers.
    taken: u32,
    /// The former places, in the new order.
    order: Vec<usize>,
    /// The new numbers, by former place.
    numbers: Vec<u32>,
}

impl Reencode for Reordered {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.taken);
        Ok(own.map_or(function, |body| self.numbers[body as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for body in &self.order {
            functions.function(types[*body]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for body in self.order.clone() {
            self.parse_function_body(code, bodies[body].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
        Instruction, TypeSection, ValType,
    };
    use wasmparser::{Operator, Validator, WasmFeatures};

    use super::*;

    /// Gives a number that starts like others of its family, by way of a function that the module takes from outside.
    fn giving(number: i64) -> Function {
        let mut function = Function::new([]);
        function
            .instruction(&Instruction::I64Const(number))
            .instruction(&Instruction::Call(0))
            .instruction(&Instruction::I64Const(number))
            .instruction(&Instruction::I64Add)
            .instruction(&Instruction::End);
        function
    }

    /// The numbers that the exports `f0`, `f1` and so on give, and the order in which their functions lie.
    fn given(wasm: &[u8]) -> (Vec<i64>, Vec<i64>) {
        let (mut exports, mut bodies) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    exports.extend(section.into_iter().map(|it| it.unwrap().index as usize - 1));
                }
                Payload::CodeSectionEntry(body) => {
                    let first = body.get_operators_reader().unwrap().read().unwrap();
                    let Operator::I64Const { value } = first else { panic!("{first:?}") };
                    bodies.push(value);
                }
                _ => {}
            }
        }
        (exports.into_iter().map(|body| bodies[body]).collect(), bodies)
    }

    #[test]
    fn what_is_alike_lies_together_and_every_name_still_leads_to_the_same_function() {
        const ONE: i64 = 0x1111_1111_1111;
        const OTHER: i64 = 0x2222_2222_2222;
        let numbers = [ONE, OTHER, 7, ONE + (1 << 50), OTHER + (1 << 50), ONE + (2 << 50)];
        let mut types = TypeSection::new();
        types.ty().function([ValType::I64], [ValType::I64]);
        types.ty().function([], [ValType::I64]);
        let mut imports = ImportSection::new();
        imports.import("page", "same", EntityType::Function(0));
        let (mut functions, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for (index, number) in (0..).zip(numbers) {
            functions.function(1);
            exports.export(&format!("f{index}"), ExportKind::Func, index + 1);
            code.function(&giving(number));
        }
        let mut module = wasm_encoder::Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&exports).section(&code);

        let ordered = alike(&module.finish()).unwrap();
        Validator::new_with_features(WasmFeatures::all()).validate_all(&ordered).unwrap();
        let (given, order) = given(&ordered);
        assert_eq!(given, numbers);
        let family = |number: &i64| number & ((1 << 50) - 1);
        let families: Vec<_> = order.iter().map(family).collect();
        assert_eq!(families.chunk_by(i64::eq).count(), 3, "{order:x?}");
    }
}

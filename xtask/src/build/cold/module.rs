//! The first part of the Wasm, read as far as taking functions out of it needs.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result, bail};
use wasmparser::{
    ElementItems, Export, ExternalKind, FuncType, FunctionBody, GlobalType, KnownCustom,
    MemoryType, Name, Operator, OperatorsReader, Parser, Payload, Table, TypeRef,
};

/// A section that stays as it is: its number and what it holds.
pub type Raw<'a> = (u8, &'a [u8]);

/// A module whose functions have names. Functions are numbered as in the Wasm, those that it takes from outside first.
#[derive(Default)]
pub struct Module<'a> {
    pub sections: Vec<Raw<'a>>,
    pub types: Vec<FuncType>,
    /// The type of each function, by its number.
    pub functions: Vec<u32>,
    /// Those among them that come from outside, as module and name.
    pub imports: Vec<(&'a str, &'a str)>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
    pub exports: Vec<Export<'a>>,
    /// Functions that something else than a body names: the table, a global, what is exported, what runs first.
    pub named: BTreeSet<u32>,
    pub names: HashMap<u32, &'a str>,
}

impl<'a> Module<'a> {
    /// # Errors
    /// When the Wasm cannot be read, or takes more than functions from outside.
    pub fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.context("the Wasm cannot be read")?;
            if let Some((id, range)) = payload.as_section() {
                module.sections.push((id, &wasm[range]));
            }
            module.take(payload)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                self.types = section.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(ty) = import.ty else {
                        bail!("the Wasm takes {} from outside, which is no function", import.name)
                    };
                    self.functions.push(ty);
                    self.imports.push((import.module, import.name));
                }
            }
            Payload::FunctionSection(section) => {
                self.functions.extend(section.into_iter().collect::<Result<Vec<_>, _>>()?);
            }
            Payload::TableSection(section) => {
                self.tables = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::MemorySection(section) => {
                self.memories = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    name_all(global.init_expr.get_operators_reader(), &mut self.named)?;
                    self.globals.push(global.ty);
                }
            }
            Payload::ExportSection(section) => {
                self.exports = section.into_iter().collect::<Result<_, _>>()?;
                let functions = self.exports.iter().filter(|it| it.kind == ExternalKind::Func);
                self.named.extend(functions.map(|it| it.index));
            }
            Payload::StartSection { func, .. } => {
                self.named.insert(func);
            }
            Payload::ElementSection(section) => {
                for element in section {
                    match element?.items {
                        ElementItems::Functions(functions) => {
                            for function in functions {
                                self.named.insert(function?);
                            }
                        }
                        ElementItems::Expressions(_, expressions) => {
                            for expression in expressions {
                                name_all(expression?.get_operators_reader(), &mut self.named)?;
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for names in section {
                        if let Name::Function(names) = names? {
                            for naming in names {
                                let naming = naming?;
                                self.names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The number of what is exported under this name.
    pub fn exported(&self, kind: ExternalKind, name: &str) -> Result<u32> {
        let found = self.exports.iter().find(|it| it.kind == kind && it.name == name);
        Ok(found.with_context(|| format!("the Wasm exports no {name}"))?.index)
    }

    /// What the function behind each body calls or names, by number.
    pub fn calls(&self) -> Result<Vec<BTreeSet<u32>>> {
        let calls = self.bodies.iter().map(|body| {
            let mut called = BTreeSet::new();
            name_all(body.get_operators_reader()?, &mut called)?;
            Ok(called)
        });
        calls.collect()
    }

    /// The type of a function, by its number.
    pub fn type_of(&self, function: u32) -> u32 {
        self.functions[function as usize]
    }

    /// The number of a function, by the place of its body.
    pub fn number(&self, body: usize) -> u32 {
        (self.imports.len() + body) as u32
    }

    /// What the function behind each body is called in every build.
    pub fn plain_names(&self) -> impl Iterator<Item = String> {
        (0..self.bodies.len())
            .map(|body| plain(self.names.get(&self.number(body)).copied().unwrap_or_default()))
    }
}

/// Adds the functions that these operators name.
fn name_all(operators: OperatorsReader<'_>, named: &mut BTreeSet<u32>) -> Result<()> {
    for operator in operators {
        if let Operator::Call { function_index } | Operator::RefFunc { function_index } = operator?
        {
            named.insert(function_index);
        }
    }
    Ok(())
}

/// A function's name without the numbers that compilers give to crates, as in `core[c5930c85a12de822]::fmt`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('[') {
        let (before, bracket) = rest.split_at(at);
        plain.push_str(before);
        let number = bracket.find(']').map(|end| bracket.split_at(end + 1)).filter(|(it, _)| {
            let digits = &it[1..it.len() - 1];
            let of_a_crate = before.ends_with(|it: char| it.is_alphanumeric() || it == '_');
            of_a_crate && !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit())
        });
        rest = match number {
            Some((_, behind)) => behind,
            None => {
                plain.push('[');
                &bracket[1..]
            }
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_the_numbers_of_crates_and_nothing_else() {
        let name =
            "<core[c5930c85a12de822]::slice::Iter<[u8]> as a[1f]::B<[T; 16]>>::next::{closure#0}";
        let plain_name = "<core::slice::Iter<[u8]> as a::B<[T; 16]>>::next::{closure#0}";
        assert_eq!(plain(name), plain_name);
        assert_eq!(plain("write_bytes"), "write_bytes");
        assert_eq!(plain("odd[name"), "odd[name");
    }
}

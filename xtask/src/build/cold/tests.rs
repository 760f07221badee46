use wasm_encoder::{
    GlobalSection, GlobalType, IndirectNameMap, MemorySection, MemoryType, NameMap, NameSection,
    RefType, TableType, TypeSection, ValType,
};
use wasmparser::{Validator, WasmFeatures};

use super::*;

/// Gives what it takes, by way of another function: so large that it is worth moving.
fn long_way(other: u32) -> Function {
    let mut function = Function::new([]);
    function.instruction(&Instruction::LocalGet(0));
    for _ in 0..20 {
        function.instruction(&Instruction::Call(other));
    }
    function.instruction(&Instruction::GlobalGet(0));
    function.instruction(&Instruction::Drop).instruction(&Instruction::End);
    function
}

fn same() -> Function {
    let mut function = Function::new([]);
    function.instruction(&Instruction::LocalGet(0)).instruction(&Instruction::End);
    function
}

/// Four functions: one from outside (the loader), `main`, which calls `a::cold`, which calls `b::small`.
fn program() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32, ValType::I32], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("late", LOADER, EntityType::Function(0));
    let mut functions = FunctionSection::new();
    functions.function(1).function(1).function(1);
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 7,
        maximum: Some(7),
        shared: false,
    });
    let mut memories = MemorySection::new();
    let size = MemoryType {
        minimum: 2,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    };
    memories.memory(size);
    let mut globals = GlobalSection::new();
    let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(stack, &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    exports.export("main", ExportKind::Func, 1);
    exports.export(TABLE, ExportKind::Table, 0);
    let mut code = CodeSection::new();
    code.function(&long_way(2)).function(&long_way(3)).function(&same());
    let mut names = NameMap::new();
    for (index, name) in [(1, "main"), (2, "a[1f2e]::cold"), (3, "b[3d]::small")] {
        names.append(index, name);
    }
    let mut section = NameSection::new();
    section.functions(&names);
    section.locals(&IndirectNameMap::new());
    let mut program = wasm_encoder::Module::new();
    program
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&globals)
        .section(&exports)
        .section(&code)
        .section(&section);
    program.finish()
}

fn list(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn expect_valid(wasm: &[u8]) {
    Validator::new_with_features(WasmFeatures::all()).validate_all(wasm).unwrap();
}

#[test]
fn a_cold_function_moves_and_both_modules_know_where_to_find_it() {
    let parts = split(&program(), &list(&["a::cold"])).unwrap();
    expect_valid(&parts.first);
    expect_valid(&parts.cold);
    let first = Module::read(&parts.first).unwrap();
    let cold = Module::read(&parts.cold).is_err();
    assert!(cold, "it takes a table from outside, which the first part never does");
    // `main` is as it was, the cold one is short now, and one more sees to it that it is there.
    assert_eq!(first.bodies.len(), 4);
    let before = program();
    let before = Module::read(&before).unwrap();
    assert_eq!(first.bodies[0].as_bytes(), before.bodies[0].as_bytes());
    assert!(first.bodies[1].range().len() < 20 && before.bodies[1].range().len() > 40);
    assert_eq!(first.tables[0].ty.initial, 8);
    assert_eq!(first.tables[0].ty.maximum, Some(8));
    // What the cold part takes is exported, under whatever name.
    let mut taken = Vec::new();
    let mut filled = None;
    for payload in wasmparser::Parser::new(0).parse_all(&parts.cold) {
        match payload.unwrap() {
            wasmparser::Payload::ImportSection(section) => {
                taken.extend(section.into_imports().map(|it| it.unwrap().name.to_owned()));
            }
            wasmparser::Payload::ElementSection(section) => filled = Some(section.count()),
            _ => {}
        }
    }
    assert_eq!(taken.len(), 4, "a function, the table, the memory, the stack: {taken:?}");
    for name in &taken {
        assert!(first.exports.iter().any(|it| it.name == name), "{name} is not exported");
    }
    assert_eq!(filled, Some(1));
}

#[test]
fn of_what_only_cold_functions_call_nothing_is_left() {
    let parts = split(&program(), &list(&["a::cold", "b::small"])).unwrap();
    expect_valid(&parts.first);
    expect_valid(&parts.cold);
    let first = Module::read(&parts.first).unwrap();
    // One place of the table, for the one that `main` calls.
    assert_eq!(first.tables[0].ty.initial, 8);
    let mut left = first.bodies[2].get_operators_reader().unwrap();
    assert!(matches!(left.read(), Ok(Operator::Unreachable)));
}

#[test]
fn names_follow_the_order_of_the_functions_and_both_parts_know_them() {
    let program = program();
    let parts = split(&program, &list(&["main", "b::small"])).unwrap();
    let ordered = |wasm: &[u8]| crate::build::order::alike(wasm).unwrap();
    let named =
        in_order(&Parts { first: ordered(&parts.first), cold: ordered(&parts.cold) }).unwrap();
    expect_valid(&named.first);
    expect_valid(&named.cold);
    let first = Module::read(&named.first).unwrap();
    let ours = first.exports.iter().filter(|it| it.name.starts_with(OURS));
    let ours = ours.map(|it| (it.name, it.index)).collect::<Vec<_>>();
    assert!(ours.is_sorted_by_key(|(_, index)| *index), "{ours:?}");
    assert_eq!(ours.first().map(|(name, _)| *name), Some("$0"));
    for payload in wasmparser::Parser::new(0).parse_all(&named.cold) {
        if let wasmparser::Payload::ImportSection(section) = payload.unwrap() {
            for import in section.into_imports() {
                let name = import.unwrap().name;
                assert!(first.exports.iter().any(|it| it.name == name), "{name}");
            }
        }
    }
}

#[test]
fn what_is_small_or_unknown_stays() {
    for names in [&["b::small"][..], &["never heard of"], &[]] {
        let parts = split(&program(), &list(names)).unwrap();
        assert_eq!(parts.first, program());
        assert_eq!(parts.cold, EMPTY);
    }
}

#[test]
fn functions_that_run_leave_a_mark_behind_the_memory_that_the_program_begins_with() {
    let (watched, marks) = instrument(&program()).unwrap();
    expect_valid(&watched);
    assert_eq!(marks, 2 * 65_536..2 * 65_536 + 3);
    assert_eq!(Module::read(&watched).unwrap().memories[0].initial, 3);
}

#[test]
fn only_what_never_ran_under_any_of_its_names_is_cold() {
    assert_eq!(never_run(&program(), b"100").unwrap(), list(&["a::cold", "b::small"]));
    assert_eq!(never_run(&program(), b"101").unwrap(), list(&["a::cold"]));
    assert!(never_run(&program(), b"10").is_err());
}

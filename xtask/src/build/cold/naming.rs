//! What the cold part takes from the first one, named in the order in which it lies there.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ExportSection, ImportSection};
use wasmparser::{ExportSectionReader, ExternalKind, ImportSectionReader, Parser, Payload};

use super::{OURS, Parts, unreadable};

/// The same two parts, whose functions may have been put into another order since they were parted. A list of names and places
/// that both only grow packs to half of one where they are mixed.
pub fn in_order(parts: &Parts) -> Result<Parts> {
    let mut places = Vec::new();
    for payload in Parser::new(0).parse_all(&parts.first) {
        if let Payload::ExportSection(section) = payload.context("the Wasm cannot be read")? {
            for export in section {
                let export = export?;
                if export.kind == ExternalKind::Func && export.name.starts_with(OURS) {
                    places.push((export.index, export.name.to_owned()));
                }
            }
        }
    }
    places.sort_unstable();
    let names = places.into_iter().enumerate();
    let mut anew = Anew(names.map(|(n, (_, name))| (name, format!("{OURS}{n:x}"))).collect());
    Ok(Parts { first: anew.written(&parts.first)?, cold: anew.written(&parts.cold)? })
}

/// New names by the former ones.
struct Anew(BTreeMap<String, String>);

impl Anew {
    fn written(&mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        let mut module = wasm_encoder::Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm).map_err(unreadable)?;
        Ok(module.finish())
    }
}

impl Reencode for Anew {
    type Error = Infallible;

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let mut all = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|it| self.0.contains_key(it.name).then_some(it.index));
        for export in all {
            let kind = self.export_kind(export.kind)?;
            let name = self.0.get(export.name).map_or(export.name, String::as_str);
            exports.export(name, kind, export.index);
        }
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let ty = self.entity_type(import.ty)?;
            let name = self.0.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, ty);
        }
        Ok(())
    }
}

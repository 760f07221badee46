//! The spreadsheet that the tests open tables in.

use std::path::PathBuf;

use anyhow::Result;

use crate::system::Program;

const CALC: Program = Program {
    name: "LibreOffice Calc",
    variable: "SOFFICE",
    commands: &["soffice", "libreoffice"],
    places: &[
        "/usr/lib/libreoffice/program/soffice",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    ],
    // Without windows: it only converts.
    packages: [&["libreoffice-calc-nogui"], &["libreoffice-calc"]],
    remedy: "install LibreOffice with Calc",
};

pub fn calc() -> Result<PathBuf> {
    CALC.ensure()
}

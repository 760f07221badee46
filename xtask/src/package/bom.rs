//! The list of everything that the Wasm is made of, as CycloneDX 1.6 (ECMA-424) in JSON.

use serde_json::{Value, json};

use super::crates::{Crate, Crates};

/// Neither a time nor a random number is in it: the same sources give the same list.
pub fn bom(crates: &Crates) -> Value {
    let app = "alignment-canvas";
    let all: Vec<_> = crates.list.iter().map(reference).collect();
    let mut dependencies = vec![json!({ "ref": app, "dependsOn": all })];
    dependencies.extend(crates.list.iter().map(|it| {
        let uses: Vec<_> = it.uses.iter().map(|used| purl(used)).collect();
        json!({ "ref": reference(it), "dependsOn": uses })
    }));
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": app,
                "name": app,
                "version": crates.version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": crates.list.iter().map(component).collect::<Vec<_>>(),
        "dependencies": dependencies,
    })
}

fn component(it: &Crate) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(it),
        "name": it.name,
        "version": it.version,
        "scope": "required",
        "purl": reference(it),
        "licenses": [{ "expression": it.licence }],
    });
    if let Some(checksum) = &it.checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}

fn reference(it: &Crate) -> String {
    purl(&format!("{} {}", it.name, it.version))
}

/// `name version` as package-url writes it; a plus sign in a version is escaped there.
fn purl(label: &str) -> String {
    format!("pkg:cargo/{}", label.replacen(' ', "@", 1).replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::purl;

    #[test]
    fn a_crate_is_named_as_package_urls_are() {
        assert_eq!(purl("yrs 0.28.1"), "pkg:cargo/yrs@0.28.1");
        assert_eq!(purl("x 1.0.0+a"), "pkg:cargo/x@1.0.0%2Ba");
    }
}

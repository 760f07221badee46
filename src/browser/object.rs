//! Plain JavaScript objects, made without JSON: its writer comes with the late part.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

#[must_use]
pub fn object<const N: usize>(values: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in values {
        Reflect::set(&object, &key.into(), &value).expect("a plain object takes any key");
    }
    object.into()
}

//! One gentle sound, made here: nothing is fetched, and a page that may not play it stays silent.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type AudioContext;
    #[wasm_bindgen(catch, constructor)]
    fn new() -> Result<AudioContext, JsValue>;
    #[wasm_bindgen(method, getter, js_name = currentTime)]
    fn current_time(this: &AudioContext) -> f64;
    #[wasm_bindgen(method, getter)]
    fn destination(this: &AudioContext) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = createOscillator)]
    fn create_oscillator(this: &AudioContext) -> Result<AudioPart, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createGain)]
    fn create_gain(this: &AudioContext) -> Result<AudioPart, JsValue>;

    type AudioPart;
    #[wasm_bindgen(method, getter)]
    fn frequency(this: &AudioPart) -> Param;
    #[wasm_bindgen(method, getter)]
    fn gain(this: &AudioPart) -> Param;
    #[wasm_bindgen(method, catch)]
    fn connect(this: &AudioPart, to: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn start(this: &AudioPart, at: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn stop(this: &AudioPart, at: f64) -> Result<(), JsValue>;

    type Param;
    #[wasm_bindgen(method, catch, js_name = setValueAtTime)]
    fn set(this: &Param, value: f64, at: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = exponentialRampToValueAtTime)]
    fn fade(this: &Param, value: f64, at: f64) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// One for the page: browsers allow few.
    static CONTEXT: Option<AudioContext> = AudioContext::new().ok();
}

/// Two soft notes, one after the other, quieter than speech.
pub fn chime() {
    CONTEXT.with(|context| {
        if let Some(context) = context {
            // Refused: then it is silent, and the screen says the same.
            drop(note(context, 523.25, 0.0));
            drop(note(context, 659.25, 0.35));
        }
    });
}

fn note(context: &AudioContext, pitch: f64, after: f64) -> Result<(), JsValue> {
    const LOUD: f64 = 0.12;
    const SILENT: f64 = 0.0001;
    const LONG: f64 = 1.2;
    let at = context.current_time() + after;
    let (tone, volume) = (context.create_oscillator()?, context.create_gain()?);
    tone.frequency().set(pitch, at)?;
    volume.gain().set(LOUD, at)?;
    volume.gain().fade(SILENT, at + LONG)?;
    tone.connect(volume.as_ref())?;
    volume.connect(&context.destination())?;
    tone.start(at)?;
    tone.stop(at + LONG)
}

//! The camera, for reading codes. Its pictures stay in the memory of this page.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

use super::object;

/// Finds the texts in a grey picture of this width and height, one byte a pixel.
pub type ReadGrey = fn(usize, usize, &[u8]) -> Vec<String>;

/// No side of a picture that is searched is longer: a code held up to a laptop is read in it, and no phone is kept busy.
const LONGEST: f64 = 960.0;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCamera {
    /// The page is not one that may ask (plain `http:`), or the browser has no such thing.
    #[error("this page cannot use a camera")]
    Unsupported,
    /// The person or the organisation said no.
    #[error("the camera was refused")]
    Refused,
    /// There is none, or another program has it.
    #[error("there is no camera")]
    Missing,
}

/// A camera that shows in a video element, and stops when this is dropped.
pub struct Camera {
    video: HtmlVideoElement,
    stream: MediaStream,
    canvas: HtmlCanvasElement,
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        self.video.set_src_object(None);
    }
}

impl Camera {
    /// Asks for a camera (the browser asks the person) and shows it.
    ///
    /// # Errors
    /// [`NoCamera`]
    pub async fn open(video: HtmlVideoElement) -> Result<Self, NoCamera> {
        let window = web_sys::window().ok_or(NoCamera::Unsupported)?;
        let devices = window.navigator().media_devices().map_err(|_| NoCamera::Unsupported)?;
        if devices.is_undefined() {
            return Err(NoCamera::Unsupported);
        }
        let wanted = MediaStreamConstraints::new();
        let facing = object([
            ("facingMode", "environment".into()),
            ("width", object([("ideal", 1280.into())])),
        ]);
        wanted.set_video(&facing);
        let asked = devices.get_user_media_with_constraints(&wanted).map_err(|why| no(&why))?;
        let stream: MediaStream =
            JsFuture::from(asked).await.map_err(|why| no(&why))?.unchecked_into();
        video.set_src_object(Some(&stream));
        let document = window.document().ok_or(NoCamera::Unsupported)?;
        let canvas = document.create_element("canvas").map_err(|_| NoCamera::Unsupported)?;
        let camera = Self { video, stream, canvas: canvas.unchecked_into() };
        if let Ok(playing) = camera.video.play() {
            // Where it may not start by itself the picture stands still, and the next one is read nevertheless.
            let _ = JsFuture::from(playing).await;
        }
        Ok(camera)
    }

    /// The texts of all codes that can be seen now.
    #[must_use]
    pub fn codes(&self, read: ReadGrey) -> Vec<String> {
        let Some((width, height, grey)) = self.grey() else { return Vec::new() };
        read(width, height, &grey)
    }

    fn grey(&self) -> Option<(usize, usize, Vec<u8>)> {
        let (wide, high) = (self.video.video_width(), self.video.video_height());
        if wide == 0 || high == 0 {
            return None;
        }
        let scale = (LONGEST / f64::from(wide.max(high))).min(1.0);
        let side = |length: u32| (f64::from(length) * scale) as u32;
        let (width, height) = (side(wide).max(1), side(high).max(1));
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        let often = object([("willReadFrequently", true.into())]);
        let context = self.canvas.get_context_with_context_options("2d", &often).ok()??;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let (w, h) = (f64::from(width), f64::from(height));
        context
            .draw_image_with_html_video_element_and_dw_and_dh(&self.video, 0.0, 0.0, w, h)
            .ok()?;
        let pixels = context.get_image_data(0.0, 0.0, w, h).ok()?.data();
        // The weights of red, green and blue in what an eye sees (ITU-R BT.601), in 256ths.
        let grey = |p: &[u8]| {
            let sum = 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]);
            (sum >> 8) as u8
        };
        Some((width as usize, height as usize, pixels.chunks_exact(4).map(grey).collect()))
    }
}

fn no(why: &JsValue) -> NoCamera {
    let name = Reflect::get(why, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => NoCamera::Refused,
        _ => NoCamera::Missing,
    }
}

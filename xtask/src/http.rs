//! A web server for this computer only. Each connection has a thread of its own, so none waits for another.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use oxhttp::Server;
pub use oxhttp::model::{Body, Method, Request, StatusCode, Uri};

pub type Response = oxhttp::model::Response<Body>;

/// Answers on this port, or on any free one, until the process ends. Gives the port.
pub fn listen(
    port: Option<u16>,
    answer: impl Fn(&mut Request<Body>) -> Response + Send + Sync + 'static,
) -> Result<u16> {
    let port = match port {
        Some(port) => port,
        None => TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .context("no free port")?
            .local_addr()?
            .port(),
    };
    let server = Server::new(answer).bind((Ipv4Addr::LOCALHOST, port));
    server.spawn().with_context(|| format!("port {port} is taken"))?;
    Ok(port)
}

/// An answer with these headers, which are plain ASCII.
pub fn response(status: StatusCode, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let begun = oxhttp::model::Response::builder().status(status);
    let with = headers.iter().fold(begun, |built, (name, value)| built.header(*name, *value));
    with.body(body.into()).expect("headers of plain ASCII")
}

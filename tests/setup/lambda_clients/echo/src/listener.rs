//! Prints what the Telemetry API tells of its function.

use lambda_extension::{
    Error, Extension, LambdaTelemetry, LambdaTelemetryRecord, SharedService, service_fn,
};

async fn hear(events: Vec<LambdaTelemetry>) -> Result<(), Error> {
    for event in events {
        match event.record {
            LambdaTelemetryRecord::PlatformRuntimeDone { request_id, .. } => {
                println!("done {request_id}");
            }
            LambdaTelemetryRecord::PlatformReport { request_id, .. } => {
                println!("reported {request_id}");
            }
            _ => {}
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // Environments that are processes share the machine's ports.
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    Extension::new()
        .with_telemetry_port_number(free.port())
        .with_telemetry_types(&["platform"])
        .with_telemetry_processor(SharedService::new(service_fn(hear)))
        .run()
        .await
}

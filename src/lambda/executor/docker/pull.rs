//! How far a pull has come, in one line now and then.

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::CreateImageInfo;
use tokio::time::Instant;

/// How often the log says how a pull goes.
const INTERVAL: Duration = Duration::from_secs(2);
/// Layers that an image may have (Docker's own limit).
const LAYERS_MAX: usize = 127;

/// What has been said of each layer.
pub(super) struct Progress {
    layers: HashMap<String, Layer>,
    told: Instant,
}

#[derive(Clone, Copy, Default)]
struct Layer {
    got: i64,
    bytes: i64,
    is_here: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            layers: HashMap::new(),
            told: Instant::now(),
        }
    }

    /// Takes one step of a pull; now and then there is a line to log.
    pub(super) fn step(&mut self, step: CreateImageInfo) -> Option<String> {
        self.note(step);
        if self.told.elapsed() < INTERVAL {
            return None;
        }
        self.told = Instant::now();
        Some(self.line())
    }

    fn note(&mut self, step: CreateImageInfo) {
        let status = step.status.unwrap_or_default();
        let Some(id) = step.id.filter(|_| !status.starts_with("Pulling from")) else {
            return;
        };
        if self.layers.len() >= LAYERS_MAX && !self.layers.contains_key(&id) {
            return;
        }
        let layer = self.layers.entry(id).or_default();
        match (status.as_str(), step.progress_detail) {
            ("Downloading", Some(detail)) => {
                layer.got = detail.current.unwrap_or(layer.got);
                layer.bytes = detail.total.unwrap_or(layer.bytes);
            }
            ("Download complete" | "Verifying Checksum" | "Extracting", _) => {
                layer.got = layer.bytes;
            }
            ("Pull complete" | "Already exists", _) => {
                layer.got = layer.bytes;
                layer.is_here = true;
            }
            _ => {}
        }
    }

    fn line(&self) -> String {
        let layers = self.layers.values();
        let here = layers.clone().filter(|layer| layer.is_here).count();
        let (got, bytes) = layers.fold((0, 0), |(got, bytes), layer| {
            (got + layer.got, bytes + layer.bytes)
        });
        let mb = |bytes: i64| bytes as f64 / 1e6;
        format!(
            "{here} of {} layers, {:.1} of {:.1} MB",
            self.layers.len(),
            mb(got),
            mb(bytes)
        )
    }
}

#[cfg(test)]
mod tests {
    use bollard::models::ProgressDetail;

    use super::*;

    #[test]
    fn a_line_counts_layers_and_bytes() {
        let step = |id: &str, status: &str, bytes: Option<(i64, i64)>| CreateImageInfo {
            id: Some(id.to_owned()),
            status: Some(status.to_owned()),
            progress_detail: bytes.map(|(current, total)| ProgressDetail {
                current: Some(current),
                total: Some(total),
            }),
            error_detail: None,
        };
        let mut progress = Progress::new();
        for step in [
            step("3.12", "Pulling from lambda/python", None),
            step("a", "Already exists", None),
            step("b", "Downloading", Some((500_000, 2_000_000))),
            step("c", "Downloading", Some((900_000, 1_000_000))),
            step("c", "Download complete", None),
            step("c", "Pull complete", None),
            step("d", "Waiting", None),
        ] {
            assert_eq!(progress.step(step), None);
        }
        assert_eq!(progress.line(), "2 of 4 layers, 1.5 of 3.0 MB");
    }
}

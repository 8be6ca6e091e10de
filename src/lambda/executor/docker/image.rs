//! The image of each runtime: AWS's base images, or what the configuration puts in their place.

use crate::config::RuntimeImage;

/// AWS's base images for Lambda ("Non-AWS base images", "AWS base images" in the Lambda guide), by
/// runtime, under `public.ecr.aws/lambda/`.
const IMAGES: [(&str, &str); 32] = [
    ("dotnet10", "dotnet:10"),
    ("dotnet6", "dotnet:6"),
    ("dotnet8", "dotnet:8"),
    ("java11", "java:11"),
    ("java11.al2023", "java:11.al2023"),
    ("java17", "java:17"),
    ("java17.al2023", "java:17.al2023"),
    ("java21", "java:21"),
    ("java25", "java:25"),
    ("java8.al2", "java:8.al2"),
    ("java8.al2023", "java:8.al2023"),
    ("nodejs16.x", "nodejs:16"),
    ("nodejs18.x", "nodejs:18"),
    ("nodejs20.x", "nodejs:20"),
    ("nodejs22.x", "nodejs:22"),
    ("nodejs24.x", "nodejs:24"),
    ("nodejs26.x", "nodejs:26"),
    ("provided.al2", "provided:al2"),
    ("provided.al2023", "provided:al2023"),
    ("python3.10", "python:3.10"),
    ("python3.11", "python:3.11"),
    ("python3.12", "python:3.12"),
    ("python3.13", "python:3.13"),
    ("python3.14", "python:3.14"),
    ("python3.15", "python:3.15"),
    ("python3.8", "python:3.8"),
    ("python3.9", "python:3.9"),
    ("ruby3.2", "ruby:3.2"),
    ("ruby3.3", "ruby:3.3"),
    ("ruby3.4", "ruby:3.4"),
    ("ruby3.5", "ruby:3.5"),
    ("ruby4.0", "ruby:4.0"),
];

/// The image that runs a runtime: the configuration's choice first. `None` when neither names one.
pub(super) fn image(runtime: &str, overrides: &[RuntimeImage]) -> Option<String> {
    if let Some(chosen) = overrides.iter().find(|chosen| chosen.runtime == runtime) {
        return Some(chosen.image.clone());
    }
    let (_, image) = IMAGES.iter().find(|(name, _)| *name == runtime)?;
    Some(format!("public.ecr.aws/lambda/{image}"))
}

/// Whether a package brings its own runtime, its `bootstrap`.
pub(super) fn brings_bootstrap(runtime: &str) -> bool {
    runtime.starts_with("provided")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_comes_before_the_table() {
        let own = [RuntimeImage {
            runtime: "python3.12".to_owned(),
            image: "my/python".to_owned(),
        }];
        assert_eq!(image("python3.12", &own).as_deref(), Some("my/python"));
        assert_eq!(
            image("provided.al2023", &own).as_deref(),
            Some("public.ecr.aws/lambda/provided:al2023")
        );
        assert_eq!(image("cobol", &own), None);
    }
}

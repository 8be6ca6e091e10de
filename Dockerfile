# RustStack in an image of one file: docker run -p 127.0.0.1:4566:4566 ruststack

# What every image of RustStack is, but for the binary. Nothing in it needs root.
FROM scratch AS base
ENV RUSTSTACK_HOST=0.0.0.0
# `data` is this user's, so that a volume there is, too: -v ruststack:/data -e RUSTSTACK_DATA_DIR=/data
# A container may publish this; whoever reaches the port can run code in the container.
EXPOSE 4566
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["/ruststack", "health"]
ENTRYPOINT ["/ruststack"]

# Around a static binary that was built outside. The context is a folder that holds `ruststack` and two
# empty ones, `tmp` of mode 1777 and `data`: docker build -f Dockerfile --target local FOLDER
FROM base AS local
COPY --chown=10001:10001 . /

# On Alpine the toolchain's own target is musl, so that the binary is static.
FROM rust:1.95.0-alpine AS builder
RUN apk add --no-cache musl-dev
# The image's own toolchain, whatever components rust-toolchain.toml asks for.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /source
COPY . .
RUN cargo build --release --locked --bin ruststack \
    && mkdir -p /image/data && mkdir -m 1777 /image/tmp \
    && cp target/release/ruststack /image/ruststack

FROM base AS runtime
COPY --from=builder --chown=10001:10001 /image/ /

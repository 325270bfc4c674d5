//! Holder of the `it` test binary; the tests live in `it/`.

//! Every example of `docs/api-guide.md` is run as it stands there.

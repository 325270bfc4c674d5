//! The house keeps its shape: arrows between crates, what each may reach, what stands at the top level.

mod arrows;
mod top_level;

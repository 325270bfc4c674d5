//! Random numbers that can be had again: a failing run prints its seed, `YISHI_SEED` brings it back.

/// xorshift64* (Vigna).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// From `YISHI_SEED`, or else from the process id; printed.
    pub fn announced(what: &str) -> Self {
        let given = std::env::var("YISHI_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| u64::from(std::process::id()) | 1);
        println!("{what}: YISHI_SEED={seed}");
        Self(seed)
    }

    /// A number below `bound`.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

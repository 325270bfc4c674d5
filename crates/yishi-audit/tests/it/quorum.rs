//! Three witnesses, of which a policy wants two.

use yishi_audit::Pin;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::cosignature::Cosigner;
use yishi_log::key::WitnessKey;
use yishi_log::policy::Policy;
use yishi_testkit::{START, seed};

/// Three witnesses, and the policy.
pub struct Quorum {
    witnesses: [Cosigner; 3],
    /// The policy's words.
    pub policy: String,
}

impl Quorum {
    /// Of a log, with these names in the policy, in their order.
    pub fn of(log: &LogVerifier, names: [&str; 3]) -> Self {
        let witnesses = names.map(|name| {
            let name = format!("{name}.example/w");
            Cosigner::new(&name, WitnessKey::from_seed(&seed(&name))).unwrap()
        });
        let mut policy = format!("log {}\n", log.to_vkey());
        for (name, witness) in names.iter().zip(&witnesses) {
            policy.push_str(&format!("witness {name} {}\n", witness.verifier().to_vkey()));
        }
        policy.push_str(&format!("group most 2 {}\nquorum most\n", names.join(" ")));
        Self { witnesses, policy }
    }

    pub fn pin(&self) -> Pin {
        Pin::Policy(Policy::parse(self.policy.as_bytes()).unwrap())
    }

    /// The line of a witness under a checkpoint, after everything in the books of these tests: what is cosigned was there before.
    pub fn line(&self, witness: usize, body: &str) -> String {
        self.line_at(witness, body, START.0 / 1000 + 90 * 24 * 60 * 60)
    }

    /// The line of a witness who looked at this time, in seconds since 1970.
    pub fn line_at(&self, witness: usize, body: &str, time_s: u64) -> String {
        self.witnesses[witness].cosign(body, time_s).unwrap()
    }
}

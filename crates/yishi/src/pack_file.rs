//! Rule packs that come with the program: TOML in, checked [`RulePack`]s out, with the packs they extend.

use crate::failure::Failure;
use anyhow::anyhow;
use yishi_core::{Date, RulePack};

/// The packs that come with the program, by name.
pub const READY_MADE: &[(&str, &str)] = &[
    ("national", include_str!("../packs/national.toml")),
    ("beijing", include_str!("../packs/beijing.toml")),
    ("hangzhou", include_str!("../packs/hangzhou.toml")),
    ("jinan", include_str!("../packs/jinan.toml")),
    ("liaocheng", include_str!("../packs/liaocheng.toml")),
    ("shandong", include_str!("../packs/shandong.toml")),
    ("shenzhen", include_str!("../packs/shenzhen.toml")),
    ("weifang", include_str!("../packs/weifang.toml")),
];

/// A pack with those above it, nearest first.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// The pack itself.
    pub pack: RulePack,
    /// The packs that it extends.
    pub above: Vec<RulePack>,
}

impl PackFile {
    /// What is in force on a day, of this pack and those above it.
    pub fn in_force_on(&self, day: Date) -> RulePack {
        self.pack.in_force_on(day, &self.above.iter().collect::<Vec<_>>())
    }
}

/// Reads a pack by its name, checked together with the packs that it extends.
pub fn read_pack(name: &str) -> Result<PackFile, Failure> {
    let pack = parse(name)?;
    let mut above: Vec<RulePack> = Vec::new();
    while let Some(next) = above.last().unwrap_or(&pack).extends.clone() {
        // A chain longer than the list of packs runs in a ring.
        if above.len() >= READY_MADE.len() {
            return Err(Failure::Io(anyhow!("rule pack `{name}` extends itself")));
        }
        above.push(parse(next.as_str())?);
    }
    let found = pack.check(&above.iter().collect::<Vec<_>>());
    found.map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::Io(anyhow!("rule pack `{name}`: {}", faults.join("; ")))
    })?;
    Ok(PackFile { pack, above })
}

fn parse(name: &str) -> Result<RulePack, Failure> {
    let found = READY_MADE.iter().find(|(id, _)| *id == name);
    let (_, source) = found.ok_or_else(|| Failure::Usage(format!("there is no rule pack `{name}`")))?;
    toml::from_str(source).map_err(|error| Failure::Io(anyhow!("rule pack `{name}`: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_that_comes_with_the_program_is_in_order_and_has_its_own_name() {
        for (name, _) in READY_MADE {
            assert_eq!(read_pack(name).unwrap().pack.id.as_str(), *name);
        }
    }

    #[test]
    fn every_length_of_time_that_a_rule_waits_for_stands_in_some_pack() {
        let packs: Vec<RulePack> = READY_MADE.iter().map(|(name, _)| read_pack(name).unwrap().pack).collect();
        for rule in packs.iter().flat_map(|pack| &pack.rules) {
            for value in rule.notice.iter().chain(&rule.voting) {
                assert!(packs.iter().any(|pack| pack.value(value).is_some()), "{}: {value}", rule.id);
            }
        }
    }

    #[test]
    fn an_unknown_pack_is_wrong_usage() {
        assert!(matches!(read_pack("atlantis"), Err(Failure::Usage(_))));
    }
}

//! The questions of `yishi charter new`, one a line, each with what stands where nothing is answered.
//!
//! Plain lines instead of a library for questions: they work over any connection, with screen readers, and in a test.

use super::new::{Given, YesNo};
use crate::failure::Failure;
use std::fmt::Display;
use std::io::{BufRead, Write};
use std::str::FromStr;
use yishi_charter::{Answers, CouncilsAnswer, Language, Named, OwnersVote, ResidentsVote};

/// Who answers: somebody at a terminal, or nobody.
pub(super) struct Answerer<'a> {
    terminal: Option<(&'a mut dyn BufRead, &'a mut dyn Write)>,
}

impl<'a> Answerer<'a> {
    /// Nobody: what is usual stands.
    pub(super) const fn silent() -> Self {
        Self { terminal: None }
    }

    /// Somebody who reads questions and writes answers.
    pub(super) fn speaking(input: &'a mut dyn BufRead, output: &'a mut dyn Write) -> Self {
        Self { terminal: Some((input, output)) }
    }

    /// Asks until the answer can be read; an empty one, or the end of the input, leaves what is usual.
    fn answer<T>(
        &mut self,
        question: &str,
        usual: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some((input, output)) = &mut self.terminal else { return Ok(None) };
        loop {
            write!(output, "{question} [{usual}]: ")?;
            output.flush()?;
            let mut line = String::new();
            let length = input.read_line(&mut line)?;
            let line = line.trim();
            if length == 0 || line.is_empty() {
                return Ok(None);
            }
            match read(line) {
                Ok(answer) => return Ok(Some(answer)),
                Err(reason) => writeln!(output, "  {reason}")?,
            }
        }
    }
}

/// Answers with what flags give, what is answered, and what is usual, in this order.
pub(super) fn ask(given: &Given, usual: Answers, answerer: &mut Answerer<'_>) -> Result<Answers, Failure> {
    let mut asking = Asking { language: usual.language, answers: usual, answerer };
    asking.people(given)?;
    asking.matters(given)?;
    asking.times(given)?;
    asking.votes(given)?;
    Ok(asking.answers)
}

struct Asking<'a, 'b> {
    language: Language,
    answers: Answers,
    answerer: &'a mut Answerer<'b>,
}

impl Asking<'_, '_> {
    /// A question in the language of the charter, unless a flag has answered it.
    fn put<T: Clone>(
        &mut self,
        given: Option<T>,
        [english, chinese]: [&str; 2],
        usual: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let question = match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        match given {
            Some(given) => Ok(Some(given)),
            None => self.answerer.answer(question, usual, read),
        }
    }

    /// The same for something that is written as it is read.
    fn value<T: Clone + FromStr<Err: Display> + Display>(
        &mut self,
        given: Option<T>,
        words: [&str; 2],
        usual: T,
    ) -> Result<T, Failure> {
        let shown = usual.to_string();
        let found =
            self.put(given, words, &shown, |line| line.parse().map_err(|error: T::Err| error.to_string()))?;
        Ok(found.unwrap_or(usual))
    }

    /// The same for a list of names.
    fn list(
        &mut self,
        given: Option<&String>,
        words: [&str; 2],
        usual: Vec<Named>,
    ) -> Result<Vec<Named>, Failure> {
        let given = given
            .map(|text| Answers::named(text))
            .transpose()
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let shown: Vec<String> = usual
            .iter()
            .map(|named| named.id.as_ref().map_or(named.name.clone(), |id| format!("{id}={}", named.name)))
            .collect();
        let found = self.put(given, words, &shown.join(","), |line| {
            Answers::named(line).map_err(|error| error.to_string())
        })?;
        Ok(found.unwrap_or(usual))
    }

    /// The same for a list of numbers.
    fn numbers(
        &mut self,
        given: Option<&String>,
        words: [&str; 2],
        usual: &str,
    ) -> Result<Vec<u64>, Failure> {
        let read = |text: &str| Answers::numbers(text).map_err(|error| error.to_string());
        let given = given.map(|text| read(text)).transpose().map_err(Failure::Usage)?;
        Ok(self.put(given, words, usual, read)?.unwrap_or_default())
    }

    fn yes_or_no(&mut self, given: Option<YesNo>, words: [&str; 2]) -> Result<YesNo, Failure> {
        let read = |line: &str| match line.to_lowercase().as_str() {
            "y" | "yes" | "是" => Ok(YesNo::Yes),
            "n" | "no" | "否" => Ok(YesNo::No),
            other => Err(format!("`{other}` is neither: write yes or no 是/否")),
        };
        Ok(self.put(given, words, "yes", read)?.unwrap_or(YesNo::Yes))
    }

    fn people(&mut self, given: &Given) -> Result<(), Failure> {
        let name = self.answers.name.clone();
        self.answers.name = self.value(given.name.clone(), ["Name of the community", "社区名称"], name)?;
        let levels = self.answers.levels.clone();
        let words = ["Levels of councils, lowest first", "议事层级,由低到高"];
        self.answers.levels = self.list(given.levels.as_ref(), words, levels)?;
        self.councils(given)?;
        let benches = self.answers.benches.clone();
        let words =
            ["Parties; the first convenes, the last are the residents", "各方;第一方牵头,最后一方是居民"];
        self.answers.benches = self.list(given.benches.as_ref(), words, benches)?;
        let usual = self.answers.representatives;
        let words = ["Residents' representatives in each council", "每个议事会的居民代表席数"];
        self.answers.representatives = self.value(given.representatives, words, usual)?;
        let usual = self.answers.registrars;
        let words = ["Registrars who agree on each key", "登记每把密钥须共同确认的登记员人数"];
        self.answers.registrars = self.value(given.registrars, words, usual)?;
        Ok(())
    }

    /// Councils of each level but the highest, which has one unless a flag says otherwise.
    fn councils(&mut self, given: &Given) -> Result<(), Failure> {
        self.answers.councils = given.councils.clone();
        let levels = self.answers.levels.clone();
        let below = levels.len().saturating_sub(1);
        for level in levels.iter().take(below) {
            let Some(id) = &level.id else { continue };
            if given.councils.iter().any(|answer| answer.level == *id) {
                continue;
            }
            let read = |line: &str| {
                format!("{id}={line}").parse::<CouncilsAnswer>().map_err(|error| error.to_string())
            };
            let name = &level.name;
            let words = [
                &*format!("Councils of level {name}: how many, or their names"),
                &*format!("{name}议事会:个数或名称(用逗号分开)"),
            ];
            let found = self.put(None, words, "2", read)?;
            self.answers.councils.extend(found);
        }
        let known = |answer: &CouncilsAnswer| {
            let mut ids = levels
                .iter()
                .enumerate()
                .map(|(rank, level)| level.id.clone().unwrap_or(format!("level-{}", rank + 1)));
            ids.any(|id| id == answer.level)
        };
        match self.answers.councils.iter().find(|answer| !known(answer)) {
            Some(answer) => {
                Err(Failure::Usage(format!("there is no level `{}`: name one of --levels", answer.level)))
            }
            None => Ok(()),
        }
    }

    fn matters(&mut self, given: &Given) -> Result<(), Failure> {
        let classes = self.answers.classes.clone();
        self.answers.classes =
            self.list(given.classes.as_ref(), ["Classes of matters", "事项类别"], classes)?;
        let words = [
            "Up to how many households a matter stays at each level but the highest",
            "除最高一级外,各层级办理的事项涉及不超过多少户",
        ];
        self.answers.households = self.numbers(given.households.as_ref(), words, "60")?;
        let words =
            ["Up to what cost in yuan it stays there", "除最高一级外,各层级办理的事项费用不超过多少元"];
        self.answers.costs_yuan = self.numbers(given.costs.as_ref(), words, "20000")?;
        let bounded = self.answers.levels.len().saturating_sub(1);
        for (flag, given) in [("households", &self.answers.households), ("costs", &self.answers.costs_yuan)] {
            if given.len() > bounded {
                return Err(Failure::Usage(format!(
                    "--{flag} has {} numbers for {bounded} level(s) below the highest: write one for each, without separators of thousands",
                    given.len()
                )));
            }
        }
        let usual = self.answers.urgent_cost_yuan;
        let words = [
            "Up to what cost in yuan urgent matters are handled at once (0: never)",
            "急事不超过多少元可以立刻办(0 为不设)",
        ];
        self.answers.urgent_cost_yuan = self.value(given.urgent_cost, words, usual)?;
        Ok(())
    }

    fn times(&mut self, given: &Given) -> Result<(), Failure> {
        let usual = self.answers.screening;
        let words = ["By when submissions are screened", "把关期限"];
        self.answers.screening = self.value(given.screening, words, usual)?;
        let usual = self.answers.deliberation;
        self.answers.deliberation =
            self.value(given.deliberation, ["By when matters are decided", "商议期限"], usual)?;
        let usual = self.answers.hearing_notice;
        let words = ["How long before a hearing it is called", "协商会提前多久通知"];
        self.answers.hearing_notice = self.value(given.hearing_notice, words, usual)?;
        let usual = self.answers.posting;
        self.answers.posting =
            self.value(given.posting, ["How long resolutions are posted", "决议公示期"], usual)?;
        Ok(())
    }

    fn votes(&mut self, given: &Given) -> Result<(), Failure> {
        let usual = self.answers.petition;
        let words =
            ["Residents who move a matter up by petition (0: none)", "居民多少人联名可上提事项(0 为不设)"];
        self.answers.petition = self.value(given.petition, words, usual)?;
        let residents: ResidentsVote =
            self.yes_or_no(given.residents, ["May all residents vote?", "是否设居民表决?"])?.residents();
        self.answers.residents = residents;
        let words =
            ["Do owners decide by the Civil Code, art. 278?", "是否设业主共同决定(民法典第二百七十八条)?"];
        let owners: OwnersVote = self.yes_or_no(given.owners, words)?.owners();
        self.answers.owners = owners;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args as _, FromArgMatches as _};

    fn given(flags: &[&str]) -> Given {
        let command = Given::augment_args(clap::Command::new("new"));
        let arguments = std::iter::once("new").chain(flags.iter().copied());
        Given::from_arg_matches(&command.try_get_matches_from(arguments).unwrap()).unwrap()
    }

    fn asked(flags: &[&str], typed: &str) -> (Answers, String) {
        let mut output = Vec::new();
        let mut input = typed.as_bytes();
        let usual = Answers::usual(Language::English, "");
        let answers = ask(&given(flags), usual, &mut Answerer::speaking(&mut input, &mut output)).unwrap();
        (answers, String::from_utf8(output).unwrap())
    }

    #[test]
    fn what_is_answered_goes_before_what_is_usual_and_flags_are_not_asked_for() {
        let (answers, output) = asked(&["--petition", "7", "--owners", "no"], "North Court\n\n4\n");
        assert_eq!((answers.name.as_str(), answers.petition), ("North Court", 7));
        assert_eq!(answers.councils, ["grid=4".parse().unwrap()]);
        assert_eq!(answers.owners, OwnersVote::LeftOut);
        assert!(output.contains("Name of the community []: "), "{output}");
        assert!(!output.contains("petition") && !output.contains("owners"), "{output}");
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_asked_for_again() {
        let flags = ["--name", "x", "--levels", "all=All", "--benches", "r=Residents", "--registrars", "1"];
        let (answers, output) = asked(&flags, "many\n6\n");
        assert_eq!(answers.representatives, 6);
        assert_eq!(output.matches("Residents' representatives in each council").count(), 2, "{output}");
    }

    #[test]
    fn councils_of_a_level_that_does_not_exist_are_refused() {
        let usual = Answers::usual(Language::English, "");
        let failure = ask(&given(&["--councils", "street=3"]), usual, &mut Answerer::silent()).unwrap_err();
        assert!(failure.to_string().contains("no level `street`"), "{failure}");
    }
}

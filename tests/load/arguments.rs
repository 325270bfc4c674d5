//! The few arguments of the bench.

/// What to measure, and how much of it.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// `ballots`, `reads` or `open`.
    pub what: String,
    /// Numbers of connections, one after the other.
    pub connections: Vec<usize>,
    /// How often each mode has its turn.
    pub rounds: usize,
    /// Residents of the community.
    pub residents: Option<usize>,
    /// Entries of the book to be opened.
    pub entries: u64,
    /// Whether an idle-priority loop keeps the processor of the disk's interrupt awake.
    pub spinner: bool,
}

impl Arguments {
    /// Reads the command line; `--bench`, which cargo adds, is ignored.
    pub fn read() -> Self {
        let mut read = Self {
            what: "ballots".to_owned(),
            connections: vec![1, 16, 64, 256],
            rounds: 3,
            residents: None,
            entries: 1_000_000,
            spinner: true,
        };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
            match word.as_str() {
                "--connections" => {
                    read.connections = value().split(',').map(|number| number.parse().unwrap()).collect();
                }
                "--rounds" => read.rounds = value().parse().unwrap(),
                "--residents" => read.residents = Some(value().parse().unwrap()),
                "--entries" => read.entries = value().parse().unwrap(),
                "--no-spinner" => read.spinner = false,
                what if !what.starts_with('-') => read.what = what.to_owned(),
                other => panic!("unknown argument {other}"),
            }
        }
        read
    }
}

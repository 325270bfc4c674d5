// Queries to start from, by who would ask them.

export const EXAMPLES = [
  {
    role: "resident",
    zh: "议事到哪一步了",
    en: "Where do matters stand",
    query: `query Matters {
  book {
    name
    position { size recordedAt }
    matters(first: 10) {
      totalCount
      nodes {
        matterId stage overdue decideBy
        title { content }
        council { name }
        route { rule { name } }
      }
    }
  }
}`,
  },
  {
    role: "resident",
    zh: "实时：台账的每次变动",
    en: "Live: whenever the book moves",
    query: `subscription Head {
  headMoved { size root recordedAt }
}`,
  },
  {
    role: "grid_worker",
    zh: "待办诉求和截止时间",
    en: "Submissions and their deadlines",
    query: `query Submissions {
  book {
    submissions(first: 10) {
      nodes {
        submissionId status overdue screenBy
        council { name }
        text { content }
        supports objects passes
      }
    }
  }
}`,
  },
  {
    role: "secretary",
    zh: "表决与判定依据",
    en: "Votes and why they came out so",
    query: `query Polls {
  book {
    polls(first: 10) {
      nodes {
        pollId status closesAt
        document { content }
        tally { verdict trace }
      }
    }
  }
}`,
  },
  {
    role: "secretary",
    zh: "决议与落实",
    en: "Resolutions and follow-up",
    query: `query Resolutions {
  book {
    resolutions(first: 10) {
      nodes {
        resolutionId certifiedAt
        matter { matterId stage actions { actionId status } }
      }
    }
  }
}`,
  },
  {
    role: "auditor",
    zh: "检查点与登记人",
    en: "Checkpoint and registrars",
    query: `query Checkpoint {
  book {
    origin logKey
    position { size root checkpoint }
    registrars { memberId }
  }
}`,
  },
  {
    role: "auditor",
    zh: "最近的记录（需登录）",
    en: "The last entries (sign in first)",
    query: `query Entries {
  book {
    entries(last: 5) {
      nodes { index recordedAt commandKind leafHash signer { memberId } }
    }
  }
}`,
  },
  {
    role: "auditor",
    zh: "实时：逐条记录（需登录）",
    en: "Live: entry by entry (sign in first)",
    query: `subscription Entries {
  entries { index commandKind recordedAt leafHash }
}`,
  },
];

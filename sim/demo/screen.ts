import type { Creator, Outcome, Step } from './scenario.ts'

const BAR = 30

/** Draws the demo's progress: in place on a terminal, a line per change elsewhere. */
export function createScreen(output: NodeJS.WriteStream): { show(step: Step): void; end(): void } {
  let last = ''
  return {
    show(step) {
      const line = describeStep(step)
      if (line === last) return
      if (output.isTTY) output.write(`${last === '' ? '' : '\r\u001b[2K'}${line}`)
      else output.write(`${line}\n`)
      last = line
    },
    end() {
      if (output.isTTY && last !== '') output.write('\n')
    },
  }
}

function describeStep(step: Step): string {
  switch (step.stage) {
    case 'accounts':
      return `${step.count} accounts on ${step.count} proxies are in the pool`
    case 'discover':
      return `discover  ${bar(step.done, step.total)} ${step.done}/${step.total} authors, ${step.created} new creators`
    case 'creators': {
      const { full_scrape: scrapes, ai_analysis: analyses } = step.counts
      const all = scrapes.open + scrapes.done + scrapes.failed
      return `creators  ${bar(scrapes.done + analyses.done, 2 * all)} ${scrapes.done}/${all} scraped, ${analyses.done} analyzed`
    }
  }
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.round((BAR * done) / total)
  return `[${'█'.repeat(filled)}${'·'.repeat(Math.max(0, BAR - filled))}]`
}

/** The creators as a table, biggest first, and what it took. */
export function describeOutcome(outcome: Outcome, seconds: number): string {
  const head = ['username', 'followers', 'ER', 'trend', 'posts/week', 'main topic', 'confidence']
  const rows = outcome.creators.map((creator) => cellsOf(creator))
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === 3 || column === 5
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
  return [
    '',
    line(head),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
    '',
    `${outcome.creators.length} creators; ${outcome.tasks.done} tasks done, ${outcome.tasks.failed} failed; ${seconds} s`,
    `requests per profile: ${outcome.requestsPerProfile} of ${outcome.requestsAllowedPerProfile} allowed (discovery took ${outcome.discoverRequests} apart)`,
    `rules broken, by the referee's count: ${outcome.refereeViolations}`,
  ].join('\n')
}

function cellsOf(creator: Creator): string[] {
  const percent = (value: number | null): string =>
    value === null ? '–' : `${(100 * value).toFixed(2)} %`
  return [
    creator.username,
    creator.followers?.toLocaleString('en') ?? '–',
    percent(creator.er),
    creator.engagementTrend ?? '–',
    creator.postsPerWeek?.toFixed(1) ?? '–',
    creator.topic ?? `(${creator.status})`,
    creator.confidence?.toFixed(2) ?? '–',
  ]
}

import type { Step } from './scenario.ts'

const BAR = 12
const REDRAW_MS = 250
/** Without a terminal: one line per interval, and one at each new stage. */
const LINE_EVERY_MS = 10_000
const HOUR = 3_600

type Output = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'isTTY'>

/** Shows the demo's progress: redrawn in place on a terminal, as lines elsewhere. */
export function createScreen(
  output: Output,
  nowMs: () => number = () => performance.now(),
): { show(step: Step): void; end(): void } {
  const startedAt = nowMs()
  let current: Step | undefined
  let printed = { stage: '', at: -Infinity }
  const secondsIn = (): number => Math.round((nowMs() - startedAt) / 1_000)
  const draw = (): void => {
    if (!current) return
    const line = `${String(secondsIn()).padStart(3)} s  ${describeStep(current)}`
    output.write(`\r\u001b[2K${line.slice(0, (output.columns ?? 80) - 1)}`)
  }
  const timer = output.isTTY ? setInterval(draw, REDRAW_MS) : undefined
  timer?.unref()
  return {
    show(step) {
      current = step
      if (output.isTTY) return draw()
      const stage = stageOf(step)
      if (stage === printed.stage && nowMs() - printed.at < LINE_EVERY_MS) return
      printed = { stage, at: nowMs() }
      output.write(`${String(secondsIn()).padStart(3)} s  ${describeStep(step)}\n`)
    },
    end() {
      clearInterval(timer)
      if (output.isTTY && current) output.write('\n')
      current = undefined
    },
  }
}

/** A line of less than 80 characters. */
export function describeStep(step: Step): string {
  switch (step.stage) {
    case 'own':
      return (
        `own posts ${bar(step.hour, step.hours)} hour ${step.hour} of ${step.hours}: two ` +
        'accounts are followed through Meta’s official API'
      )
    case 'campaign':
      return (
        `campaign ${bar(step.day, step.days)} day ${Math.ceil(step.day)} of ${Math.ceil(step.days)}: ` +
        `${step.found} posts of eight creators are found`
      )
    case 'accounts':
      return `${step.count} Instagram accounts are in the pool, each behind its own proxy`
    case 'discover':
      return `finding  ${bar(step.done, step.total)} ${step.done} of ${step.total} authors checked, ${step.created} fit`
    case 'creators':
      return describeCreators(step)
  }
}

type Creators = Extract<Step, { stage: 'creators' }>

function describeCreators({ counts, batches }: Creators): string {
  const { full_scrape: scrapes, ai_analysis: analyses } = counts
  const all = scrapes.open + scrapes.done + scrapes.failed
  if (scrapes.open > 0)
    return `reading  ${bar(scrapes.done, all)} ${scrapes.done} of ${all} creators read, ${analyses.done} analyzed`
  const analyzed = `analysis ${bar(analyses.done, all)} ${analyses.done} of ${all};`
  const [oldest] = batches.toSorted((one, other) => other.ageSeconds - one.ageSeconds)
  if (oldest)
    return `${analyzed} OpenAI works on a batch of ${oldest.rows} (${ageOf(oldest.ageSeconds)})`
  if (analyses.open > 0) return `${analyzed} ${analyses.open} wait for a batch (at most 2 h)`
  return `${analyzed} done`
}

/** In world time. */
const ageOf = (seconds: number): string =>
  seconds < HOUR ? `${Math.round(seconds / 60)} min` : `${(seconds / HOUR).toFixed(1)} h`

const stageOf = (step: Step): string =>
  step.stage === 'creators' && step.counts.full_scrape.open === 0 ? 'analysis' : step.stage

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.round((BAR * done) / total)
  return `[${'█'.repeat(filled)}${'·'.repeat(Math.max(0, BAR - filled))}]`
}

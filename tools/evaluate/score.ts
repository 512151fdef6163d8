import type { AIInsights } from '../../src/features/analyze/insights.ts'
import type { Labels, Section } from './labelled-profile.ts'
import { categoryOf } from './topics.ts'

/** How well answers to one or several fields agree with their labels. */
export type Agreement = {
  /** Answers with a label. */
  labelled: number
  /**
   * Their mean: 1 for equal, 0 for different; for a list F1, the harmonic mean of precision and
   * recall.
   */
  agreement: number | null
  /** Answered although the profile gives no ground. */
  invented: number
  /** Not answered although the profile gives ground. */
  missed: number
  /** Answered differently; of lists, those that agree in part. */
  wrong: number
}

/** One answer with its label. */
export type Compared = {
  section: Section
  /** `section.field`. */
  field: string
  score: number
  verdict: 'agreed' | 'invented' | 'missed' | 'wrong'
}

/** Compares an answer with all labels of its sections. */
export function compare(insights: AIInsights, labels: Labels): Compared[] {
  return Object.entries(labels).flatMap(([section, fields]) => {
    const answered = isSection(section) ? insights[section] : undefined
    if (!isSection(section) || answered === undefined) return []
    const answers: Readonly<Record<string, unknown>> = answered
    return Object.entries(fields).map(([field, label]) => {
      const name = `${section}.${field}`
      return { section, field: name, ...compareField(name, label, answers[field] ?? null) }
    })
  })
}

const SECTIONS: ReadonlySet<string> = new Set([
  'life_situation',
  'lifestyle',
  'content',
  'commercial',
  'audience_inference',
] satisfies Section[])
const isSection = (name: string): name is Section => SECTIONS.has(name)

function compareField(
  field: string,
  label: unknown,
  answer: unknown,
): Pick<Compared, 'score' | 'verdict'> {
  if (Array.isArray(label)) return compareLists(label.map(term), listOf(answer).map(term))
  const said = field === 'content.primary_topic' ? categoryOf(String(answer)) : answer
  if (said === label) return { score: 1, verdict: 'agreed' }
  if (label === null) return { score: 0, verdict: 'invented' }
  return { score: 0, verdict: said === null && answer === null ? 'missed' : 'wrong' }
}

const listOf = (answer: unknown): readonly unknown[] => (Array.isArray(answer) ? answer : [])

/** Ignores differences that a reader ignores: `Dogs` and `dog`, `KK` and `kk`. */
const term = (value: unknown): string =>
  String(value)
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/(\p{L}{2}[^s])s$/u, '$1')

function compareLists(
  expected: readonly string[],
  gold: readonly string[],
): Pick<Compared, 'score' | 'verdict'> {
  const [wanted, said] = [new Set(expected), new Set(gold)]
  if (wanted.size === 0 && said.size === 0) return { score: 1, verdict: 'agreed' }
  if (wanted.size === 0) return { score: 0, verdict: 'invented' }
  if (said.size === 0) return { score: 0, verdict: 'missed' }
  const shared = [...wanted].filter((each) => said.has(each)).length
  const score = (2 * shared) / (wanted.size + said.size)
  return { score, verdict: score === 1 ? 'agreed' : 'wrong' }
}

/** The combined agreement of these answers. */
export function agreementOf(compared: readonly Compared[]): Agreement {
  const count = (verdict: Compared['verdict']): number =>
    compared.filter((each) => each.verdict === verdict).length
  const sum = compared.reduce((total, { score }) => total + score, 0)
  return {
    labelled: compared.length,
    agreement: compared.length === 0 ? null : rounded(sum / compared.length),
    invented: count('invented'),
    missed: count('missed'),
    wrong: count('wrong'),
  }
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000

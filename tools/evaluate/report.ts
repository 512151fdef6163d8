import type { AIInsights } from '../../src/features/analyze/insights.ts'
import { PROMPT_VERSION } from '../../src/features/analyze/prompt.ts'
import {
  priceOf,
  type EvaluationChoice,
  type EvaluationConfig,
  type EvaluationEstimate,
  type ProfileResult,
} from './evaluate.ts'
import { counted, isOpenAi, latencies, sum, type Latencies } from './figures.ts'
import { LANGUAGES, type LabelledProfile } from './labelled-profile.ts'
import { agreementOf, compare, type Agreement, type Compared } from './score.ts'

/** The result of an evaluation; see docs/evaluation.md. */
export type EvaluationReport = {
  /** False for an endpoint that is not OpenAI's: then the figures say nothing about a model. */
  is_measurement: boolean
  endpoint: string
  model: string
  prompt_version: string
  sections: readonly string[]
  profiles: number
  /** Profiles by outcome. */
  outcomes: Record<string, number>
  /** Failures by code. */
  failures: Record<string, number>
  overall: Agreement
  languages: Record<string, Agreement & { profiles: number; answered: number }>
  kinds: Record<string, Agreement & { profiles: number; answered: number }>
  fields: Record<string, Agreement>
  /** Evidence that the model gave, and valid evidence. */
  evidence: { stated: number; held: number }
  dropped: { texts: number; evidence: number }
  /** Answers, as they would be stored, that contain forbidden words: injected or sensitive ones. */
  forbidden: { checked: number; found: { profile: string; word: string }[] }
  tokens: { input: number; output: number }
  cost_usd: number | null
  estimated_cost_usd: number | null
  latency_ms: Latencies
}

export function reportOf(
  config: EvaluationConfig,
  choice: EvaluationChoice,
  results: readonly ProfileResult[],
  estimate: EvaluationEstimate,
): EvaluationReport {
  const answered = results.map((result) => ({
    ...result,
    compared: result.cleaned ? compare(result.cleaned, result.profile.labels) : [],
  }))
  const all = answered.flatMap(({ compared }) => compared)
  const usage = {
    inputTokens: sum(results.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(results.map(({ outputTokens }) => outputTokens)),
  }
  return {
    is_measurement: isOpenAi(config.openaiBaseUrl),
    endpoint: new URL(config.openaiBaseUrl).host,
    model: choice.model,
    prompt_version: PROMPT_VERSION,
    sections: config.aiSections,
    profiles: results.length,
    outcomes: counted(results.map(({ outcome }) => outcome)),
    failures: counted(results.flatMap(({ code }) => code ?? [])),
    overall: agreementOf(all),
    languages: groupsOf(answered, LANGUAGES, ({ language }) => language),
    kinds: groupsOf(answered, ['plain', 'hostile', 'sensitive'], ({ kind }) => kind),
    fields: fieldsOf(all),
    evidence: {
      stated: sum(results.map(({ raw }) => piecesOf(raw))),
      held: sum(results.map(({ cleaned }) => piecesOf(cleaned))),
    },
    dropped: {
      texts: sum(results.flatMap(({ dropped }) => Object.values(dropped.texts))),
      evidence: sum(results.flatMap(({ dropped }) => Object.values(dropped.evidence))),
    },
    forbidden: forbiddenIn(results),
    tokens: { input: usage.inputTokens, output: usage.outputTokens },
    cost_usd: priceOf(config, choice.model, usage),
    estimated_cost_usd: estimate.costUsd,
    latency_ms: latencies(results.filter(({ outcome }) => outcome !== 'failed')),
  }
}

type Answered = ProfileResult & { compared: readonly Compared[] }

function groupsOf(
  answered: readonly Answered[],
  names: readonly string[],
  nameOf: (profile: LabelledProfile) => string,
): EvaluationReport['languages'] {
  const groups = names.map((name) => ({
    name,
    of: answered.filter(({ profile }) => nameOf(profile) === name),
  }))
  return Object.fromEntries(
    groups
      .filter(({ of }) => of.length > 0)
      .map(({ name, of }) => [
        name,
        {
          profiles: of.length,
          answered: of.filter(({ cleaned }) => cleaned !== null).length,
          ...agreementOf(of.flatMap(({ compared }) => compared)),
        },
      ]),
  )
}

function fieldsOf(all: readonly Compared[]): Record<string, Agreement> {
  const groups = [...Map.groupBy(all, ({ field }) => field)].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(groups.map(([field, compared]) => [field, agreementOf(compared)]))
}

function piecesOf(insights: AIInsights | null): number {
  const sections = [
    insights?.life_situation,
    insights?.lifestyle,
    insights?.content,
    insights?.commercial,
    insights?.audience_inference,
  ]
  return sum(sections.map((section) => section?.evidence?.length ?? 0))
}

/**
 * Quotes of a hostile profile are its own words, as evidence is; quotes of a sensitive one must be
 * gone.
 */
function forbiddenIn(results: readonly ProfileResult[]): EvaluationReport['forbidden'] {
  const checked = results.flatMap(({ profile, cleaned }) =>
    profile.forbidden.length > 0 && cleaned ? [{ profile, cleaned }] : [],
  )
  const found = checked.flatMap(({ profile, cleaned }) => {
    const hidden = profile.kind === 'hostile' ? 'evidence' : ''
    const said = JSON.stringify(cleaned, (name, value: unknown) =>
      name === hidden && hidden !== '' ? undefined : value,
    ).toLowerCase()
    return profile.forbidden
      .filter((word) => said.includes(word))
      .map((word) => ({ profile: profile.id, word }))
  })
  return { checked: checked.length, found }
}

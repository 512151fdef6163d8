import {
  withMentions,
  evidenceFault,
  type EvidenceFault,
  type EvidencePiece,
  type QuotedProfile,
} from './evidence.ts'
import type { AIInsights } from './insights.ts'
import type { SensitiveKind } from './sensitive-terms/term-list.ts'
import type { AiContext } from '../../ai/services.ts'
import { sensitiveKindOf } from './sensitive-text.ts'

/** The number of dropped texts and evidence, by reason; the texts themselves are stored nowhere. */
export type Dropped = {
  texts: Partial<Record<SensitiveKind, number>>
  evidence: Partial<Record<EvidenceFault, number>>
}

export const nothingDropped = (): Dropped => ({ texts: {}, evidence: {} })

/** Adds one count to another. */
export function addDropped(sum: Dropped, { texts, evidence }: Dropped): void {
  addCounts(sum.texts, texts)
  addCounts(sum.evidence, evidence)
}

function addCounts<Name extends string>(
  sum: Partial<Record<Name, number>>,
  counts: Partial<Record<Name, number>>,
): void {
  for (const name in counts) sum[name] = (sum[name] ?? 0) + (counts[name] ?? 0)
}

const DROPPED_TEXTS = {
  name: 'gramd_ai_dropped_texts_total',
  help:
    'Sensitive texts of answers that this process dropped, by subject: health, religion, ' +
    'politics, sexuality or ethnic_origin.',
  labelNames: ['kind'],
} as const

const DROPPED_EVIDENCE = {
  name: 'gramd_ai_dropped_evidence_total',
  help:
    'Evidence of answers that this process dropped because the profile does not have it, by ' +
    'reason.',
  labelNames: ['reason'],
} as const

export const DROPPED_COUNTERS = [DROPPED_TEXTS, DROPPED_EVIDENCE]

/** Counts and logs what was dropped. No label contains a text or a creator. */
export function reportDropped(
  { services: { count }, log }: Pick<AiContext, 'services' | 'log'>,
  batchId: string | null,
  { texts, evidence }: Dropped,
): void {
  const kinds = Object.entries(texts)
  const reasons = Object.entries(evidence)
  for (const [kind, dropped] of kinds) count(DROPPED_TEXTS, { kind }, dropped)
  for (const [reason, dropped] of reasons) count(DROPPED_EVIDENCE, { reason }, dropped)
  if (kinds.length === 0 && reasons.length === 0) return
  const fields = { batch_id: batchId, dropped_texts: texts, dropped_evidence: evidence }
  log.info(fields, 'answers cleaned')
}

/** Replaces a dropped topic, since one is required. */
const NO_TOPIC = 'other'

/**
 * An answer as it may be stored: without texts about health, religion, politics, sexuality or
 * ethnic origin, and without evidence that is not in the profile or is about an answer "no".
 * `unsupported` names the fields with another answer that have no evidence left. Adds what is
 * dropped to `dropped`.
 */
export function cleanAnswer(
  answer: AIInsights,
  profile: QuotedProfile,
  dropped: Dropped,
): AIInsights {
  const isSensitive = sensitivity(dropped)
  const keep = (text: string): boolean => !isSensitive(text)
  const texts: AIInsights = {
    ...answer,
    ...(answer.content && { content: withHarmlessTopic(answer.content, keep) }),
    notes: answer.notes !== null && keep(answer.notes) ? answer.notes : null,
  }
  return checkSections(texts, profile, { dropped, isSensitive })
}

type Cleaning = { dropped: Dropped; isSensitive: (text: string) => boolean }

type Content = NonNullable<AIInsights['content']>

/** The first secondary topic replaces a primary one that is dropped. */
function withHarmlessTopic(content: Content, keep: (text: string) => boolean): Content {
  if (keep(content.primary_topic)) return content
  const [first = NO_TOPIC, ...rest] = content.secondary_topics.filter(keep)
  const evidence = content.evidence?.filter(({ field }) => field !== 'primary_topic')
  return {
    ...content,
    ...(evidence && { evidence }),
    primary_topic: first,
    secondary_topics: rest,
  }
}

/** A section without the sensitive texts of its lists; its evidence is checked apart. */
function withHarmlessLists<Lists extends Section>(
  section: Lists,
  isSensitive: (text: string) => boolean,
): Lists {
  const fields = Object.entries<unknown>(section).map(([name, value]) => [
    name,
    name !== 'evidence' && Array.isArray(value)
      ? value.filter((text) => !isSensitive(String(text)))
      : value,
  ])
  return Object.fromEntries(fields) as Lists
}

type Section = { evidence?: EvidencePiece[] | undefined }

/**
 * Retains harmless texts and the evidence that is in the profile, and names the fields without any.
 */
function checkSections(answer: AIInsights, profile: QuotedProfile, cleaning: Cleaning): AIInsights {
  const { life_situation, lifestyle, content, commercial, audience_inference } = answer
  const unsupported: string[] = []
  let isInPrompt = true
  const checked = <Checked extends Section>(name: string, answeredSection: Checked): Checked => {
    const section = withHarmlessLists(answeredSection, cleaning.isSensitive)
    const answered = answeredFields(section)
    const negative = negativeFields(section)
    const evidence =
      section.evidence && validEvidence({ answered, negative }, section.evidence, profile, cleaning)
    for (const field of answered.filter((each) => !negative.includes(each)))
      if (!evidence?.some((piece) => piece.field === field)) unsupported.push(`${name}.${field}`)
    if (!evidence) isInPrompt = false
    return evidence ? { ...section, evidence } : section
  }
  const sections = {
    ...(life_situation && { life_situation: checked('life_situation', life_situation) }),
    ...(lifestyle && { lifestyle: checked('lifestyle', lifestyle) }),
    ...(content && { content: checked('content', content) }),
    ...(commercial && { commercial: checked('commercial', commercial) }),
    ...(audience_inference && {
      audience_inference: checked('audience_inference', audience_inference),
    }),
  }
  const notes = answer.notes === null ? null : withMentions(answer.notes, profile)
  return { ...answer, ...sections, notes, ...(isInPrompt && { unsupported }) }
}

function validEvidence(
  { answered, negative }: { answered: readonly string[]; negative: readonly string[] },
  evidence: readonly EvidencePiece[],
  profile: QuotedProfile,
  { dropped, isSensitive }: Cleaning,
): EvidencePiece[] {
  const valid: EvidencePiece[] = []
  for (const [place, piece] of evidence.entries()) {
    if (piece.quote !== null && isSensitive(piece.quote)) continue
    const fault = !answered.includes(piece.field)
      ? 'unanswered'
      : negative.includes(piece.field)
        ? 'negative'
        : evidence.some((other, before) => before < place && isSame(piece, other))
          ? 'repeated'
          : evidenceFault(piece, profile)
    if (fault !== null) dropped.evidence[fault] = (dropped.evidence[fault] ?? 0) + 1
    else valid.push(withMentionsIn(piece, profile))
  }
  return valid
}

const isSame = (one: EvidencePiece, other: EvidencePiece): boolean =>
  one.field === other.field && one.quote === other.quote && one.post_id === other.post_id

function withMentionsIn(piece: EvidencePiece, profile: QuotedProfile): EvidencePiece {
  if (piece.quote === null) return piece
  const quote = withMentions(piece.quote, profile)
  return quote === piece.quote ? piece : { ...piece, quote }
}

/** The fields that are neither null nor an empty list. */
const answeredFields = (section: Section): string[] =>
  Object.entries<unknown>(section).flatMap(([field, value]) =>
    field === 'evidence' || value === null || (Array.isArray(value) && value.length === 0)
      ? []
      : [field],
  )

/** The fields whose answer is "no". */
const negativeFields = (section: Section): string[] =>
  Object.entries<unknown>(section).flatMap(([field, value]) => (value === false ? [field] : []))

/** Recognizes sensitive texts, and counts them. Several fields often have the same text. */
function sensitivity(dropped: Dropped): (text: string) => boolean {
  const kinds = new Map<string, SensitiveKind | null>()
  return (text) => {
    const known = kinds.get(text)
    const kind = known === undefined ? sensitiveKindOf(text) : known
    kinds.set(text, kind)
    if (kind !== null) dropped.texts[kind] = (dropped.texts[kind] ?? 0) + 1
    return kind !== null
  }
}

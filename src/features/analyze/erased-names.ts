import { redactMentions, mentionedNames } from '../../creators/identity.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../manifest.ts'
import { AIInsights } from './insights.ts'
import type { WrittenAnswer } from './insights-store.ts'

type Guard = Pick<Services, 'erasures'>

// Whoever is erased while a model is asked about others may be named in what it answers.

/**
 * Keeps erasures waiting until the transaction ends. Asked for before anything else is held that an erasure may want, or
 * the two could wait for each other.
 */
export async function holdOffErasures(tx: Tx, { erasures }: Guard): Promise<void> {
  await erasures.erasedAmong(tx, { platformIds: [], usernames: [] })
}

/** Answers as they may be stored: without the names of those who are erased. */
export async function withoutErased(
  tx: Tx,
  guard: Guard,
  answers: readonly WrittenAnswer[],
): Promise<readonly WrittenAnswer[]> {
  const erased = await erasedIn(
    tx,
    guard,
    answers.map(({ record }) => record),
  )
  if (erased.length === 0) return answers
  return answers.map((answer) => ({
    ...answer,
    topics: answer.topics && {
      primary: redactMentions(answer.topics.primary, erased),
      secondary: answer.topics.secondary.map((topic) => redactMentions(topic, erased)),
    },
    record: redactMentions(answer.record, erased),
  }))
}

/** The same of one answer that is not written yet. */
export async function insightsWithoutErased(
  tx: Tx,
  guard: Guard,
  insights: AIInsights,
): Promise<AIInsights> {
  const text = JSON.stringify(insights)
  const erased = await erasedIn(tx, guard, [text])
  return erased.length === 0 ? insights : AIInsights.parse(JSON.parse(redactMentions(text, erased)))
}

async function erasedIn(tx: Tx, { erasures }: Guard, texts: readonly string[]): Promise<string[]> {
  const usernames = [...new Set(texts.flatMap(mentionedNames))]
  return [...(await erasures.erasedAmong(tx, { platformIds: [], usernames })).usernames]
}

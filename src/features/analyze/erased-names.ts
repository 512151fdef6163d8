import { redactMentions, mentionedNames } from '../../creators/identity.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../manifest.ts'
import type { WrittenAnswer } from './insights-store.ts'

type Guard = Pick<Services, 'erasures'>

// Whoever is erased while a model is asked about others may be named in what it answers.

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

async function erasedIn(tx: Tx, { erasures }: Guard, texts: readonly string[]): Promise<string[]> {
  const usernames = [...new Set(texts.flatMap(mentionedNames))]
  return [...(await erasures.erasedAmong(tx, { platformIds: [], usernames })).usernames]
}

import type { AnswerOf } from '../../../../console/api.ts'
import type { Report } from './report.ts'

export type Creator = AnswerOf<'getBlog'>
export type Price = { price: string; currency: string }
/** The readings behind the sheet of a creator. */
export type CreatorRead = {
  creator: Creator
  assessment: AnswerOf<'getBlogAssessment'>
  standing: AnswerOf<'getBlogStanding'>
  /** Null where there is none, or the sender does not show it. */
  price: Price | null
}

/** Reads a creator by the operations that show them to users. */
export async function readCreator(
  { api, timeZone }: Report,
  id: string,
  price: Price | null,
): Promise<CreatorRead> {
  const params = { id }
  const [creator, assessment, standing] = await Promise.all([
    api.call('getBlog', { params }),
    api.call('getBlogAssessment', { params, query: { time_zone: timeZone } }),
    api.call('getBlogStanding', { params }),
  ])
  return { creator, assessment, standing, price }
}

/** Creators that are read at once: each takes three connections of the database. */
const AT_ONCE = 3

/** Reads creators in their order; those who were erased meanwhile are left out. */
export async function readCreators(
  report: Report,
  wanted: readonly { id: string; price: Price | null }[],
): Promise<CreatorRead[]> {
  const found: CreatorRead[] = []
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE)
    found.push(
      ...(await Promise.all(
        some.map(async ({ id, price }) => await readCreator(report, id, price)),
      )),
    )
  }
  return found
}

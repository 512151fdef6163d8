import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../db/database.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { translateTexts } from '../translations/translate-texts.ts'
import { listCaptions, putCaption } from './captions-store.ts'
import { planPost } from './plan.ts'
import { findPost, type PostRow } from './posts-store.ts'

const Payload = z.object({ post_id: z.uuid() })
const Result = z.object({
  translated: z.array(z.string()),
  failed: z.array(z.object({ language: z.string(), code: z.string(), message: z.string() })),
})
type Result = z.output<typeof Result>

/** Translates the caption of a post into the languages of its accounts; what a person wrote stays. */
export const translatePost = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'translate_post',
  summary: 'Translates the caption of a post into the languages of its accounts.',
  payload: Payload,
  result: Result,
  priority: 3,
  attempts: 1,
  resource: 'none',
  dedupeKey: ({ post_id }) => post_id,
  subject: ({ post_id }) => `post:${post_id}`,
  async handle({ payload: { post_id: id } }, { services, signal }) {
    const { db } = services
    const post = await findPost(db, id)
    if (!post || post.language === null) return { kind: 'done', result: NOTHING }
    const to = await languagesOf(services, post)
    const request = { texts: [post.caption], from: post.language, to }
    const [found = []] = await translateTexts(services, request, signal)
    const result: Result = {
      translated: found.flatMap(({ language, text }) => (text === null ? [] : [language])),
      failed: found.flatMap(({ language, error }) =>
        error === null ? [] : [{ language, code: error.code, message: error.message }],
      ),
    }
    return {
      kind: 'done',
      result,
      async commit(tx) {
        for (const { language, text, service, flags, corrected } of found)
          if (text !== null)
            await putCaption(
              tx,
              id,
              { language, accountId: null },
              {
                text,
                service: service ?? 'person',
                flags: flags.map(({ code }) => code),
                isConfirmed: corrected,
              },
            )
        await leaveTranslating(tx, id)
      },
    }
  },
  async onRelease(tx, releases) {
    for (const { payload, status } of releases)
      if (status !== 'pending') await leaveTranslating(tx, Payload.parse(payload).post_id)
  },
})

const NOTHING: Result = { translated: [], failed: [] }

/** Those of its accounts that nobody has written a caption in. */
async function languagesOf(services: Services, post: PostRow): Promise<string[]> {
  const [accounts, captions] = await Promise.all([
    planPost(services, post),
    listCaptions(services.db, post.id),
  ])
  const written = new Set(
    captions.flatMap(({ language, service }) =>
      language !== null && service === 'person' ? [language] : [],
    ),
  )
  const wanted = accounts.flatMap(({ language }) =>
    language === null || language === post.language || written.has(language) ? [] : [language],
  )
  return [...new Set(wanted)].toSorted((a, b) => a.localeCompare(b))
}

/** What waits for a person is in review; the rest is as it was before. */
export async function leaveTranslating(tx: Tx, id: string): Promise<void> {
  await sql`
    update posts p set updated_at = world_now(), status = case
        when p.requires_review and exists (
          select from post_captions c where c.post_id = p.id and c.confirmed_at is null) then 'review'
        when p.scheduled_at is not null then 'pending'
        else 'draft'
      end
    where p.id = ${id}::uuid and p.status in ('translating', 'review')`.execute(tx)
}

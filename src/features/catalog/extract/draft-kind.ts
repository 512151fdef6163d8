import { z } from 'zod'
import { defineAiKind, type AiRow } from '../../../ai/kind.ts'
import type { AiServices } from '../../../ai/services.ts'
import { forModel } from '../../../media/for-model.ts'
import { readMedia } from '../../../media/media-store.ts'
import type { Services } from '../../manifest.ts'
import { readPosts, type PostToAsk } from '../posts/posts-store.ts'
import { postSubject } from '../subjects.ts'
import { DraftAnswer } from './answer.ts'
import { applyDrafts, noteFailure } from './apply-drafts.ts'
import { cleanAnswer } from './clean-answer.ts'
import { addCost } from './costs-store.ts'
import { draftRequest, PROMPT_VERSION } from './draft-request.ts'
import type { CleanDraft } from './extracted.ts'

const ExtractionInput = z.object({ post_id: z.uuid(), revision: z.int() })
type Input = z.output<typeof ExtractionInput>

/** What stands of an answer: what was read of which revision, and why nothing was. */
type Kept = { post: PostToAsk; drafts: CleanDraft[]; reason: string }

const MOST_PICTURES = 10
/** Posts whose pictures are in memory at a time. */
const PICTURED_AT_ONCE = 5

export type DraftServices = AiServices & Pick<Services, 'config' | 'erasures'>

const idOf = ({ payload }: AiRow): string => ExtractionInput.parse(payload).post_id

/** Has a model read what a post sells. Only what the post gives evidence of becomes a draft. */
export const draftKind = defineAiKind<DraftServices, Input, DraftAnswer, Kept, void>({
  name: 'product_draft',
  input: ExtractionInput,
  priority: 2,
  typical: { inputTokens: 1_800, leastInputTokens: 900, outputTokens: 350 },
  task: {
    name: 'draft_products',
    summary: 'Has a model read what a post sells, in the next batch.',
    dedupeKey: ({ post_id, revision }) => `${post_id} ${revision}`,
    subject: ({ post_id }) => postSubject(post_id),
    async onRelease(tx, releases) {
      for (const { payload, status } of releases)
        if (status !== 'pending')
          await noteFailure(tx, ExtractionInput.parse(payload), {
            code: status === 'cancelled' ? 'cancelled' : 'model_failed',
            isLast: status === 'failed',
          })
    },
  },
  asked: () => ({ prompt_version: PROMPT_VERSION }),
  async *requests({ services: { db, config }, signal }, rows, model) {
    for (let at = 0; at < rows.length; at += PICTURED_AT_ONCE) {
      signal.throwIfAborted()
      const some = rows.slice(at, at + PICTURED_AT_ONCE)
      const posts = await readPosts(db, some.map(idOf))
      const images = await readMedia(db, some.map(idOf).map(postSubject), MOST_PICTURES)
      for (const row of some) {
        const post = posts.get(idOf(row))
        if (!post) continue
        yield draftRequest(row, post, {
          model,
          effort: config.openaiReasoningEffort,
          images: await Promise.all((images.get(postSubject(post.id)) ?? []).map(forModel)),
        })
      }
    }
  },
  schema: () => DraftAnswer,
  async lock(tx, _services, rows) {
    await readPosts(tx, rows.map(idOf), 'lock')
  },
  async reader(tx, _services, rows) {
    const posts = await readPosts(tx, rows.map(idOf))
    return {
      keep(row, answer) {
        const { post_id, revision } = ExtractionInput.parse(row.payload)
        const post = posts.get(post_id)
        // A post that has changed meanwhile is asked about again.
        if (!post || post.revision !== revision) return null
        const drafts = cleanAnswer(answer, { ...post, pictures: post.picture_ids.length })
        return { post, drafts, reason: answer.is_product ? 'nothing_named' : 'not_for_sale' }
      },
    }
  },
  async store(tx, services, answers, { ended, spent }) {
    const stored = new Set<string>()
    for (const { row, kept } of answers) {
      await applyDrafts(tx, services.config, kept.post, kept)
      stored.add(idOf(row))
    }
    for (const row of ended)
      if (!stored.has(idOf(row)))
        await noteFailure(tx, ExtractionInput.parse(row.payload), {
          code: 'model_failed',
          isLast: true,
          draftMs: services.config.catalogDraftMs,
        })
    // Last: a cost locks the newest sync of its post, and the end of a post older ones.
    for (const { row, costUsd } of spent) await addCost(tx, idOf(row), costUsd)
  },
  async revision(db, { payload }) {
    const { post_id } = ExtractionInput.parse(payload)
    const row = await db
      .selectFrom('catalog_posts')
      .select('revision')
      .where('id', '=', post_id)
      .executeTakeFirst()
    return row ? String(row.revision) : null
  },
})

import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { startTranslationStandIn, type TranslationStandIn } from '../../../sim/translation/index.ts'
import type { Db } from '../../../src/db/handles.ts'
import { publishDuePosts } from '../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { Post, startPostsWorld, type PostsWorld } from './posts-world.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const ENGLISH = 'Autumn is here and all the leaves are falling down'
export const RUSSIAN = 'Новая коллекция уже в магазине, приходите примерить её'

const Captions = z.object({
  data: z.array(
    z.looseObject({
      language: z.string().nullable(),
      text: z.string(),
      comment: z.string().nullable(),
      service: z.string(),
      is_current: z.boolean(),
      confirmed_at: z.string().nullable(),
    }),
  ),
})
export const Problem = z.looseObject({
  code: z.string(),
  errors: z.array(z.looseObject({ field: z.string(), suggestion: z.string().optional() })),
})

export type World = PostsWorld & { translator: TranslationStandIn }

/** Accounts that speak these languages, null for none, and a translator. */
export async function world(
  db: Db,
  languages: readonly (string | null)[],
  settings: Record<string, string> = {},
): Promise<World> {
  const translator = await startTranslationStandIn()
  onTestFinished(async () => await translator.close())
  const posts = await startPostsWorld(db, {
    accounts: languages.length,
    settings: { DEEPL_API_KEY: translator.deeplKey, DEEPL_BASE_URL: translator.url, ...settings },
  })
  for (const [at, language] of languages.entries())
    await sql`update publishing_accounts set language = ${language} where id = ${posts.accounts[at]}`.execute(
      db,
    )
  return { ...posts, translator }
}

export async function draft(
  posts: PostsWorld,
  post: Record<string, unknown> = {},
): Promise<string> {
  const media = [{ upload_id: await posts.picture() }]
  return await posts.draft({ caption: ENGLISH, media, accounts: posts.accounts, ...post })
}

export const shown = async (posts: PostsWorld, id: string) =>
  await posts.get(`/api/posts/${id}`, Post)
export const captionsOf = async (posts: PostsWorld, id: string) =>
  (await posts.get(`/api/posts/${id}/captions`, Captions)).data
export const publish = async (posts: PostsWorld, id: string) =>
  await posts.send('POST', `/api/posts/${id}/publish`)
export const published = ({ sim, usernames }: PostsWorld) =>
  usernames.map((username) => sim.control.published(username).map(({ caption }) => caption))
const hasTranslation = async (db: Db): Promise<boolean> => {
  const { rows } = await sql`
    select from scrape_tasks where task_type = 'translate_post' and status = 'pending' and due_at <= world_now()`.execute(
    db,
  )
  return rows.length > 0
}
export async function runTranslations(db: Db, posts: PostsWorld): Promise<void> {
  while (await hasTranslation(db)) await posts.runNext('translate_post')
}
export const due = async (posts: PostsWorld) => {
  await posts.services.queue.enqueue(posts.services.db, publishDuePosts, {})
  return (await posts.runNext('publish_due_posts')).result
}

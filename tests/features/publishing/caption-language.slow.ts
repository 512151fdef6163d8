import { sql } from 'kysely'
import { guessLanguage } from '../../../src/creators/languages.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { CAPTIONS } from './captions-of-twelve-languages.ts'
import { draft, MINUTE_MS, publish, runTranslations, shown, world } from './languages-world.ts'
import type { PostsWorld } from './posts-world.ts'

async function awaitTranslation(db: Db, posts: PostsWorld, id: string): Promise<void> {
  for (let tries = 0; tries < 15; tries += 1) {
    if ((await shown(posts, id)).status !== 'translating') return
    await runTranslations(db, posts)
    await posts.advance(10 * MINUTE_MS)
  }
}

/** The source itself only where it is in the account's language. */
const isIn = (
  spoken: string,
  text: string,
  source: { caption: string; language: string },
): boolean =>
  text === source.caption ? spoken === source.language : guessLanguage(text)?.language === spoken

test(
  '60 captions in 12 languages: none is published in another language than its account’s',
  {
    timeout: 300_000,
  },
  async ({ db }) => {
    const languages = ['ru', 'kk', 'en', 'de']
    const posts = await world(db, languages, {
      GRAMD_PUBLISH_MIN_INTERVAL_MINUTES: '1',
      GRAMD_PUBLISH_STAGGER_MIN_MINUTES: '1',
      GRAMD_PUBLISH_STAGGER_MAX_MINUTES: '1',
    })
    await sql`update publishing_accounts set posts_limit_per_day = 100`.execute(db)
    expect(CAPTIONS).toHaveLength(60)
    const ends: Record<string, number> = {}
    const wrong: string[] = []
    for (const [at, { language, caption }] of CAPTIONS.entries()) {
      // At times the translator fails: for longer than the post may wait, at first, or by what it answers.
      posts.translator.clear()
      if (at % 15 === 7) posts.translator.fail({ service: 'deepl', kind: 'server_error' })
      if (at % 15 === 3) posts.translator.fail({ service: 'deepl', kind: 'server_error', count: 3 })
      if (at % 15 === 11) posts.translator.fail({ service: 'deepl', kind: 'echo' })
      const id = await draft(posts, { caption })
      if (!(await publish(posts, id)).ok) {
        await posts.send('PATCH', `/api/posts/${id}`, { language })
        expect((await publish(posts, id)).status).toBe(202)
      }
      await awaitTranslation(db, posts, id)
      await posts.publishAll()
      for (const { username, status, caption: text } of await posts.executions(id)) {
        ends[status] = (ends[status] ?? 0) + 1
        const spoken = languages[posts.usernames.indexOf(username)] ?? ''
        if (status === 'success' && !isIn(spoken, text, { caption, language }))
          wrong.push(`@${username} (${spoken}) got ${text}`)
      }
    }
    expect(wrong).toEqual([])
    expect(ends['success']).toBeGreaterThan(180)
    // The languages that failed, and nothing else.
    expect((ends['skipped'] ?? 0) + (ends['waiting'] ?? 0)).toBeLessThan(40)
  },
)

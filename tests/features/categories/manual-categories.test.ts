import { sql } from 'kysely'
import { operations } from '../../../src/features/categories/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { storeTopics } from '../../../src/features/categories/index.ts'
import { lookUpCategories } from '../../../src/features/categories/store/manual-categories.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

test('a person corrects a category, which then says why it is there', async ({ db }) => {
  const { send } = anApi(db, [mountOperations({ db }, operations)])
  const blogId = await aBlog(db, 'mama')
  const topics = { blogId, primary: 'recipes', secondary: ['quantum knitwear'] }
  await db.transaction().execute(async (tx) => await storeTopics(tx, [topics]))
  const path = '/api/blogs/mama/category'
  const put = async (category: string | null) => await send('PUT', path, { json: { category } })
  const primary = async () =>
    await db
      .selectFrom('blog_categories as bc')
      .innerJoin('categories as c', 'c.id', 'bc.category_id')
      .where('is_primary', '=', true)
      .select('c.name')
      .executeTakeFirst()

  const before: unknown = await (await send('GET', path)).json()
  const given: unknown = await (await put('Мама')).json()
  const corrected = await primary()
  const taken: unknown = await (await put(null)).json()
  const unknown = await problemIn(await put('zzzz'))
  const token = await aToken(db, ['creators:read'])
  const denied = await send('PUT', path, { token, json: { category: null } })

  expect(before).toMatchObject({
    manual: null,
    topics: [
      { topic: 'recipes', is_primary: true, category: 'food', matched_by: 'synonym' },
      { topic: 'quantum knitwear', is_primary: false },
    ],
  })
  expect(given).toMatchObject({ manual: { category: 'parenting' } })
  expect(corrected).toEqual({ name: 'parenting' })
  expect(taken).toMatchObject({ manual: null })
  expect(await primary()).toEqual({ name: 'food' })
  expect(unknown).toMatchObject({ status: 422, errors: [{ field: 'category' }] })
  expect(denied.status).toBe(403)
})

test('the term of an unknown word is made for the word, not for each synonym', async ({ db }) => {
  class Rollback extends Error {}
  const words = ['zzzz', 'qqqq']
  const counting = db.transaction().execute(async (tx) => {
    await sql`create temporary sequence topic_terms`.execute(tx)
    await sql`
      create or replace function topic_term(topic text) returns text language plpgsql immutable strict as $$
      begin
        perform nextval('topic_terms');
        return topic;
      end
      $$`.execute(tx)
    const found = await lookUpCategories(tx, words)
    const { rows } = await sql<{ calls: number; synonyms: number }>`
      select last_value as calls, (select count(*) from category_synonyms) as synonyms from topic_terms`.execute(
      tx,
    )
    expect(found.get('zzzz')).toMatchObject({
      nearest: [expect.any(String), expect.any(String), expect.any(String)],
    })
    expect(rows[0]?.synonyms).toBeGreaterThan(500)
    expect(rows[0]?.calls).toBeLessThan(20)
    throw new Rollback()
  })
  await expect(counting).rejects.toThrow(Rollback)
})

import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('a creator whom only the answer of a model names is taken out of what is shown and of all versions', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const erased = await aBlog(db, 'gone.mila')
  const now = await aBlog(db, 'names_her_now')
  const once = await aBlog(db, 'named_her_once')
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version)
    values (${now}, 1, '{"notes": "Seen with @Gone.Mila and @mila."}', 1, 'm', '2'),
      (${once}, 1, '{"notes": "Seen at instagram.com/gone.mila"}', 1, 'm', '2'),
      (${once}, 2, '{"notes": "Seen with @mila."}', 1, 'm', '2')`.execute(db)
  await sql`
    update blogs b
    set ai_insights = i.insights, ai_version = i.version, ai_confidence = 1, ai_analyzed_at = world_now()
    from (select distinct on (blog_id) * from ai_insights order by blog_id, version desc) i
    where i.blog_id = b.id`.execute(db)

  const { changed } = await services.erasures.erase({ blogId: erased })

  expect(changed).toMatchObject({ blogs: 1, ai_insights: 2 })
  const { rows } = await sql<{ notes: string }>`
    select ai_insights ->> 'notes' as notes from blogs where ai_insights is not null
    union all select insights ->> 'notes' from ai_insights
    order by notes`.execute(db)
  expect(rows.map(({ notes }) => notes)).toEqual([
    'Seen at instagram.com/…',
    'Seen with @mila.',
    'Seen with @mila.',
    'Seen with @… and @mila.',
    'Seen with @… and @mila.',
  ])
})

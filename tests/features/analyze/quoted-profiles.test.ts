import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { quotedProfile, type QuotedProfile } from '../../../src/features/analyze/evidence.ts'
import { readProfileFacts } from '../../../src/features/analyze/profile-facts.ts'
import { readQuotedProfiles } from '../../../src/features/analyze/quoted-profiles.ts'
import { aCreator } from './a-creator.ts'

/** Texts in the order of the alphabet: nothing depends on theirs. */
const sorted = ({ texts, names, posts }: QuotedProfile) => ({
  texts: texts.toSorted(),
  names: [...names].toSorted(),
  posts: Object.fromEntries([...posts].map(([id, each]) => [id, each.toSorted()])),
})

test('evidence is looked up in the same texts that a model is told of', async ({ db }) => {
  const long = 'Длинная подпись 👶 '.repeat(200)
  const captions = Array.from(
    { length: 25 },
    (_, place) => `${place} ${place % 3 ? long : 'short'}`,
  )
  const full = await aCreator(db, 'full', { biography: long, captions })
  const silent = await aCreator(db, 'silent')
  await sql`
    update blogs set full_name = ${long}, external_url = 'https://full.example', business_category = 'Blogger',
      engagement_trend = 'growing',
      bio_links = (select jsonb_agg(jsonb_build_object('url', 'https://e.example/' || n, 'title', nullif('t' || n, 't1')))
        from generate_series(1, 12) n)
    where id = ${full}`.execute(db)
  await sql`
    update blog_posts set
      product_type = case when like_count % 2 = 0 then 'clips' else 'feed' end,
      hashtags = array(select 'tag' || n % (like_count - 95) from generate_series(1, 8) n),
      mentions = array['Friend' || like_count, 'everybody'],
      tagged_users = array(select 'tagged' || n from generate_series(1, like_count - 99) n),
      sponsors = array['brand' || like_count % 4],
      location_name = 'Place ' || like_count,
      music_artist = case when like_count % 2 = 0 then 'Artist' end,
      music_title = case when like_count % 3 = 0 then 'Song' end`.execute(db)
  await sql`
    update blog_posts set caption_text = case like_count
      when 103 then null when 104 then 'said "so" \\ and' || E'\n\x1f' || 'so' else caption_text end`.execute(
    db,
  )
  await sql`
    insert into blog_highlights (blog_id, platform_id, title, media_count, story_mentions, story_locations, story_links)
    select ${full}, n::text, nullif('Title ' || n, 'Title 2'), 3, array(select 'shop' || n || '_' || m from generate_series(1, 10) m),
      array['Bali'], array['https://shop.example/' || n]
    from generate_series(1, 4) n`.execute(db)
  await sql`update blog_posts set created_at = now() - interval '1 day' where like_count > 100`.execute(
    db,
  )

  for (const knownAt of [null, new Date(Date.now() - 3_600_000)]) {
    const facts = await readProfileFacts(db, [full, silent], knownAt)
    const profiles = await readQuotedProfiles(db, [full, silent], knownAt)

    expect(profiles.size).toBe(2)
    for (const [id, profile] of profiles) {
      const told = facts.get(id)
      if (!told) throw new Error('a profile has no facts')
      expect(sorted(profile())).toEqual(sorted(quotedProfile(told)))
    }
    expect(profiles.get(full)?.().posts.has('full-0')).toBe(knownAt === null)
  }
})

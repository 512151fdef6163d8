import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

export const EDITED = '0198c1a5-0000-7000-8000-00000000f701'
const CAFES = '0198c1a5-0000-7000-8000-00000000f702'
const BAKERIES = '0198c1a5-0000-7000-8000-00000000f703'
const COFFEE = '0198c1a5-0000-7000-8000-00000000f706'
const LATTE = '0198c1a5-0000-7000-8000-00000000f707'
const PROXY = '0198c1a5-0000-7000-8000-00000000f705'
const EDITOR = '0198c1a5-0000-7000-8000-00000000f704'

export const ADDED = 'Come early, the window seats go first.'
const HASHTAGS = '#aspan #almatycoffee #wintermenu #raf #breakfast'

/** The words of people on the page. */
type Words = {
  first: string
  added: string
  groups: [string, string]
  kk: string
  ru: string
  tr: string
}

const WINTER: Words = {
  first:
    'Winter is on the menu: saffron raf, berry cake and pancakes that are still warm at seven. ☕️',
  added: ADDED,
  groups: ['Cafés of Almaty', 'Bakeries'],
  kk: 'Мәзірде қыс: шафран қосылған раф, жидек торты және таңғы жетіде әлі жылы тұратын құймақ. ☕️',
  ru:
    'Зима уже в меню: шафрановый раф, торт с ягодами и блинчики, которые в семь утра ещё тёплые. ' +
    'Приходите пораньше: места у окна занимают первыми. ☕️',
  tr:
    'Kış menüde: safranlı raf, meyveli pasta ve sabah yedide hâlâ sıcak olan krepler. Erken gelin, ' +
    'cam kenarları ilk dolan yerler. ☕️',
}

/** Accounts of two groups by name, with their languages. */
const ACCOUNTS = [
  ['aspan.coffee', 'ru', CAFES],
  ['aspan.almaty', 'kk', CAFES],
  ['aspan.intl', 'en', CAFES],
  ['aspan.istanbul', 'tr', CAFES],
  ['aspan.tashkent', 'uz', CAFES],
  ['aspan.astana', 'ru', CAFES],
  ['nan.bakery', 'ru', BAKERIES],
  ['tandyr.nan', 'kk', BAKERIES],
] as const
const NAMES: readonly string[] = ACCOUNTS.map(([name]) => name)

async function fillAccounts(db: Db, { groups }: Words): Promise<void> {
  await sql`delete from posts where id = ${EDITED}`.execute(db)
  await sql`delete from groups where id in (${CAFES}, ${BAKERIES})`.execute(db)
  await sql`delete from instagram_accounts where username = any (${NAMES}::text[])`.execute(db)
  await sql`delete from proxies where id = ${PROXY}`.execute(db)
  await sql`
    insert into proxies (id, protocol, host, port, identity_hash, state)
    values (${PROXY}, 'http', 'cafes.example', 8080, decode(md5('cafes'), 'hex'), 'active')`.execute(
    db,
  )
  await sql`
    insert into users (id, login, name, role) values (${EDITOR}, 'dana.editor', 'Dana', 'editor')
    on conflict do nothing`.execute(db)
  await sql`
    insert into groups (id, name, colour, shape) values
      (${CAFES}, ${groups[0]}, 'teal', 'circle'), (${BAKERIES}, ${groups[1]}, 'amber', 'square')`.execute(
    db,
  )
  await sql`
    with given as (
      select * from unnest(${NAMES}::text[], ${ACCOUNTS.map(([, language]) => language)}::text[],
        ${ACCOUNTS.map(([, , group]) => group)}::uuid[]) as a (username, language, group_id)),
    pool as (
      insert into instagram_accounts (username, state, purpose, device_seed, secrets, session_created_at, session_source,
        proxy_id)
      select username, case username when 'aspan.astana' then 'needs_login' else 'active' end, 'publish', username, 'x',
        case username when 'aspan.astana' then null else world_now() end,
        case username when 'aspan.astana' then null else 'file' end, ${PROXY}::uuid
      from given returning id, username),
    made as (
      insert into publishing_accounts (account_id, language, warmup_stage)
      select pool.id, given.language, 3 from pool join given using (username) returning id, account_id)
    insert into group_members (group_id, publishing_account_id)
    select given.group_id, made.id from made join pool on pool.id = made.account_id join given using (username)`.execute(
    db,
  )
}

/** A post with a language in each state, and one account that gets it as it is. */
async function fillPost(db: Db, { first, added, kk, ru, tr }: Words): Promise<void> {
  const caption = `${first} ${added} ${HASHTAGS}`
  await sql`
    insert into posts (id, type, caption, as_is, as_is_by, text_changed_at)
    select ${EDITED}::uuid, 'carousel', ${`${first} ${HASHTAGS}`}, array[account.id::text],
      jsonb_build_object(account.id, jsonb_build_object('by', ${EDITOR}::text, 'at', world_now())), world_now()
    from publishing_accounts account join instagram_accounts a on a.id = account.account_id
    where a.username = 'tandyr.nan'`.execute(db)
  await sql`
    insert into post_captions (post_id, language, text, source_hash, source_caption, service, written_by, confirmed_at)
    select p.id, c.language, c.text, p.source_hash, p.caption, c.service, null, null
    from posts p cross join (values
      ('kk', ${kk}, 'deepl')
    ) c (language, text, service) where p.id = ${EDITED}`.execute(db)
  await sql`update posts set caption = ${caption} where id = ${EDITED}`.execute(db)
  await sql`
    insert into post_captions (post_id, language, text, source_hash, source_caption, service, written_by, confirmed_at)
    select p.id, c.language, c.text, p.source_hash, p.caption, c.service, c.written_by::uuid, c.confirmed_at
    from posts p cross join (values
      ('ru', ${ru}, 'person', ${EDITOR}, world_now()),
      ('tr', ${tr}, 'deepl', null, null)
    ) c (language, text, service, written_by, confirmed_at) where p.id = ${EDITED}`.execute(db)
  await sql`
    insert into uploads (id, file_name, sha256, kind, media_type, bytes, width, height, duration_ms, frame_rate, codecs,
      conversions, warnings, report)
    values
      (${COFFEE}, 'coffee.jpg', decode(repeat('c0', 32), 'hex'), 'picture', 'image/jpeg', 120000, 1080, 1350, null, null,
        '{}', '{cut}', '{}', '{"original": {"format": "JPEG", "bytes": 1}}'),
      (${LATTE}, 'latte.mp4', decode(repeat('c1', 32), 'hex'), 'video', 'video/mp4', 9000000, 1080, 1350, 12000, 30,
        '{avc,aac}', '{}', '{}', '{"original": {"format": "MP4", "bytes": 1}}')
    on conflict (id) do nothing`.execute(db)
  await sql`
    insert into post_media (post_id, position, upload_id) values (${EDITED}, 0, ${COFFEE}), (${EDITED}, 1, ${LATTE})`.execute(
    db,
  )
  await sql`
    insert into post_targets (post_id, group_id) values (${EDITED}, ${CAFES}), (${EDITED}, ${BAKERIES})`.execute(
    db,
  )
}

/** A post that is being written: each state of a language, on accounts of two groups. */
export async function fillWinter(db: Db, words: Words = WINTER): Promise<void> {
  await fillAccounts(db, words)
  await fillPost(db, words)
}

export const postEditor: Filling = {
  async fill(db, text) {
    const name = text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 90)
    const words = { first: `${name}.`, kk: name, ru: name, tr: name, added: `${name}, ${name}.` }
    await fillWinter(db, { ...words, groups: [`${name} 1`, `${name} 2`] })
  },
  paths: [`/posts/${EDITED}`, `/posts/${EDITED}/captions`, `/posts/${EDITED}/plan?when=at`],
}

import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

type Planned = readonly [days: number, time: string, group: string, caption: string, status: string]

/** Posts by days from today and hours in Almaty. Bakeries have a gap, Cafés a collision. */
const POSTS: readonly Planned[] = [
  [-14, '10:00', 'Bakeries', 'Хлеб из тандыра', 'completed'],
  [-12, '10:00', 'Bakeries', 'Baursaks at noon', 'completed'],
  [-10, '10:00', 'Bakeries', 'Самса с тыквой', 'completed'],
  [-8, '08:00', 'Bakeries', 'One dough, forty metres', 'completed'],
  [-6, '08:00', 'Bakeries', 'Жұма күнгі торт', 'completed'],
  [-4, '08:00', 'Bakeries', 'Блинчики с семи утра', 'completed'],
  [-3, '18:30', 'Coffee houses', 'The city before seven', 'completed'],
  [-2, '08:00', 'Bakeries', 'Cake for breakfast, yes or no?', 'failed'],
  [-1, '10:00', 'Coffee houses', 'Завтрак до полудня — теперь каждый день', 'completed'],
  [0, '00:05', 'Bakeries', 'Pancakes', 'completed'],
  [0, '23:55', 'Coffee houses', 'Түскі ас: лағман, салат және нан', 'pending'],
  [1, '13:00', 'Bakeries', 'Мастер-класс бариста', 'review'],
  [1, '19:00', 'Coffee houses', 'How our lagman is pulled', 'pending'],
  [2, '12:30', 'Coffee houses', 'С рынка — на стол', 'pending'],
  [2, '12:50', 'One house', 'Barista class: three seats left', 'pending'],
  [3, '09:00', 'Steppe', 'Платье в клетку', 'draft'],
  [9, '12:00', 'Bakeries', 'Cakes for Christmas Eve', 'pending'],
  [11, '18:00', 'Steppe', 'Қысқы кроссовкалар', 'draft'],
]

const UNDATED: readonly Planned[] = [
  [0, '', 'Coffee houses', 'Winter is on the menu', 'review'],
  [0, '', 'Steppe', 'Платье в горох: последние размеры', 'draft'],
]

const GROUPS = [
  ['Coffee houses', 'teal', 'circle', ['cal.aspan', 'cal.almaty', 'cal.astana', 'cal.intl']],
  ['Bakeries', 'amber', 'square', ['cal.nan', 'cal.tandyr']],
  ['Steppe', 'violet', 'triangle', ['cal.wear', 'cal.wear_kz']],
  ['One house', 'rose', 'diamond', ['cal.aspan']],
] as const

async function fillGroups(db: Db): Promise<void> {
  await sql`delete from instagram_accounts where username like 'cal.%'`.execute(db)
  for (const [name, colour, shape, accounts] of GROUPS) {
    await sql`delete from groups where name = ${name}`.execute(db)
    await sql`
      with made as (
        insert into instagram_accounts (username, state, purpose, device_seed, secrets)
        select u, 'active', 'publish', u, 'x' from unnest(${[...accounts]}::text[]) u
        where not exists (select from instagram_accounts i where i.username = u) returning id
      ),
      published as (insert into publishing_accounts (account_id) select id from made returning id, account_id),
      its_group as (insert into groups (name, colour, shape) values (${name}, ${colour}, ${shape}) returning id)
      insert into group_members (group_id, publishing_account_id)
      select its_group.id, published.id from its_group, published
      union
      select its_group.id, p.id from its_group, publishing_accounts p
      join instagram_accounts i on i.id = p.account_id and i.username = any (${[...accounts]}::text[])`.execute(
      db,
    )
  }
}

/** A month of posts on groups that have a rhythm; `uploads` are their pictures, in turn. */
export async function fillCalendar(db: Db, uploads: readonly string[] = []): Promise<void> {
  const names = GROUPS.map(([name]) => name)
  await sql`
    delete from posts where id in (
      select t.post_id from post_targets t join groups g on g.id = t.group_id
      where g.name = any (${names}::text[]))`.execute(db)
  await fillGroups(db)
  for (const [place, [days, time, group, caption, status]] of [...POSTS, ...UNDATED].entries())
    // Each is a row with its own states.
    await addPost(db, { days, time, group, caption, status }, uploads[place % uploads.length])
}

type Row = { days: number; time: string; group: string; caption: string; status: string }

async function addPost(db: Db, row: Row, upload: string | undefined): Promise<void> {
  const { days, time, group, caption, status } = row
  const at =
    time === ''
      ? sql`null::timestamptz`
      : sql`((world_now() at time zone 'Asia/Almaty')::date + ${days}::int + ${time}::time) at time zone 'Asia/Almaty'`
  const isOut = ['completed', 'failed'].includes(status)
  const isWish = status === 'draft' || time === ''
  await sql`
    with made as (
      insert into posts (type, caption, status, scheduled_at, time_zone, wished_at, begun_at, completed_at)
      select 'photo', ${caption}, ${status}, case when not ${isWish} then t.at end, 'Asia/Almaty',
        case when ${isWish} then t.at end, case when ${isOut} then t.at end, case when ${isOut} then t.at end
      from (select ${at} as at) t returning id, begun_at
    ),
    targets as (
      insert into post_targets (post_id, group_id)
      select made.id, g.id from made, groups g where g.name = ${group}
    ),
    files as (
      insert into post_media (post_id, position, upload_id)
      select made.id, 0, ${upload ?? null}::uuid from made where ${upload ?? null}::uuid is not null
    )
    insert into executions (post_id, publishing_account_id, username, route, caption, status, posted_at, ended_at,
      error_class, error_message)
    select made.id, p.id, i.username, 'private', ${caption}, case when ${status} = 'failed' then 'failed' else 'success' end,
      case when ${status} <> 'failed' then made.begun_at end, made.begun_at,
      case when ${status} = 'failed' then 'session_ended' end, case when ${status} = 'failed' then 'x' end
    from made join groups g on g.name = ${group} join group_members m on m.group_id = g.id
    join publishing_accounts p on p.id = m.publishing_account_id join instagram_accounts i on i.id = p.account_id
    where ${isOut}`.execute(db)
}

/** The day of the next week, as its address has it. */
const NEXT_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)

export const calendar: Filling = {
  async fill(db, text) {
    await fillCalendar(db)
    await sql`
      update posts set caption = ${text} where id in (
        select t.post_id from post_targets t join groups g on g.id = t.group_id 
        where g.name in ('Steppe', 'Bakeries', 'Coffee houses', 'One house'))`.execute(db)
  },
  paths: [
    '/calendar?earlier=1',
    `/calendar?month=${NEXT_WEEK.slice(0, 7)}`,
    `/calendar?week=${NEXT_WEEK}`,
    '/calendar?chosen=1',
  ],
}

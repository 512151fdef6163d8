import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { fillCalendar } from './fill/calendar.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { publishing, SCHEDULED } from './fill/publishing.ts'
import { aReader, aUser, test } from './kit.ts'

const DAY_MS = 86_400_000

/** A day in Almaty, the zone of the installation, counted from today. */
const dayIn = (days: number): string =>
  new Date(Date.now() + 5 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10)

async function postOf(db: Db, caption: string) {
  const { rows } = await sql<{
    id: string
    scheduled_at: Date | null
    wished_at: Date | null
    status: string
  }>`
    select id, scheduled_at, wished_at, status from posts where caption = ${caption} order by id desc limit 1`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new Error(`no post ${caption}`)
  return row
}

/** The markup of a day. */
function daySource(source: string, day: string): string {
  const start = source.indexOf(`id="day-${day}"`)
  const end = source.indexOf('id="day-', start + 1)
  return start < 0 ? '' : source.slice(start, end < 0 ? source.indexOf('</section>', start) : end)
}

/** Two weeks around today have all posts of the story. */
const weekOf = (days: number) => `/calendar?week=${dayIn(days)}`

describe('the calendar', () => {
  test('counts posts, gaps and collisions, and shows each in its place', async ({ db, served }) => {
    await fillCalendar(db)
    const { open } = aReader({ served, token: (await aUser(db, 'planner', 'editor')).token })
    const { text, source } = await open(weekOf(2))
    expect(text).toMatch(/\d+ posts: .*scheduled.*Look at: .*one collision\./)
    const day = daySource(source, dayIn(2))
    expect(day).toMatch(/12:30[^]*12:50[^]*class="flaw"[^]*@cal\.aspan/)
    expect(day.replaceAll(/<[^>]*>|\s+/g, ' ').replaceAll(/ +/g, ' ')).toContain(
      '20 min apart. The second waits until 13:00. Move it',
    )
    // Four accounts: two, and the number of the others; each has the sign of its group.
    expect(day).toMatch(/aria-label="@cal\.almaty · Coffee houses"[^]*<small>\+2<\/small>/)
    expect(day).toMatch(/data-group="teal"[^]*<circle/)
    const gap = await open(weekOf(6))
    expect(gap.text).toMatch(/Bakeries (from .+ to|: nothing until) /)
    const undated = gap.text.slice(gap.text.indexOf('Drafts without a day'))
    expect(undated).toContain('Winter is on the menu')
    expect(undated).toContain('To confirm')
  })

  test('only posts of which nothing was published have dots', async ({ db, served }) => {
    await fillCalendar(db)
    const { open } = aReader({ served, token: (await aUser(db, 'dots', 'editor')).token })
    const published = await postOf(db, 'Pancakes')
    const planned = await postOf(db, 'Түскі ас: лағман, салат және нан')
    const { source } = await open(weekOf(0))
    expect(source).toContain(`id="entry-${published.id}"`)
    expect(source).not.toContain(`/calendar/${published.id}/move`)
    expect(source).toContain(`data-drag="/console/calendar/${planned.id}/move"`)
    // Yesterday takes nothing, tomorrow does.
    expect(source).not.toContain(`data-day="${dayIn(-1)}"`)
    expect((await open(weekOf(1))).source).toContain(`data-day="${dayIn(1)}"`)
  })

  test('boxes of groups filter, and stay in the address', async ({ db, served }) => {
    await fillCalendar(db)
    const { open } = aReader({ served, token: (await aUser(db, 'filter', 'editor')).token })
    const { rows } = await sql<{ id: string }>`select id from groups where name = 'Steppe'`.execute(
      db,
    )
    const id = rows[0]?.id ?? ''
    const { text, source } = await open(`${weekOf(3)}&chosen=1&group=${id}`)
    expect(text).toContain('Платье в клетку')
    expect(text).not.toContain('С рынка — на стол')
    expect(text).not.toContain('Winter is on the menu')
    expect(source).toMatch(/href="[^"]*chosen=1&amp;group=[^"]*"[^>]*rel="next"/)
    const nothing = await open(`${weekOf(3)}&chosen=1`)
    expect(nothing.text).toContain('Nothing is planned in this period.')
  })

  test('a click on a day begins a post there at the next free hour; its first letter stores it', async ({
    db,
    served,
  }) => {
    await fillCalendar(db)
    const { send, open } = aReader({ served, token: (await aUser(db, 'begin', 'editor')).token })
    const countPosts = async () => (await sql`select from posts`.execute(db)).rows.length
    const before = await countPosts()
    const { rows: groups } = await sql<{ id: string }>`select id from groups limit 1`.execute(db)
    const group = groups[0]?.id ?? ''
    const begun = await send(`/calendar/begin`, { on: `${dayIn(3)} ${group}` })
    const path = (begun.address ?? '').slice('/console'.length)
    // A draft is at 9 o'clock.
    expect(new URLSearchParams(path.split('?')[1]).get('at')).toBe(`${dayIn(3)}T10:00`)
    expect((await open(path)).source).toMatch(
      new RegExp(`value="${group}"[^>]*checked|checked[^>]*value="${group}"`),
    )
    expect((await send(path, { caption: ' ' })).address).toBe(`/console${path}`)
    expect(await countPosts()).toBe(before)

    await send(path, { caption: 'Tea at ten' })
    const { rows } = await sql<{ at: string; status: string }>`
      select to_char(wished_at at time zone 'Asia/Almaty', 'YYYY-MM-DD HH24:MI') as at, status from posts
      order by id desc limit 1`.execute(db)
    expect(rows).toEqual([{ at: `${dayIn(3)} 10:00`, status: 'draft' }])
    expect(daySource((await open(weekOf(3))).source, dayIn(3))).toContain('Tea at ten')
  })

  test('a draft is moved onto a day and back, without being scheduled', async ({ db, served }) => {
    await fillCalendar(db)
    const { send, open } = aReader({ served, token: (await aUser(db, 'mover', 'editor')).token })
    const caption = 'Платье в горох: последние размеры'
    const { id } = await postOf(db, caption)
    const back = `/console${weekOf(5)}`
    const moved = await send(`/calendar/${id}/move`, { at: dayIn(5), back })
    expect(moved.address).toMatch(/^\/console\/calendar\?week=.*undo=/)
    expect(await postOf(db, caption)).toMatchObject({ status: 'draft', scheduled_at: null })
    const path = (moved.address ?? '').slice('/console'.length)
    const { text, source } = await open(path)
    expect(text).toContain(`${caption}: moved to`)
    const field = (name: string) =>
      new RegExp(`class="undo floating"[^]*?name="${name}" value="([^"]*)"`).exec(source)?.[1] ?? ''
    const undo = { back: field('back').replaceAll('&amp;', '&'), moment: '' }
    const undone = await send(`/calendar/${id}/move`, { ...undo, 'only-if': field('only-if') })
    expect(undone.flash).toBe('Back at its earlier time.')
    expect(await postOf(db, caption)).toMatchObject({ wished_at: null })
    expect((await send(`/calendar/${id}/move`, { at: '2020-01-01T10:00' })).text).toContain(
      'Choose a time to come.',
    )
    // It was moved again meanwhile.
    const late = await send(`/calendar/${id}/move`, { ...undo, 'only-if': field('only-if') })
    expect(late.flash).toBe('The post was moved again meanwhile.')
  })

  test('a scheduled post is moved by its form, which says what is wrong', async ({
    db,
    served,
  }) => {
    await ownAccounts.fill(db, 'brand')
    await publishing.fill(db, 'Summer sale')
    const { send, open } = aReader({ served, token: (await aUser(db, 'former', 'editor')).token })
    const move = `/calendar/${SCHEDULED}/move`
    expect((await open(`${move}?week=2031-03-10`)).source).toContain(
      'name="back" value="/console/calendar?week=2031-03-10"',
    )
    const moved = await send(move, {
      at: '2031-03-11T09:20',
      back: '/console/calendar?week=2031-01-01',
    })
    expect(moved.address).toMatch(/^\/console\/calendar\?week=2031-03-10&undo=/)
    const again = await send(move, { at: '2031-04-01T09:20', back: '/console/calendar' })
    expect(again.address).toMatch(/^\/console\/calendar\?month=2031-04&undo=/)
    const { text } = await open('/calendar?month=2031-04')
    expect(text).toContain('April 2031 1 post: 1 scheduled.')
    const past = await send(move, { at: '2020-04-01T09:20' })
    expect(past.status).toBe(422)
    expect((await send(move, { at: 'soon' })).text).toContain('Choose a day and a time.')
    expect((await open('/calendar?week=2031-99-99')).status).toBe(200)
    const viewer = aReader({ served, token: (await aUser(db, 'reader-only', 'viewer')).token })
    expect((await viewer.open('/calendar')).status).toBe(403)
  })
})

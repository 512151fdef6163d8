import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { fillConsole } from './fill/index.ts'
import { aReader, aUser, test } from './kit.ts'

/** The headings of the menu with the names of their pages; a folded heading is in brackets. */
function menuOf(source: string): Record<string, string[]> {
  const jobs = [...source.matchAll(/<details class="job"[^>]*?(open)?\s*>([^]*?)<\/details>/g)]
  return Object.fromEntries(
    jobs.map(([, open, inside = '']) => {
      const [heading = ''] = /(?<=<summary>)[^<]+/.exec(inside) ?? []
      const names = [...inside.matchAll(/<span>([^<]+)<\/span>/g)].map(([, name = '']) => name)
      return [open ? heading : `(${heading})`, names]
    }),
  )
}

describe('the menu', () => {
  test('groups the pages by the job that people come for', async ({ db, served }) => {
    const { token } = await aUser(db, 'whole-menu', 'admin')
    const english = await aReader({ served, token }).open('/lists')
    const russian = await aReader({ served, token, language: 'ru' }).open('/drafts')

    expect(menuOf(english.source)).toEqual({
      Find: ['Creators', 'Lists', 'Shared links', 'Discovery', 'Follower checks'],
      '(Publish)': ['Posts', 'Calendar', 'Publishing accounts', 'Groups', 'Statistics', 'Activity'],
      '(My accounts)': ['Accounts', 'Reels', 'Projects'],
      '(Shop)': ['Stores', 'Drafts', 'Products'],
      '(System)': [
        'Overview',
        'Tasks',
        'Schedule',
        'Pool accounts',
        'Proxies',
        'AI and spending',
        'Categories',
        'Users',
        'Tokens',
        'Audit log',
        'Settings',
      ],
    })
    expect(Object.keys(menuOf(russian.source))).toEqual([
      '(Найти)',
      '(Публиковать)',
      '(Мои аккаунты)',
      'Магазин',
      '(Система)',
    ])
  })

  test.for([
    ['member', ['Find', 'My accounts', 'Shop', 'System']],
    ['editor', ['Publish']],
    ['viewer', ['Find', 'System']],
  ] as const)('a %s sees what their role reaches', async ([role, headings], { db, served }) => {
    const { token } = await aUser(db, `menu-${role}`, role)
    const menu = menuOf((await aReader({ served, token }).open('/profile')).source)
    expect(Object.keys(menu).map((heading) => heading.replaceAll(/[()]/g, ''))).toEqual(headings)
  })

  test.for(['/campaigns/new', '/watches', '/stories'])(
    'shows at %s the page that people come from',
    async (path, { db, served }) => {
      const { token } = await aUser(db, `from${path.replaceAll('/', '-')}`, 'admin')
      const { source } = await aReader({ served, token }).open(path)

      expect(Object.keys(menuOf(source))).toContain('Find')
      expect(source).toMatch(/href="\/console\/lists"\s+aria-current="page"/)
    },
  )

  test('nothing is folded for people with few pages', async ({ db, served }) => {
    const { token } = await aUser(db, 'few-pages', 'editor')
    const { source } = await aReader({ served, token }).open('/profile')
    expect(Object.keys(menuOf(source))).toEqual(['Publish'])
  })

  test('has a name for each kind of accounts', async ({ db, served }) => {
    const { token } = await aUser(db, 'kinds', 'admin')
    const reader = aReader({ served, token })
    const titles = await Promise.all(
      ['/own-accounts', '/publishing-accounts', '/accounts'].map(
        async (path) => /<h1[^>]*>([^<]+)/.exec((await reader.open(path)).source)?.[1],
      ),
    )
    expect(titles).toEqual(['My accounts', 'Publishing accounts', 'Pool accounts'])
  })

  test('says what waits, at the page and at its folded heading', async ({ db, served }) => {
    await fillConsole(db)
    const { token } = await aUser(db, 'badges', 'admin')
    const { source } = await aReader({ served, token }).open('/creators')
    const { rows } = await sql<{ drafts: number }>`
      select count(*)::int as drafts from product_drafts where status = 'pending'`.execute(db)
    const drafts = rows[0]?.drafts ?? 0
    const badges = [...source.matchAll(/class="count" title="([^"]+)">(\d+)/g)].map(
      ([, title = '', count]) => `${count}: ${title}`,
    )

    expect(drafts).toBeGreaterThan(1)
    expect(badges).toContain(`${drafts}: ${drafts} drafts to decide`)
    expect(badges.filter((badge) => badge.includes('drafts to decide'))).toHaveLength(2)
  })
})

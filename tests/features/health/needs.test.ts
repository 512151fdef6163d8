import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Capacity } from '../../../src/pool/budget/capacity.ts'
import { listNeeds, type Facts } from '../../../src/features/health/needs/list-needs.ts'
import { readPublicationTroubles } from '../../../src/features/health/needs/publications.ts'
import { readFacts } from '../../../src/features/health/needs/read-facts.ts'
import { createPoolReaders } from '../../../src/pool/budget/pool-readers.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { LIMITS, makeAccounts } from '../../pool/pool-fixture.ts'

const facts = async (db: Db) => await readFacts(db, createPoolReaders(db, LIMITS))

const NOW = new Date('2026-12-03T04:24:00Z')

/** The report of a gramd that works, with what a test changes. */
const reportWith = (report: Partial<Facts['report']>): Facts['report'] =>
  ({
    accounts: { in_service: 7, returns_at: null, need_you: [] },
    tasks: { by_type: { full_scrape: { pending: 212 }, ai_analysis: { pending: 38 } } },
    alerts: [],
    ...report,
  }) as unknown as Facts['report']

const plenty: Capacity = {
  accounts: 7,
  startsInSeconds: 0,
  now: 100,
  today: 900,
  perHour: 180,
  perDay: 1_200,
  perDayOfAll: 1_200,
}

const all = (changed: Partial<Facts>): Facts => ({
  report: reportWith({}),
  publications: [],
  proxies: [],
  ailments: [],
  capacity: plenty,
  usage: { since: NOW, until: NOW, hours: [], tasks: [] },
  freeAt: null,
  now: NOW,
  resourceOf: (type) => (type === 'ai_analysis' ? 'openai' : 'instagram'),
  ...changed,
})

const anAilment = (state: string, code: string, count = 1) => ({
  state,
  code,
  count,
  since: NOW,
  until: state === 'resting' ? NOW : null,
  accounts: [{ id: 'a', name: 'pool.kestrel' }],
})

describe('the needs', () => {
  test('are none when all is well', () => {
    expect(listNeeds(all({}))).toEqual([])
  })

  test('begin with harm in public, then what blocks most tasks, then people, then what recovers', () => {
    const needs = listNeeds(
      all({
        report: reportWith({
          alerts: [
            { code: 'log_lines_dropped', message: 'the log', since: null },
            { code: 'openai_refused', message: 'quota', since: NOW },
            { code: 'ai_budget_spent', message: 'spent', since: NOW },
            { code: 'accounts_needs_operator', message: '1 account', since: null },
          ],
        }),
        publications: [
          { kind: 'publications_failed', count: 9, since: NOW, posts: [] },
          { kind: 'publications_unknown', count: 1, since: NOW, posts: [] },
        ],
        proxies: [
          {
            cause: 'proxy_failed',
            count: 4,
            since: NOW,
            next_check_at: new Date('2026-12-03T04:39:00Z'),
            accounts: 2,
            proxies: [{ id: 'p', name: 'almaty-1' }],
          },
        ],
        ailments: [anAilment('resting', 'rate_limited'), anAilment('needs_operator', 'x')],
      }),
    )

    expect(needs.map(({ kind }) => kind)).toEqual([
      'publications_unknown',
      'publications_failed',
      'openai_refused',
      'proxies_dead',
      'log_lines_dropped',
      'accounts_need_person',
      'ai_budget_spent',
      'accounts_rest',
    ])
    expect(needs.find(({ kind }) => kind === 'openai_refused')).toMatchObject({
      waiting_tasks: 38,
      recovers: 'no',
    })
    // Seven other accounts go on.
    expect(needs.find(({ kind }) => kind === 'proxies_dead')).toMatchObject({
      count: 4,
      waiting_tasks: 0,
      waiting_accounts: 2,
      recovers: 'perhaps',
    })
    expect(needs.find(({ kind }) => kind === 'ai_budget_spent')).toMatchObject({
      recovers: 'yes',
      recovers_at: new Date('2026-12-04T00:00:00Z'),
    })
  })

  test('say which task used a spent budget, and when it goes on', () => {
    const goesOn = new Date('2026-12-03T09:24:00Z')
    const task = {
      task_id: 5,
      task_type: 'relation_check',
      status: 'running',
      username: 'kino.almaty',
      requests: 1_054,
    }
    const spent = all({
      capacity: { ...plenty, today: 0 },
      usage: {
        since: NOW,
        until: NOW,
        hours: [{ hour: NOW, task_type: 'relation_check', requests: 1_200 }],
        tasks: [task],
      },
      freeAt: goesOn,
    })

    expect(listNeeds(spent)).toMatchObject([
      {
        kind: 'budget_spent',
        harm: 'recovers',
        recovers_at: goesOn,
        waiting_tasks: 212,
        spent: {
          requests: 1_200,
          of: 1_200,
          most: { task_id: 5, username: 'kino.almaty', requests: 1_054 },
        },
      },
    ])
    const shared = { ...spent, usage: { ...spent.usage, tasks: [{ ...task, requests: 500 }] } }
    expect(listNeeds(shared)).toMatchObject([{ spent: { most: null } }])
  })
})

describe('what needs are found from', () => {
  test('groups dead proxies, with the accounts that wait and the next check', async ({ db }) => {
    const made = await makeAccounts(db, 3)
    await sql`
      update proxies set state = 'dead', death_cause = 'proxy_failed', state_since = world_now() - interval '3 hours',
        last_checked_at = world_now() - interval '4 minutes', label = 'almaty-' || port
      where id = any (${made.slice(0, 2).map(({ proxyId }) => proxyId)}::uuid[])`.execute(db)
    await sql`update instagram_accounts set state = 'proxy_error' where username = ${made[0]?.username}`.execute(
      db,
    )

    const { proxies, ailments, now } = await facts(db)

    expect(proxies).toMatchObject([{ cause: 'proxy_failed', count: 2, accounts: 1 }])
    expect(proxies[0]?.proxies).toHaveLength(2)
    const nextCheck = proxies[0]?.next_check_at ?? now
    expect(Math.round((nextCheck.getTime() - now.getTime()) / 60_000)).toBe(6)
    // Its account waits for the proxy, and is no need of its own.
    expect(ailments).toEqual([])
  })

  test('groups accounts by state and cause, and leaves out those that log in by themselves', async ({
    db,
  }) => {
    const [one, two, three, four] = await makeAccounts(db, 4)
    await sql`update instagram_accounts set state = 'needs_operator' where id = any (${[one?.id, two?.id]}::uuid[])`.execute(
      db,
    )
    await sql`update instagram_accounts set state = 'resting', rest_until = world_now() + interval '46 minutes' where id = ${three?.id}::uuid`.execute(
      db,
    )
    await sql`update instagram_accounts set state = 'needs_login', renewal_at = world_now() where id = ${four?.id}::uuid`.execute(
      db,
    )
    await sql`
      insert into account_events (account_id, event, from_state, to_state, code, created_at)
      select id, 'failed', 'active', state, case state when 'resting' then 'rate_limited' else 'challenge_required' end,
        world_now() - interval '2 hours'
      from instagram_accounts where state <> 'active'`.execute(db)

    const { ailments, now } = await facts(db)

    expect(ailments).toMatchObject([
      { state: 'needs_operator', code: 'challenge_required', count: 2, until: null },
      { state: 'resting', code: 'rate_limited', count: 1 },
    ])
    expect(ailments[0]?.accounts).toHaveLength(2)
    expect(now.getTime() - (ailments[0]?.since?.getTime() ?? 0)).toBeCloseTo(7_200_000, -4)
    expect(ailments[1]?.until?.getTime()).toBeGreaterThan(now.getTime())
  })

  test('names publications that may be out, failed lately or were missed, by their post', async ({
    db,
  }) => {
    await sql`
      with post as (
        insert into posts (type, caption, status) values ('photo', E'Winter is on the menu\\nCome in', 'partly_failed') returning id
      ),
      missed as (
        insert into posts (type, caption, status, missed_at) values ('photo', 'Late', 'pending', world_now())
      )
      insert into executions (post_id, username, route, caption, status, commit_sent_at, ended_at, posted_at)
      select post.id, name, 'official', '', status, at, ended, case status when 'success' then at end
      from post, (values
        ('nan.bakery', 'unknown', world_now() - interval '5 minutes', null::timestamptz),
        ('tandyr', 'failed', world_now(), world_now() - interval '1 hour'),
        ('old', 'failed', world_now(), world_now() - interval '30 hours'),
        ('good', 'success', world_now(), world_now())
      ) t (name, status, at, ended)`.execute(db)

    const found = await readPublicationTroubles(db)

    expect(found.toSorted((one, other) => (one.kind < other.kind ? -1 : 1))).toMatchObject([
      { kind: 'posts_missed', count: 1, posts: [{ name: 'Late', account: null }] },
      { kind: 'publications_failed', count: 1, posts: [{ account: 'tandyr' }] },
      {
        kind: 'publications_unknown',
        count: 1,
        posts: [{ name: 'Winter is on the menu', account: 'nan.bakery' }],
      },
    ])
  })
})

import { sql } from 'kysely'
import { lockExclusive } from '../../../src/db/locks.ts'
import { pairs } from '../../../src/features/pairs/feature.ts'
import { PairView } from '../../../src/features/pairs/pair-view.ts'
import { requestCheck } from '../../../src/features/relations/request-check.ts'
import { pageOf } from '../../../src/http/pagination.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { HOUR } from '../gramd-world.ts'
import { namesIn, startPairsWorld, truthOf, type PairsWorld } from './pairs-world.ts'

const answersOf = async (world: PairsWorld, id: string) =>
  (await world.results(id)).map(({ b, a_follows_b, b_follows_a }) => ({
    name: b.username ?? '',
    a_follows_b: a_follows_b.answer,
    b_follows_a: b_follows_a.answer,
  }))

const truths = (world: PairsWorld, names: readonly string[]) => {
  const truth = truthOf(world)
  return names.map((name) => ({ name, ...truth(name) }))
}

const withStar = ({ star }: PairsWorld, names: readonly string[]) =>
  names.map((b) => ({ a: star.username, b }))

const cancelListCheck = async ({ db, services }: PairsWorld): Promise<void> => {
  const checks = db.selectFrom('relation_checks').select('task_id')
  const { task_id } = await checks.executeTakeFirstOrThrow()
  await services.queue.cancel(db, Number(task_id))
}

/** Members of either list and of both, and somebody who is in neither. */
const someNames = (world: PairsWorld): string[] => [
  ...namesIn(world, 'followers', 2),
  ...namesIn(world, 'following', 2),
  ...[...world.sim.control.mutualsOf(world.star.pk)].slice(0, 2).map((each) => each.username),
  world.sim.world.creatorAt(4_711).username,
]

describe('pairs', () => {
  test('are answered by searches in lists that are long, and agree with the truth', async ({
    db,
  }) => {
    const world = await startPairsWorld(db, { followers: 2_400, following: 2_300 })
    const names = someNames(world)
    const { id, estimate } = await world.ask(withStar(world, names))
    const ended = await world.runToEnd(id)
    expect(ended).toMatchObject({ status: 'complete', complete: true, reason: null })
    expect(await answersOf(world, id)).toEqual(truths(world, names))
    expect(ended.progress.requests).toBeLessThanOrEqual((estimate?.requests ?? 0) + 5)
    expect((await world.results(id))[0]?.a_follows_b.basis).toBe('search')
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('are answered by a whole list when its pages are fewer than the searches', async ({
    db,
  }) => {
    const world = await startPairsWorld(db, { followers: 350, following: 120, mutuals: 30 })
    const names = [
      ...namesIn(world, 'followers', 15, 40),
      ...namesIn(world, 'following', 15, 40),
      world.sim.world.creatorAt(4_711).username,
    ]
    const { id } = await world.ask(withStar(world, names))
    const ended = await world.runToEnd(id)
    expect(ended).toMatchObject({ status: 'complete' })
    expect(await answersOf(world, id)).toEqual(truths(world, names))
    // The profile, for the pairs and for the relation check that reads the lists.
    expect(ended.progress.requests).toBe(1)
    expect(world.seen()).toMatchObject({ followers: 2, following: 1, profile: 2 })
    const { rows } = await sql`select id, status, kinds from relation_checks`.execute(db)
    const [list_check] = ended.list_checks
    expect(rows).toEqual([
      { id: list_check, status: 'complete', kinds: ['followers', 'following'] },
    ])
    expect((await world.results(id))[0]?.b_follows_a.basis).toBe('check')
  })

  test('with accounts of the pool are answered by their own word, many at a time', async ({
    db,
  }) => {
    const world = await startPairsWorld(db, { accounts: 1 })
    const [account] = world.sim.accounts
    const { control } = world.sim
    const others = Array.from({ length: 8 }, (_, index) => world.sim.world.creatorAt(index + 100))
    const [friend, fan] = others
    const username = account?.username ?? ''
    control.befriend(username, friend?.username ?? '', { following: true })
    control.befriend(username, fan?.username ?? '', { followedBy: true })
    const { id, estimate } = await world.ask(
      others.map(({ pk }) => ({ a: username, b: { platform_id: pk } })),
    )
    expect(estimate?.requests).toBe(1)
    await world.runToEnd(id)
    const results = await world.results(id)
    expect(results.map(({ a_follows_b: { basis } }) => basis)).toEqual(
      others.map(() => 'friendship'),
    )
    expect(results.filter(({ a_follows_b }) => a_follows_b.answer === 'yes')).toMatchObject([
      { index: 0 },
    ])
    const back = others.map(({ isPrivate }, index) =>
      isPrivate ? 'unknown' : index === 1 ? 'yes' : 'no',
    )
    expect(results.map(({ b_follows_a }) => b_follows_a.answer)).toEqual(back)
    expect(world.seen()['friendships']).toBe(1)
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('cost nothing where a fresh check has read the whole list', async ({ db }) => {
    const world = await startPairsWorld(db)
    const check = async (at: string, state: string): Promise<void> => {
      await sql`
        with made as (
          insert into relation_checks (username, platform_id, kinds, accounts, status, started_at, completed_at)
          select ${world.star.username}, ${world.star.pk}, '{followers,following}', '{ours}', ${state}, t, t
          from (select world_now() - ${at}::interval as t) at returning id
        ),
        lists as (
          insert into relation_lists (check_id, kind, state)
          select id, kind, ${state} from made, unnest(array['followers', 'following']) kind
        )
        insert into relation_members (check_id, kind, platform_id, username)
        select id, 'followers', '900001', 'old.fan' from made`.execute(db)
    }
    await check('1 hour', 'incomplete')
    await check('30 hours', 'complete')
    const pair = { a: { platform_id: world.star.pk }, b: 'old.fan' }
    const dear = await world.ask([pair])
    expect(dear.estimate?.requests).toBeGreaterThan(0)
    await check('2 hours', 'complete')
    const { id, estimate } = await world.ask([pair, { ...pair, b: 'nobody.at.all' }])
    expect(estimate).toEqual({ requests: 0, seconds: 0 })
    // By name, whose id the check knows, too.
    const named = await world.ask([{ a: world.star.username, b: 'old.fan' }])
    expect(named).toMatchObject({ estimate: { requests: 0 }, progress: { yes: 1, no: 1 } })
    await world.api.send('POST', `/api/relations/pairs/${dear.id}/cancel`)
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { requests: 0, yes: 1, no: 3 },
    })
    const [{ b_follows_a } = { b_follows_a: null }] = await world.results(id)
    expect(b_follows_a).toEqual({
      answer: 'yes',
      basis: 'check',
      reason: null,
      at: '2026-11-21T07:00:00.000Z',
    })
  })

  test('are not answered by the id of somebody who had the name long ago', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 20, following: 20, mutuals: 0 })
    const [follower = ''] = namesIn(world, 'followers', 1, 5)
    const stranger = world.sim.world.creatorAt(4_711)
    const now = world.services.clock.now().getTime()
    await aBlog(db, follower, { platform_id: stranger.pk, scraped_at: new Date(now - 30 * HOUR) })
    const { id } = await world.ask(withStar(world, [follower]))
    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete' })
    expect(await answersOf(world, id)).toEqual(truths(world, [follower]))
  })

  test('with a blog that was never scraped begin with its name', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 20, following: 20, mutuals: 0 })
    const [follower = ''] = namesIn(world, 'followers', 1, 5)
    const id = await aBlog(db, follower)
    const check = await world.ask([{ a: world.star.username, b: id }])
    expect(await world.runToEnd(check.id)).toMatchObject({ status: 'complete' })
    expect(await answersOf(world, check.id)).toEqual(truths(world, [follower]))
  })

  test('are not answered by a name that nobody has seen lately', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 20, following: 20, mutuals: 0 })
    const hour = new Date(world.services.clock.now().getTime() - HOUR)
    const { star } = world
    await aBlog(db, star.username, { platform_id: star.pk, scraped_at: hour })
    const followers = [...world.sim.control.membersOf(star.pk, 'followers')]
    const ids = followers
      .filter(({ isPrivate }) => !isPrivate)
      .slice(0, 2)
      .map(({ platformId }) => platformId)
    const [renamed = '', replaced = ''] = ids
    // A check that has begun, and has read nothing yet, has the name of a blog of any age.
    await sql`
      insert into relation_checks (username, platform_id, kinds, status, started_at)
      values ('old.name', ${renamed}, '{followers}', 'running', ${hour})`.execute(db)
    await aBlog(db, `~${replaced}`, { platform_id: replaced, scraped_at: hour })
    const { id } = await world.ask(
      ids.map((platform_id) => ({ a: star.username, b: { platform_id } })),
    )
    expect((await world.results(id)).map(({ b }) => b.username)).toEqual([null, null])
    const progress = { yes: 2, no: 2 }
    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete', progress })
  })

  test('with an account of the pool mean the one that has the name', async ({ db }) => {
    const world = await startPairsWorld(db)
    const [one = '', other = ''] = world.sim.accounts.map(({ username }) => username)
    const scraped_at = world.services.clock.now()
    for (const [username, platform_id] of [
      [one, '900001'],
      [other, '900002'],
    ] as const) {
      await sql`update instagram_accounts set platform_id = ${platform_id} where username = ${username}`.execute(
        db,
      )
      // Each blog has the name of one and the id of the other, as after a change of names.
      const seen = platform_id === '900001' ? '900002' : '900001'
      await aBlog(db, username, { platform_id: seen, scraped_at })
    }
    await world.ask([{ a: one, b: other }])
    const { rows } = await sql`
      select username, account from relation_pair_people order by person`.execute(db)
    expect(rows).toEqual([one, other].map((username) => ({ username, account: username })))
  })

  test('with an account that is out of service are asked of the others', async ({ db }) => {
    const world = await startPairsWorld(db, { accounts: 2 })
    const ours = world.sim.accounts[0]?.username ?? ''
    const all = Array.from({ length: 3_000 }, (_, index) => world.sim.world.creatorAt(index + 300))
    const hidden = all.find((each) => each.isPrivate && !each.isDeleted)
    const { id } = await world.ask([{ a: ours, b: { platform_id: hidden?.pk ?? '' } }])
    await sql`update instagram_accounts set state = 'needs_operator' where username = ${ours}`.execute(
      db,
    )
    const ended = await world.runToEnd(id)
    const { rows } = await sql`select account from relation_pair_people order by person`.execute(db)
    expect({ ended, rows }).toMatchObject({
      ended: { status: 'incomplete', reason: 'target_private' },
      rows: [{ account: null }, { account: null }],
    })
  })

  test('with private and gone people are unknown, and say why', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 20, following: 20, mutuals: 0 })
    const all = Array.from({ length: 3_000 }, (_, index) => world.sim.world.creatorAt(index + 300))
    const [first, second] = all.filter((each) => each.isPrivate && !each.isDeleted)
    const gone = all.find((each) => each.isDeleted)
    const { id } = await world.ask([
      { a: first?.username ?? '', b: second?.username ?? '' },
      { a: { platform_id: gone?.pk ?? '' }, b: first?.username ?? '' },
      { a: world.star.username, b: first?.username ?? '' },
    ])
    expect(await world.runToEnd(id)).toMatchObject({ status: 'incomplete', complete: false })
    const [private_, missing, half] = await world.results(id)
    expect(private_?.a_follows_b).toMatchObject({ answer: 'unknown', reason: 'target_private' })
    expect(missing?.b_follows_a).toMatchObject({ answer: 'unknown', reason: 'target_gone' })
    expect(half).toMatchObject({ a_follows_b: { answer: 'no' }, b_follows_a: { answer: 'no' } })
    expect(world.sim.referee.violations()).toEqual([])
  })
})

describe('a check of pairs', () => {
  test('that will take much waits for a word, by its estimate', async ({ db }) => {
    const settings = { GRAMD_RELATION_CONFIRM_REQUESTS: '5' }
    const world = await startPairsWorld(db, { settings })
    const json = { pairs: withStar(world, someNames(world)) }
    const refused = await world.api.send('POST', '/api/relations/pairs', { json })
    expect(refused.status).toBe(409)
    const problem = await refused.json()
    expect(problem).toMatchObject({ code: 'confirmation_required', facts: { limit: 5 } })
    const { rows } = await sql`select from relation_pair_checks`.execute(db)
    expect(rows).toEqual([])
    const { id } = await world.ask(json.pairs, { confirm: true })
    expect((await world.runToEnd(id)).status).toBe('complete')
  })

  test('is accepted however many are asked for at once', async ({ db }) => {
    const world = await startPairsWorld(db)
    const pair = { a: world.star.username, b: 'somebody' }
    const asked = await Promise.all(Array.from({ length: 25 }, async () => await world.ask([pair])))
    expect(new Set(asked.map(({ id }) => id)).size).toBe(25)
  })

  test('that turns out to take more than that waits as well', async ({ db }) => {
    const settings = { GRAMD_RELATION_CONFIRM_REQUESTS: '5' }
    const world = await startPairsWorld(db, { accounts: 1, settings })
    const [account] = world.sim.accounts
    const others = Array.from({ length: 8 }, (_, index) => world.sim.world.creatorAt(index + 100))
    const { id } = await world.ask(
      others.map(({ pk }) => ({ a: account?.username ?? '', b: { platform_id: pk } })),
    )
    const waiting = await world.runToEnd(id)
    expect(waiting).toMatchObject({ status: 'waiting', reason: 'confirmation' })
    expect(waiting.progress.answered).toBe(8)
    expect(waiting.estimate?.requests).toBeGreaterThan(5)
    const path = `/api/relations/pairs/${id}/confirm`
    expect((await world.api.send('POST', path)).status).toBe(202)
    expect((await world.api.send('POST', path)).status).toBe(409)
    const ended = await world.runToEnd(id)
    expect(['complete', 'incomplete']).toContain(ended.status)
    expect(ended.progress.answered).toBe(16)
  })

  test('goes on where it was, whatever ends its run, and asks nothing twice', async ({ db }) => {
    const settings = { GRAMD_RELATION_PAGES_AT_ONCE: '3' }
    const world = await startPairsWorld(db, { settings })
    const names = someNames(world)
    const faults = ['login_required', 'rate_limit'] as const
    for (const [index, kind] of faults.entries())
      world.sim.control.failAccount(world.sim.accounts[index]?.username ?? '', {
        kind,
        endpoints: ['followers', 'following'],
        skip: 2,
        count: 1,
      })
    const { id } = await world.ask(withStar(world, names))
    expect(await world.runOnce()).toMatchObject({ error_code: 'relation_turn', attempts: 0 })
    const { answered } = (await world.show(id)).progress
    expect(answered).toBeGreaterThan(0)
    expect(answered).toBeLessThan(14)
    const ended = await world.runToEnd(id)
    expect(ended.status).toBe('complete')
    expect(await answersOf(world, id)).toEqual(truths(world, names))
    const { followers = 0, following = 0, profile = 0 } = world.seen()
    expect(ended.progress.requests).toBe(followers + following + profile)
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('waits for a list that is read in several runs, and reads no page twice', async ({ db }) => {
    const world = await startPairsWorld(db, {
      followers: 700,
      following: 10,
      mutuals: 0,
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '3' },
    })
    world.sim.control.orderLists(world.star.pk, { pageSize: 100 })
    const names = namesIn(world, 'followers', 30, 300)
    const { id } = await world.ask(withStar(world, names))
    expect(await world.runOnce()).toMatchObject({ error_code: 'relation_list', attempts: 0 })
    expect(await world.show(id)).toMatchObject({ status: 'waiting', reason: 'relation_list' })
    await world.runNext('relation_check')
    const ended = await world.runToEnd(id)
    expect(ended).toMatchObject({ status: 'complete', progress: { yes: 30, no: 30, requests: 1 } })
    expect(world.seen()).toMatchObject({ followers: 7, following: 1, profile: 2 })
  })

  test('searches after all when the reading of a list is cancelled', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 120, following: 20, mutuals: 0 })
    const names = namesIn(world, 'followers', 4)
    const { id } = await world.ask(withStar(world, names))
    expect(await world.runOnce()).toMatchObject({ error_code: 'relation_list' })
    await cancelListCheck(world)
    // Why an earlier attempt gave no answer is not shown with the answer.
    await sql`update relation_pair_questions set reason = 'search_not_whole'`.execute(db)
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { yes: 4, no: 4 },
    })
    const [first] = await world.results(id)
    expect(first?.b_follows_a).toMatchObject({ answer: 'yes', basis: 'search', reason: null })
  })

  test('searches the lists of somebody whom gramd saw as private long ago', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 120, following: 20, mutuals: 0 })
    const { star, services } = world
    const scraped_at = new Date(services.clock.now().getTime() - 30 * HOUR)
    const known = { platform_id: star.pk, scrape_status: 'private', scraped_at } as const
    await aBlog(db, star.username, known)
    const { id } = await world.ask(withStar(world, namesIn(world, 'followers', 4)))
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { yes: 4, no: 4 },
      list_checks: [],
    })
  })

  test('waits for an open check of more lists, unless that waits for a word', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 120, following: 1_300, mutuals: 0 })
    const { star, services } = world
    const asked = { target: { platformId: star.pk }, max: null, isConfirmed: false } as const
    const both = ['followers', 'following'] as const
    const open = await requestCheck(services, { ...asked, kinds: both })
    const { id } = await world.ask(withStar(world, namesIn(world, 'followers', 4)))
    expect(await world.runOnce()).toMatchObject({ error_code: 'relation_list' })
    expect((await world.show(id)).list_checks).toEqual([open.id])
    const ask = async () =>
      await requestCheck(services, {
        ...asked,
        isConfirmed: true,
        kinds: ['followers'],
        mayReadMore: true,
      })
    expect(await ask()).toEqual({ id: open.id, created: false })
    await sql`update relation_checks set status = 'waiting'`.execute(db)
    expect(await ask()).toMatchObject({ created: true })
    const { rows } = await sql`
      select is_confirmed from relation_checks where id = ${open.id}::uuid`.execute(db)
    expect(rows).toEqual([{ is_confirmed: false }])
  })

  test('locks nobody whom it shall store while it waits for an erasure', async ({ db }) => {
    const settings = { GRAMD_RELATION_PAGES_AT_ONCE: '1' }
    const world = await startPairsWorld(db, { settings })
    const [{ username } = { username: '' }] = world.sim.control.mutualsOf(world.star.pk)
    const { id } = await world.ask(withStar(world, [username]))
    // A lookup of the star, and a search that finds somebody.
    for (let step = 0; step < 2; step += 1) {
      let running: Promise<unknown> | undefined
      await db.transaction().execute(async (tx) => {
        await lockExclusive(tx, 'erasure')
        running = world.runOnce()
        const waits = async () =>
          (
            await sql`select from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`.execute(
              db,
            )
          ).rows.length
        await expect.poll(waits, { interval: 10 }).toBe(1)
        for (const table of ['relation_pair_people', 'relation_pair_questions'])
          await sql`select from ${sql.table(table)} for update nowait`.execute(tx)
      })
      await running
      await world.advance(1_000)
    }
    expect((await world.show(id)).progress.answered).toBeGreaterThan(0)
  })

  test('ends when the owner of the list that it reads is erased', async ({ db }) => {
    const world = await startPairsWorld(db, {
      followers: 700,
      following: 10,
      mutuals: 0,
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '3' },
    })
    world.sim.control.orderLists(world.star.pk, { pageSize: 100 })
    const { id } = await world.ask(withStar(world, namesIn(world, 'followers', 30, 500)))
    await world.runOnce()
    await world.runNext('relation_check')
    const members = async () => (await sql`select from relation_members`.execute(db)).rows.length
    expect(await members()).toBeGreaterThan(0)
    await world.services.erasures.erase({ platformId: world.star.pk })
    const before = world.seen()
    expect(await world.runToEnd(id)).toMatchObject({ status: 'incomplete', reason: 'erased' })
    expect(world.seen()).toEqual(before)
    expect(await members()).toBe(0)
  })

  test('keeps its answers when it is cancelled', async ({ db }) => {
    const settings = { GRAMD_RELATION_PAGES_AT_ONCE: '3' }
    const world = await startPairsWorld(db, { settings })
    const { id } = await world.ask(withStar(world, someNames(world)))
    await world.runOnce()
    const { yes, no } = (await world.show(id)).progress
    const path = `/api/relations/pairs/${id}/cancel`
    expect((await world.api.send('POST', path)).status).toBe(200)
    expect(await world.show(id)).toMatchObject({
      status: 'cancelled',
      progress: { yes, no, unknown: 14 - yes - no },
    })
    expect((await world.api.send('POST', path)).status).toBe(409)
  })

  test('names nobody who was erased, before or after', async ({ db }) => {
    const world = await startPairsWorld(db)
    const [gone = '', late = '', stays = ''] = someNames(world)
    const { erasures } = world.services
    await erasures.erase({ username: gone })
    const { id } = await world.ask(withStar(world, [gone, late, stays]))
    await erasures.erase({ username: late })
    expect(await world.runToEnd(id)).toMatchObject({ status: 'incomplete', reason: 'erased' })
    const [before, after, other] = await world.results(id)
    for (const erased of [before, after]) {
      expect(erased?.b).toEqual({ username: null, platform_id: null })
      expect(erased?.a_follows_b).toMatchObject({ answer: 'unknown', reason: 'erased' })
    }
    expect(other?.b_follows_a.answer).not.toBe('unknown')
    await erasures.erase({ username: stays })
    expect((await world.results(id))[2]?.b_follows_a).toMatchObject({ reason: 'erased' })
  })

  test('reads a list whole although somebody in it was erased', async ({ db }) => {
    const world = await startPairsWorld(db, { followers: 350, following: 20, mutuals: 0 })
    const [gone = '', ...names] = namesIn(world, 'followers', 31, 40)
    await world.services.erasures.erase({ username: gone })
    const { id } = await world.ask(withStar(world, [...names, 'nobody.at.all']))
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { yes: 30, no: 32 },
    })
    // The list may lack whoever is known by name alone, or by id alone: a search says that.
    const bases = (await world.results(id)).map(({ b_follows_a: { basis } }) => basis)
    expect(bases).toEqual([...names.map(() => 'check'), 'search'])
  })

  test('asks no more of a list that turns out to be private', async ({ db }) => {
    const world = await startPairsWorld(db)
    const others = Array.from({ length: 200 }, (_, index) => world.sim.world.creatorAt(index + 500))
    const names = others
      .filter(({ isPrivate, isDeleted }) => !isPrivate && !isDeleted)
      .slice(0, 3)
      .map(({ username }) => username)
    world.sim.control.failTarget(world.star.pk, { kind: 'private' })
    const a = { platform_id: world.star.pk }
    const { id } = await world.ask(names.map((b) => ({ a, b })))
    const ended = await world.runToEnd(id)
    expect(ended.progress.answered).toBe(6)
    const { followers = 0, following = 0, profile = 0 } = world.seen()
    expect(ended.progress.requests).toBe(followers + following + profile)
    // The one that says so, the profiles, and three requests a question whose search finds nobody.
    expect(ended.progress.requests).toBeLessThanOrEqual(1 + 4 + 18)
  })

  test('is delayed, and no more, by answers that fail', async ({ db }) => {
    const world = await startPairsWorld(db)
    const names = someNames(world)
    const order = { endpoints: ['followers', 'following'] as const, count: 4 }
    for (const [index, { username }] of world.sim.accounts.entries())
      world.sim.control.failAccount(username, {
        ...order,
        endpoints: [...order.endpoints],
        kind: index === 0 ? 'server_error' : 'bad_gateway',
        skip: 3,
      })
    const { id } = await world.ask(withStar(world, names))
    expect((await world.runToEnd(id)).status).toBe('complete')
    expect(await answersOf(world, id)).toEqual(truths(world, names))
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('is asked for in every form, page by page, and names each fault', async ({ db }) => {
    const world = await startPairsWorld(db)
    const { username, pk } = world.star
    const faulty = await world.api.send('POST', '/api/relations/pairs', {
      json: {
        pairs: [
          { a: username, b: `https://www.instagram.com/${username}/` },
          { a: 'a b', b: '01a2003f-ff60-708b-b2ae-7ceb69f8c680' },
        ],
      },
    })
    expect(faulty.status).toBe(422)
    expect(await faulty.json()).toMatchObject({
      errors: [{ field: 'pairs.1.a' }, { field: 'pairs.0.b' }, { field: 'pairs.1.b' }],
    })
    const { id } = await world.ask([
      { a: `@${username}`, b: 'somebody' },
      { a: { platform_id: pk }, b: 'somebody' },
      { a: 'somebody', b: `@${username}` },
    ])
    const path = `/api/relations/pairs/${id}/results`
    const Page = pageOf(PairView)
    const first = Page.parse(await (await world.api.send('GET', `${path}?limit=2`)).json())
    expect(first.data.map(({ index }) => index)).toEqual([0, 1])
    const rest = await world.api.send('GET', `${path}?limit=2&cursor=${first.next_cursor}`)
    expect(await rest.json()).toMatchObject({
      data: [{ index: 2, a: { username: 'somebody' }, a_follows_b: { answer: null } }],
      next_cursor: null,
    })
    expect((await world.show(id)).progress).toMatchObject({ questions: 4, answered: 0 })
    // Why an attempt gave no answer is no reason while the question is open.
    await sql`update relation_pair_questions set reason = 'search_not_whole'`.execute(db)
    expect((await world.results(id))[2]?.a_follows_b).toMatchObject({ answer: null, reason: null })
  })
})

test('pairs are taken up again after a cancellation, and forgotten when they are old', async ({
  db,
}) => {
  const world = await startPairsWorld(db, {
    followers: 700,
    following: 10,
    mutuals: 0,
    settings: { GRAMD_RELATION_PAGES_AT_ONCE: '3' },
  })
  world.sim.control.orderLists(world.star.pk, { pageSize: 100 })
  const names = [...namesIn(world, 'followers', 30, 300), 'nobody.at.all']
  const { id, task_id } = await world.ask(withStar(world, names))
  await world.runOnce()
  await world.runNext('relation_check')
  await cancelListCheck(world)
  await world.api.send('POST', `/api/relations/pairs/${id}/cancel`)
  expect(await world.show(id)).toMatchObject({ status: 'cancelled' })
  await world.services.queue.retry(db, task_id ?? 0)
  expect(await world.runToEnd(id)).toMatchObject({
    status: 'complete',
    progress: { yes: 30, no: 32 },
  })
  expect((await world.results(id))[0]?.b_follows_a.basis).toBe('check')
  const rules = pairs.retention?.(world.services.config) ?? []
  const rule = rules
    .filter((each) => 'remove' in each)
    .find(({ tables: [table] }) => table === 'relation_pair_checks')
  const { signal } = new AbortController()
  expect(await rule?.remove(world.services, rule.keepMs, signal)).toBe(0)
  await world.advance(91 * 24 * HOUR)
  expect(await rule?.remove(world.services, rule.keepMs, signal)).toBe(1)
  const { rows } = await sql`select from relation_pair_people`.execute(db)
  expect(rows).toEqual([])
})

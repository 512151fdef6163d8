import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { EXECUTION_FAILED, LIVE, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

const path = `/posts/${LIVE}`

async function fill(db: Db) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Winter menu')
}

/** The heads of the lists with the accounts of each. */
const listsIn = (source: string) =>
  source.split('<section aria-labelledby="list-').flatMap((text, at) => {
    const [list = ''] = text.split('</section>')
    const name = /<h2[^>]*>([^<]*)/.exec(list)?.[1]?.trim() ?? ''
    const accounts = [...list.matchAll(/class="name"><bdi>@([^<]+)/g)].map(([, who = '']) => who)
    return at === 0 ? [] : [[name, accounts] as const]
  })

test('publications are in lists by what they need, with one step for each account', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'lists', 'editor')).token })
  const shown = await open(path)
  expect(listsIn(shown.source)).toEqual([
    ['Needs you', ['publisher_5', 'publisher_6']],
    ['Under way', ['publisher_1', 'publisher_2', 'publisher_3']],
    ['Published', ['publisher_4']],
    ['Skipped and stopped', ['publisher_7', 'publisher_8']],
  ])
  expect(shown.source.match(/id="step-/g)).toHaveLength(8)
  expect(shown.source).toMatch(/<span role="status" id="summary"/)
  // One waits for a person from then on.
  await sql`
    update executions set waits_for = 'review' where post_id = ${LIVE}::uuid and status = 'waiting'`.execute(
    db,
  )
  const asked = await open(path)
  expect(listsIn(asked.source)[0]).toEqual([
    'Needs you',
    ['publisher_5', 'publisher_2', 'publisher_6'],
  ])
  expect(asked.text).toContain('1 waits for you')

  await sql`
    update executions set status = 'success', posted_at = world_now(), ended_at = world_now(), waits_for = null,
      warnings = '{}', step = 'done'
    where post_id = ${LIVE}::uuid and status <> 'skipped'`.execute(db)
  await sql`delete from executions where post_id = ${LIVE}::uuid and status = 'skipped'`.execute(db)
  const done = await open(path)
  expect(done.text).toContain('On 7 of 7 accounts.')
  expect(listsIn(done.source).map(([name]) => name)).toEqual(['Published'])
  expect(done.text).toContain('Checked: caption and 3 files are there.')
})

test('a failure says what is at fault, and offers the act that helps', async ({ db, served }) => {
  await fill(db)
  const { token } = await aUser(db, 'faults', 'editor')
  const { open } = aReader({ served, token })
  const actsFor = async (errorClass: string, code: string | null) => {
    await sql`
      update executions set error_class = ${errorClass}, error_code = ${code}
      where post_id = ${LIVE}::uuid and status = 'failed'`.execute(db)
    const { source } = await open(path)
    const [, row = ''] = source.split('<li id="execution-0198c1a5-0000-7000-8000-00000000f505">')
    const [text = ''] = row.split('class="live-got"')
    return {
      fault: /(Nothing is wrong[^<]*|The account is fine[^<]*|Post and account[^<]*)/.exec(
        text,
      )?.[1],
      acts: [...text.matchAll(/Retry|Duplicate and change|Open the account/g)].map(String).slice(1),
    }
  }
  expect(await actsFor('media_refused', '36003')).toMatchObject({
    fault: 'The account is fine: another file is needed.',
  })
  expect((await actsFor('media_refused', null)).acts).toContain('Duplicate and change')
  expect(await actsFor('action_blocked', null)).toMatchObject({
    fault: 'Nothing is wrong with the post: the account needs attention.',
  })
  expect((await actsFor('action_blocked', null)).acts).toContain('Open the account')
  expect((await actsFor('caption_refused', null)).fault).toBe(
    'The account is fine: something in the post has to change.',
  )
  expect((await actsFor('transient', null)).fault).toBe(
    'Post and account are fine: a retry may help.',
  )
})

test('a publication that a co-author prevents is tried again without them', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'uninviter', 'editor')
  const { open, send } = aReader({ served, token })
  await sql`
    update posts set collaborators = '{saule.bakes,dana}' where id = ${LIVE}::uuid`.execute(db)
  const refused = async (message: string, code = '110/2207018') => {
    await sql`
      update executions set error_class = 'order_refused', error_code = ${code}, error_message = ${message}
      where post_id = ${LIVE}::uuid and status = 'failed'`.execute(db)
    return await open(path)
  }
  expect((await refused('No one is named')).text).toContain('Retry without @saule.bakes, @dana')
  expect((await refused('@somebody.tagged is private')).text).not.toContain('Retry without')
  expect((await refused('The caption is bad', '100/1')).text).not.toContain('Retry without')
  const { text } = await refused('User @saule.bakes.')
  expect(text).toContain('Retry without @saule.bakes')
  expect(text).not.toContain('Retry without @saule.bakes, @dana')

  const act = `${path}/executions/${EXECUTION_FAILED}/retry-without`
  await send(act, [['collaborator', 'saule.bakes']])
  const { rows } = await sql`
    select status, uninvited from executions where id = ${EXECUTION_FAILED}::uuid`.execute(db)
  expect(rows).toEqual([{ status: 'queued', uninvited: ['saule.bakes'] }])
  expect((await open(path)).text).toContain('Without the co-author: @saule.bakes.')
})

test('the file that is being sent is counted, and the last actions are in words', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'files', 'editor')).token })
  const { text, source } = await open(path)
  expect(text).toContain('File 2 of 3 is being uploaded.')
  expect(source).toMatch(/<progress\s+value="1"\s+max="3"\s+aria-label="1 of 3 files uploaded"/)
  expect(text).toContain('@publisher_3 : Instagram refused the post')
  expect(text).toContain('@publisher_3 : searched for it: not visible yet')
  await sql`
    update executions set progress = '{"staged": ["1", "2", "3"]}'
    where post_id = ${LIVE}::uuid and status = 'posting'`.execute(db)
  expect((await open(path)).text).toContain('All files have arrived.')
})

test('one account is skipped before its turn; who only reads is offered no act', async ({
  db,
  served,
}) => {
  await fill(db)
  const editor = aReader({ served, token: (await aUser(db, 'skips', 'editor')).token })
  const shown = await editor.open(path)
  const actions = [...shown.source.matchAll(/action="\/console([^"]+\/skip)"/g)].map(
    ([, action = '']) => action,
  )
  expect(actions).toHaveLength(2)
  const skipped = await editor.send(actions[0] ?? '', {})
  expect([skipped.status, skipped.flash]).toEqual([
    303,
    'The account is skipped; the others go on.',
  ])
  expect((await editor.open(path)).source.match(/\/skip"/g)).toHaveLength(1)
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from executions where post_id = ${LIVE}::uuid and status = 'cancelled'`.execute(
    db,
  )
  expect(rows).toEqual([{ n: 2 }])
})

import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readFields, readForm } from '../../../../console/page.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { taskType } from '../../../../console/parts/task-type.ts'
import { z } from '../../../../http/router.ts'
import { KINDS, type Kind } from './parse-command.ts'
import type { Context } from './kit.ts'

const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]]
const kind = z.enum(KIND_NAMES)

const Fields = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('retry'),
    kind: z.union([kind, z.literal('')]),
    expected: z.coerce.number().int().min(0),
    text: z.string().max(200),
  }),
  z.object({ command: z.literal('pause'), kind }),
  z.object({ command: z.literal('resume'), kind }),
  z.object({ command: z.literal('add'), blog: z.uuid(), list: z.uuid() }),
  z.object({ command: z.literal('refresh'), name: z.string().regex(/^[a-z0-9._]{1,30}$/) }),
  z.object({ command: z.literal('write') }),
])
type Fields = z.output<typeof Fields>
type Of<Name extends Fields['command']> = Extract<Fields, { command: Name }>

/** `POST /search/do`: what the user has read and confirmed, by the operation that does it. */
export async function doCommand(page: Context): Promise<Response> {
  const fields = readFields(Fields, await readForm(page))
  switch (fields.command) {
    case 'retry':
      return await retry(page, fields)
    case 'pause':
    case 'resume':
      return await pauseOrResume(page, fields)
    case 'add':
      return await add(page, fields)
    case 'refresh':
      return await refresh(page, fields)
    case 'write':
      // Nothing is stored before the first letter or file.
      return goTo(page, '/posts/new')
  }
}

/** Retries failed tasks; asks again when their number has changed since the page was shown. */
async function retry(page: Context, { kind: type, expected, text }: Of<'retry'>) {
  const filter = type === '' ? {} : { task_type: [type] }
  const { answer, refusal } = await refusable(
    page.api.call('changeTasks', { body: { action: 'retry', filter, expected } }),
    [409],
  )
  if (refusal) {
    if (refusal.problem.code !== 'count_changed') throw refusal
    const path = withQuery('/search', { q: text })
    return goTo(page, path, page.t('changedMeanwhile'))
  }
  return goTo(page, '/tasks?status=pending', page.t('retried', { n: answer.changed }))
}

async function pauseOrResume(page: Context, { command, kind: type }: Of<'pause' | 'resume'>) {
  const params = { type }
  await page.api.call(command === 'pause' ? 'pauseTaskType' : 'resumeTaskType', { params })
  return goTo(
    page,
    '/tasks/types',
    page.t(`done_${command}`, { what: taskType(page.language, type) }),
  )
}

async function add(page: Context, { blog, list }: Of<'add'>): Promise<Response> {
  const { added } = await page.api.call('addListMembers', {
    params: { id: list },
    body: { blogs: [blog] },
  })
  return goTo(page, `/lists/${list}`, page.t(added > 0 ? 'added' : 'wasThere'))
}

async function refresh(page: Context, { name }: Of<'refresh'>): Promise<Response> {
  await page.api.call('scrapeCreators', { body: { usernames: [name] } })
  return goTo(page, `/creators/@${name}`, page.t('refreshing', { name: `@${name}` }))
}

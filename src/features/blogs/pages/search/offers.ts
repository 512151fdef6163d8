import type { Scope } from '../../../../base/roles.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { taskType } from '../../../../console/parts/task-type.ts'
import { parseCommand, type Command } from './parse-command.ts'
import type { Context } from './kit.ts'

/** A command that a text asks for: what it will do, and the form that does it. */
export type Offer = {
  /** A sentence with everything that changes. */
  does: string
  /** The act alone. */
  label: string
  /** The fields of the form; empty where there is nothing to do. */
  fields: Readonly<Record<string, string>> | null
}

const MAX_LISTS = 200

type Of<Verb extends Command['verb']> = Extract<Command, { verb: Verb }>

/** The rights that each command needs. */
const SCOPES: Readonly<Record<Command['verb'], Scope>> = {
  retry: 'tasks:write',
  pause: 'system:write',
  resume: 'system:write',
  add: 'lists:write',
  refresh: 'creators:write',
  write: 'publishing:write',
}

/** Returns what the text would do, as far as the rights of the user reach. */
export async function offersFor(page: Context, text: string): Promise<readonly Offer[]> {
  const command = parseCommand(text)
  return command && page.may(SCOPES[command.verb]) ? await offersOf(page, command) : []
}

async function offersOf(page: Context, command: Command): Promise<readonly Offer[]> {
  switch (command.verb) {
    case 'retry':
      return [await retryOffer(page, command)]
    case 'pause':
    case 'resume':
      return [switchOffer(page, command)]
    case 'add':
      return await addOffers(page, command)
    case 'refresh':
      return [refreshOffer(page, command)]
    case 'write':
      return [writeOffer(page)]
  }
}

async function retryOffer(page: Context, { kind }: Of<'retry'>): Promise<Offer> {
  const { t, api, language } = page
  const filter = kind === undefined ? {} : { task_type: [kind] }
  const { matched, capped } = await api.call('changeTasks', {
    body: { action: 'retry', filter, dry_run: true },
  })
  const what = kind === undefined ? t('anyTask') : taskType(language, kind)
  if (matched === 0) return { does: t('noneFailed', { what }), label: t('retry'), fields: null }
  return {
    does: t(capped ? 'retryMany' : 'retryDoes', { n: matched, what }),
    label: t('retry'),
    fields: { command: 'retry', kind: kind ?? '', expected: String(matched) },
  }
}

function switchOffer({ t, language }: Context, { verb, kind }: Of<'pause' | 'resume'>): Offer {
  const does = t(`offer_${verb}`, { what: taskType(language, kind) })
  return { does, label: t(verb), fields: { command: verb, kind } }
}

/** One offer for each list whose name has the text in it. */
async function addOffers(page: Context, { username, list }: Of<'add'>): Promise<Offer[]> {
  const { t, api } = page
  const { answer: creator } = await refusable(
    api.call('getBlog', { params: { id: `@${username}` } }),
    [404, 422],
  )
  const label = t('add')
  if (!creator) return [{ does: t('noCreator', { name: `@${username}` }), label, fields: null }]
  const { data } = await api.call('listLists', { query: { limit: MAX_LISTS } })
  const wanted = list.toLowerCase()
  const exact = data.filter(({ name }) => name.toLowerCase() === wanted)
  const named =
    exact.length > 0 ? exact : data.filter(({ name }) => name.toLowerCase().includes(wanted))
  if (named.length === 0) return [{ does: t('noList', { name: list }), label, fields: null }]
  return named.slice(0, 5).map(({ id, name }) => ({
    does: t('addDoes', { creator: `@${username}`, list: name }),
    label,
    fields: { command: 'add', blog: creator.id, list: id },
  }))
}

const refreshOffer = ({ t }: Context, { username }: Of<'refresh'>): Offer => ({
  does: t('refreshDoes', { name: `@${username}` }),
  label: t('refresh'),
  fields: { command: 'refresh', name: username },
})

const writeOffer = ({ t }: Context): Offer => ({
  does: t('writeDoes'),
  label: t('write'),
  fields: { command: 'write' },
})

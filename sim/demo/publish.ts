import { setTimeout as delay } from 'node:timers/promises'
import stringWidth from 'string-width'
import { z } from 'zod'
import { makePicture } from '../instagram/cdn/picture.ts'
import { createControlClient } from '../run/control-client.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { sumOf } from '../run/report.ts'

/** The result of one post on the team's own accounts. */
export type PublishedOutcome = {
  /** On their clock: from the click until the last account had it. */
  minutes: number
  publications: {
    username: string
    route: string
    language: string
    caption: string
    status: string
  }[]
  rulesBroken: number
}

type StandInAccount = { username: string; password: string }

const GROUP = 'Cafés'
const LANGUAGE = 'en'
const LANGUAGES = ['en', 'ru', 'kk'] as const
const CAPTION = 'New coffee from Ethiopia is here, light and sweet 🌿 Come and taste it #coffee'
const ROUTES: Readonly<Record<string, string>> = {
  official: 'by Meta’s API',
  private: 'through its proxy',
}
const COFFEE = { kind: 'post', topic: 'coffee', gender: 'female' } as const
const POLL_MS = 250
const WIDTH = 80

const Id = z.looseObject({ id: z.string() })
const Post = z.looseObject({ status: z.string(), begun_at: z.string().nullable() })
const Executions = z.object({
  data: z.array(
    z.looseObject({
      username: z.string(),
      route: z.string(),
      language: z.string().nullable(),
      caption: z.string(),
      status: z.string(),
      posted_at: z.string().nullable(),
      warnings: z.array(z.string()),
    }),
  ),
})
const Report = z.object({ violations: z.record(z.string(), z.number()) })

/**
 * Puts connected accounts and these of the pool, each behind its proxy, into a group; gives its id.
 */
export async function makeGroup(
  { api, standIns }: LocalGramd,
  { pool, connections }: { pool: readonly StandInAccount[]; connections: readonly string[] },
): Promise<string> {
  const { accounts, proxies } = standIns.instagram
  const { id } = Id.parse(await api.post('/api/groups', { name: GROUP, connections }))
  for (const [at, connection] of connections.entries())
    await api.patch(`/api/accounts/${connection}`, { language: languageAt(at) })
  for (const [at, account] of pool.entries()) {
    await api.post('/api/proxies', { url: proxies[accounts.indexOf(account)]?.url })
    const language = languageAt(connections.length + at)
    const settings = { purpose: 'publish', groups: [GROUP], language }
    await api.post('/api/accounts', { ...account, ...settings })
  }
  return id
}

/**
 * Writes one post, has it translated, and publishes it on all accounts of a group with one click,
 * as an editor does.
 */
export async function publishPost(
  gramd: LocalGramd,
  group: string,
  signal: AbortSignal,
): Promise<PublishedOutcome> {
  const { api, standIns } = gramd
  const media = [{ upload_id: await uploadPicture(gramd) }]
  const draft = { caption: CAPTION, language: LANGUAGE, groups: [group], media }
  const { id } = Id.parse(await api.post('/api/posts', draft))
  await api.post(`/api/posts/${id}/translate`, {})
  await until(gramd, id, { isOver: (status) => status !== 'translating', signal })
  await api.post(`/api/posts/${id}/publish`, {})
  const { begun_at: begunAt } = await until(gramd, id, {
    isOver: (status) => status !== 'posting',
    signal,
  })
  const { data } = Executions.parse(await api.get(`/api/posts/${id}/executions`))
  const last = Math.max(...data.map(({ posted_at: at }) => Date.parse(at ?? begunAt ?? '')))
  const report = await createControlClient(standIns.graph.controlUrl).get('/report')
  return {
    minutes: Math.round((last - Date.parse(begunAt ?? '')) / 60_000),
    publications: data.map(({ username, route, language, caption, status, warnings }) => ({
      username,
      route,
      language: language ?? LANGUAGE,
      caption,
      status: warnings.length === 0 ? status : warnings.join(', '),
    })),
    rulesBroken: sumOf(Object.values(Report.parse(report).violations)),
  }
}

const languageAt = (place: number): string => LANGUAGES[place % LANGUAGES.length] ?? LANGUAGE

async function uploadPicture({ url, token }: LocalGramd): Promise<string> {
  const form = new FormData()
  const bytes = await makePicture('coffee', { width: 1_080, height: 1_350 }, COFFEE)
  form.append('file', new Blob([new Uint8Array(bytes)]), 'coffee.jpg')
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(new URL('/api/uploads', url), { method: 'POST', headers, body: form })
  return Id.parse(await answer.json()).id
}

async function until(
  { api }: LocalGramd,
  id: string,
  { isOver, signal }: { isOver: (status: string) => boolean; signal: AbortSignal },
): Promise<z.output<typeof Post>> {
  for (;;) {
    const post = Post.parse(await api.get(`/api/posts/${id}`))
    if (isOver(post.status)) return post
    await delay(POLL_MS, undefined, { signal })
  }
}

/** Where the post is, and how it reads there, in at most 80 columns. */
export function describePublished({
  minutes,
  publications,
  rulesBroken,
}: PublishedOutcome): string {
  const languages = new Set(publications.map(({ language }) => language))
  const done = publications.filter(({ status }) => status === 'success').length
  return [
    '',
    `One post was written once and published with one click: it is on ${done} of ${publications.length}`,
    `accounts in ${languages.size} languages, after ${minutes} minutes of their clock: one by one, at random`,
    'distances of 2 minutes or more. ' +
      (rulesBroken === 0
        ? "Meta's rules were kept."
        : `${rulesBroken} of Meta's rules were broken.`),
    ...publications.map(({ username, route, language, caption, status }) => {
      const end = status === 'success' ? '' : ` (${status})`
      return cut(`- @${username}, ${ROUTES[route] ?? route}, ${language}${end}: “${caption}`)
    }),
    '',
  ].join('\n')
}

function cut(line: string): string {
  if (stringWidth(line) < WIDTH) return `${line}”`
  let fitting = ''
  for (const character of line) {
    if (stringWidth(fitting + character) > WIDTH - 2) break
    fitting += character
  }
  return `${fitting}…”`
}

import { z } from 'zod'
import { ROLE_NAMES } from '../../src/base/roles.ts'
import { createControlClient } from '../run/control-client.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { tolerate } from '../run/poll.ts'
import type { Creator, Outcome } from './scenario.ts'

/** A one-time link of a user of a role. */
export type Invitation = { role: string; login: string; link: string }

const Welcome = z.object({ login: z.string(), welcome_link: z.string() })
const Id = z.object({ id: z.string() })
const Accounts = z.object({ data: z.array(z.object({ id: z.string(), username: z.string() })) })
const Blogs = z.object({ data: z.array(z.object({ id: z.string() })) })

const NAMES: Readonly<Record<(typeof ROLE_NAMES)[number], string>> = {
  admin: 'Aigerim',
  member: 'Dana',
  editor: 'Timur',
  viewer: 'Vera',
}

/** How far the team is with the creators of the campaign, in turn. */
const STEPS = [
  { status: 'published', price: '180000', currency: 'KZT' },
  { status: 'agreed', price: '150000', currency: 'KZT', note: 'wants to see the brief first' },
  { status: 'contacted', note: 'wrote on Monday' },
  { status: 'candidate' },
  { status: 'candidate' },
  { status: 'rejected', note: 'has a contract with another brand' },
] as const

/**
 * Gives each page of the console something to say: a user of each role, lists, a check of followers
 * that goes on, and trouble with accounts and analyses. What of it does not succeed is
 * left out: the demo's job is done by now.
 */
export async function furnishConsole(
  gramd: LocalGramd,
  outcome: Outcome,
  readers: number,
): Promise<readonly Invitation[]> {
  const { api } = gramd
  const invitations: Invitation[] = []
  for (const role of ROLE_NAMES) {
    const user = { login: NAMES[role].toLowerCase(), name: NAMES[role], role }
    const { login, welcome_link: link } = Welcome.parse(await api.post('/api/users', user))
    invitations.push({ role, login, link })
  }
  const active = outcome.creators.filter(({ status }) => status === 'active')
  for (const step of [makeLists, readFollowers, spoilAnalyses]) await tolerate(step(gramd, active))
  await tolerate(troubleAccounts(gramd, readers))
  return invitations
}

async function makeLists({ api }: LocalGramd, creators: readonly Creator[]): Promise<void> {
  const ends = new Date(Date.now() + 60 * 86_400_000).toISOString()
  const campaign = { name: 'Spring campaign', is_campaign: true, ends_at: ends }
  const { id } = Id.parse(await api.post('/api/lists', campaign))
  const chosen = creators.slice(0, STEPS.length).map(({ username }) => username)
  await api.post(`/api/lists/${id}/members`, { blogs: chosen })
  for (const [at, username] of chosen.entries())
    await api.patch(`/api/lists/${id}/members/${username}`, { ...STEPS[at], owner: 'dana' })
  const other = Id.parse(await api.post('/api/lists', { name: 'To look at again' }))
  const later = creators.slice(-5).map(({ username }) => username)
  await api.post(`/api/lists/${other.id}/members`, { blogs: later })
}

/** Reads the followers of the creator with the longest list: it takes the accounts a while. */
async function readFollowers({ api }: LocalGramd, creators: readonly Creator[]): Promise<void> {
  const [largest] = creators
  if (!largest) return
  const check = { username: largest.username, kinds: ['followers'], confirm: true }
  await api.post('/api/relations', check)
}

/** OpenAI says that the quota is spent: analyses are on hold. */
async function spoilAnalyses(
  { api, standIns }: LocalGramd,
  creators: readonly Creator[],
): Promise<void> {
  const openai = createControlClient(standIns.openai.controlUrl)
  await openai.post('/faults', { on: 'http', kind: 'insufficient_quota', times: 1_000 })
  const username = creators.at(-1)?.username ?? ''
  const { data } = Blogs.parse(await api.get(`/api/blogs?q=${username}&limit=1`))
  await tolerate(api.post(`/api/blogs/${data[0]?.id}/analyze`, {}))
}

/** One account meets a challenge, another one has to rest. */
async function troubleAccounts(
  { api, control, standIns }: LocalGramd,
  readers: number,
): Promise<void> {
  const [challenged, limited] = standIns.instagram.accounts.slice(readers - 2, readers)
  if (!challenged || !limited) return
  await control.post(`/accounts/${challenged.username}/faults`, { kind: 'challenge_required' })
  await control.post(`/accounts/${limited.username}/faults`, { kind: 'rate_limit', count: 1 })
  const { data } = Accounts.parse(await api.get('/api/accounts?limit=200'))
  for (const { id, username } of data)
    if (username === challenged.username || username === limited.username)
      await tolerate(api.post(`/api/accounts/${id}/check`, {}))
}

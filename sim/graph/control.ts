import { Hono } from 'hono'
import { z } from 'zod'
import type { Context, Switches } from './call.ts'
import type { Consent, Dialogs } from './dialogs.ts'
import type { Events } from './events.ts'
import { FaultRule, type FaultBook, type FaultEntry } from './fault-book.ts'
import { PublishFaultRule } from './publish-faults.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import type { Rule, Violation } from './referee.ts'
import type { Login } from './grants.ts'
import { END_REASONS, type EndReason } from './tokens.ts'
import type { PersonSpec } from './world/accounts.ts'
import { addPost, type AddedPost, type Post, type PostChange } from './world/posts.ts'
import { truthOf, type Truth } from './truth.ts'

/** Steers the stand-in and reads what happened. */
export type Control = Events & {
  /** Adds a rule and returns its id. Throws a ZodError if it is malformed. */
  addFault(rule: FaultRule): string
  /** False for an unknown rule. */
  removeFault(id: string): boolean
  clearFaults(): void
  faults(): readonly FaultEntry[]
  /** Adds a fault of containers or publications. Throws a ZodError if it is malformed. */
  addPublishFault(rule: PublishFaultRule): void
  set(switches: Partial<Switches>): void
  /** Answers the address of a dialog as a person does; gives the address of the way back. */
  consent(dialogUrl: string, consent: Consent): string
  /** Answers every dialog so, without asking; null asks again. */
  setConsent(consent: Consent | null): void
  addPerson(spec: PersonSpec): void
  addPost(username: string, post?: Partial<Omit<AddedPost, 'id'>>): Post
  editPost(username: string, id: string, change: Omit<PostChange, 'deletedAt'>): void
  /** A deleted post is there again. */
  restorePost(username: string, id: string): void
  deletePost(username: string, id: string): void
  /** Ends all tokens of a person. */
  endTokens(person: string, reason: EndReason): void
  /** Ends the 90 days within which the app may read a person's data. */
  endDataAccess(person: string): void
  /**
   * Makes Meta report this usage of an account (by name) or of an app, for so many world minutes.
   */
  setUsage(
    of: { account: string; login: Login } | { app: Login },
    percent: number,
    minutes?: number,
  ): void
  /** Ends what `setUsage` said. */
  clearUsage(): void
  truth: Truth
  requests(): readonly LoggedRequest[]
  report(): { requests: Record<string, number>; violations: Partial<Record<Rule, number>> }
  violations(): readonly Violation[]
  /** Forgets violations and requests. */
  clearRecords(): void
}

export type ControlServices = {
  context: Context
  dialogs: Dialogs
  events: Events
  faults: FaultBook
  log: RequestLog
}

export function createControl({ context, dialogs, events, faults, log }: ControlServices): Control {
  const { directory, grants, tokens, limits, referee, switches, apps } = context
  const now = (): number => context.clock.now().getTime()
  const change = (username: string, id: string, what: object): void => {
    const { changes } = directory.accountNamed(username)
    changes.set(id, { ...changes.get(id), ...what })
  }
  return {
    ...events,
    addFault: (rule) => faults.add(rule).id,
    removeFault: (id) => faults.remove(id),
    clearFaults() {
      faults.clear()
      context.publishFaults.clear()
    },
    addPublishFault: (rule) => context.publishFaults.add(rule),
    faults: () => faults.list(),
    set: (some) => void Object.assign(switches, some),
    consent: (address, consent) => dialogs.answer(address, consent),
    setConsent: (consent) => dialogs.setConsent(consent),
    addPerson: (spec) => void directory.addPerson(spec),
    addPost: (username, post = {}) =>
      addPost(directory.accountNamed(username), { publishedAt: now(), ...post }),
    editPost: change,
    deletePost: (username, id) => change(username, id, { deletedAt: now() }),
    restorePost: (username, id) => change(username, id, { deletedAt: undefined }),
    endTokens: (person, reason) => tokens.end(person, reason),
    endDataAccess(person) {
      for (const grant of grants.ofPerson(person)) grant.dataAccessEndsAt = now()
    },
    setUsage(of, percent, minutes = 60) {
      if ('app' in of) limits.plant('app', apps[of.app].id, percent, minutes)
      else {
        const { igId, pageId } = directory.accountNamed(of.account)
        const key = of.login === 'facebook' ? (pageId ?? igId) : igId
        limits.plant('account', key, percent, minutes)
      }
    },
    clearUsage: () => limits.clear(),
    truth: truthOf(context),
    requests: () => log.list(),
    report: () => ({ requests: log.counts(), violations: referee.counts() }),
    violations: () => referee.violations(),
    clearRecords() {
      referee.clear()
      log.clear()
    },
  }
}

const ConsentBody = z
  .strictObject({
    as: z.string(),
    account: z.string().optional(),
    deny: z.boolean().optional(),
    decline: z.array(z.string()).optional(),
    pages: z.array(z.string()).optional(),
  })
  .nullable()
const PostBody = z.strictObject({
  caption: z.string().default(''),
  type: z.enum(['VIDEO', 'IMAGE', 'CAROUSEL_ALBUM']).default('VIDEO'),
})
const CallbackBody = z.strictObject({
  url: z.url(),
  login: z.enum(['facebook', 'instagram']),
  person: z.string(),
  isForged: z.boolean().default(false),
})
const EndBody = z.strictObject({
  reason: z.enum(Object.keys(END_REASONS) as [EndReason, ...EndReason[]]),
})
const SwitchBody = z.strictObject({
  requireProof: z.boolean().optional(),
  shape: z.enum(['data', 'flat']).optional(),
  lagHours: z.number().min(0).max(48).optional(),
  retiredMetrics: z.array(z.string()).optional(),
  inDevelopment: z.boolean().optional(),
  dailyUsers: z.int().min(1).optional(),
  callsPerDay: z.int().min(1).nullable().optional(),
  pollsUntilReady: z.int().min(0).optional(),
  publishQuota: z.int().min(0).optional(),
})

/** The control over HTTP, on its own port: 400 for a bad body, 404 for an unknown name. */
export function controlApp(control: Control): Hono {
  const app = new Hono()
    .get('/faults', (c) => c.json({ data: control.faults() }))
    .post('/faults', async (c) => {
      return c.json({ id: control.addFault(FaultRule.parse(await c.req.json())) }, 201)
    })
    .delete('/faults', (c) => {
      control.clearFaults()
      return c.body(null, 204)
    })
    .post('/publish-faults', async (c) => {
      control.addPublishFault(PublishFaultRule.parse(await c.req.json()))
      return c.body(null, 204)
    })
    .put('/consent', async (c) => {
      const body = ConsentBody.parse(await c.req.json())
      control.setConsent(body && withoutUndefined<Consent>(body))
      return c.body(null, 204)
    })
    .patch('/switches', async (c) => {
      control.set(withoutUndefined<Partial<Switches>>(SwitchBody.parse(await c.req.json())))
      return c.body(null, 204)
    })
    .post('/accounts/:username/posts', async (c) => {
      const post = PostBody.parse(await c.req.json())
      const { id, shortcode } = control.addPost(c.req.param('username'), post)
      return c.json({ id, shortcode }, 201)
    })
    .delete('/accounts/:username/posts/:id', (c) => {
      control.deletePost(c.req.param('username'), c.req.param('id'))
      return c.body(null, 204)
    })
    .post('/persons/:key/end', async (c) => {
      control.endTokens(c.req.param('key'), EndBody.parse(await c.req.json()).reason)
      return c.body(null, 204)
    })
    .post('/callbacks', async (c) => {
      return c.json(await control.sendCallback(CallbackBody.parse(await c.req.json())))
    })
    .get('/report', (c) => c.json(control.report()))
    .get('/violations', (c) => c.json({ data: control.violations() }))
    .get('/requests', (c) => c.json({ data: control.requests() }))
  app.onError((thrown, c) => {
    if (thrown instanceof z.ZodError) return c.json({ error: z.prettifyError(thrown) }, 400)
    if (thrown instanceof SyntaxError) return c.json({ error: thrown.message }, 400)
    if (thrown instanceof RangeError) return c.json({ error: thrown.message }, 404)
    throw thrown
  })
  return app
}

/** An optional member that is undefined is left out, as the types of the control want it. */
const withoutUndefined = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

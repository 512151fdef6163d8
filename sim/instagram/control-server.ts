import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Server } from 'node:http'
import { z } from 'zod'
import { PICTURE_FAULT_KINDS } from './cdn/faults.ts'
import { done, parsed, read } from './control-request.ts'
import type { Control } from './control.ts'
import { ENDPOINT_CLASSES } from './endpoint-class.ts'
import { ACCOUNT_FAULT_KINDS } from './faults.ts'
import { addListRoutes } from './list-routes.ts'
import { LIST_FAULT_KINDS } from './list-rules.ts'
import { LOGIN_FAULT_KINDS } from './login-faults.ts'
import type { Referee } from './referee/referee.ts'
import { serveOnLoopback, type Listening } from '../loopback.ts'
import { PROXY_FAULT_KINDS } from './server/proxy-condition.ts'

const count = z.int().positive().optional()
const accountFault = z.strictObject({
  kind: z.enum(ACCOUNT_FAULT_KINDS),
  count,
  skip: z.int().nonnegative().optional(),
  endpoints: z.array(z.enum(ENDPOINT_CLASSES)).optional(),
})
const loginFault = z.strictObject({ kind: z.enum(LOGIN_FAULT_KINDS), count })
const proxyFault = z.strictObject({
  kind: z.enum(PROXY_FAULT_KINDS),
  delayMs: z.int().nonnegative().default(3_000),
  skip: z.int().nonnegative().optional(),
})
const pictureFault = z.strictObject({
  kind: z.enum(PICTURE_FAULT_KINDS),
  count,
  match: z.string().optional(),
})
const targetFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('poison') }),
  z.strictObject({ kind: z.enum(['private', 'deleted', 'hidden_by_age', 'hidden_by_region']) }),
  z.strictObject({
    kind: z.literal('renamed'),
    username: z.string().regex(/^[a-z0-9._]{1,30}$/),
  }),
])
const total = z.int().nonnegative().max(1_000_000_000).optional()
const words = z.string().max(2_200).nullable().optional()
const storyWords = z.array(z.string().min(1).max(500)).max(20).optional()
const storyOrder = z.strictObject({
  isVideo: z.boolean().optional(),
  mentions: storyWords,
  links: z.array(z.url()).max(20).optional(),
  hashtags: storyWords,
  question: z.string().min(1).max(500).optional(),
  deletedAt: z.number().optional(),
})
const development = z.strictObject({
  followerCount: total,
  followingCount: total,
  mediaCount: z.int().nonnegative().max(10_000).optional(),
  biography: words,
  fullName: words,
  category: words,
  newStory: z.boolean().optional(),
  story: storyOrder.optional(),
  newPicture: z.boolean().optional(),
  highlightsAdded: z.int().nonnegative().max(1_000).optional(),
})
const names = z.array(z.string().regex(/^[a-z0-9._]{1,30}$/)).optional()
const worldTime = z.number().nonnegative()
const script = z.strictObject({
  kind: z.enum(['photo', 'album', 'reel']),
  takenAt: worldTime,
  caption: z.string().max(2_200),
  likes: z.int().nonnegative(),
  comments: z.int().nonnegative(),
  plays: z.int().nonnegative().optional(),
  edits: z.array(z.strictObject({ at: worldTime, caption: z.string().max(2_200) })).optional(),
  coauthors: names,
  tagged: names,
  taggedOnSecond: names,
  sponsors: names,
  labelFrom: worldTime.optional(),
  labelUntil: worldTime.optional(),
  goneFrom: worldTime.optional(),
  commentsOffFrom: worldTime.optional(),
  hidesLikes: z.boolean().optional(),
})
const page = z.coerce.number().int().nonnegative().optional()
const truthQuery = z.strictObject({ posts: page, highlights: page })
const sessionOrder = z.strictObject({
  proxy: z.int().nonnegative().optional(),
  deviceId: z.string().min(1).optional(),
})
const settingsOrder = sessionOrder.omit({ deviceId: true })
const version = z
  .string()
  .regex(/^\d+(\.\d+){4}$/)
  .optional()
const appFloors = z.strictObject({ requests: version, logins: version })
const sessionLifetime = z.strictObject({ seconds: z.number().positive().nullable() })
const totp = z.strictObject({
  seed: z
    .string()
    .regex(/^[A-Za-z2-7\s]{2,}=*$/, 'the seed is not base32')
    .nullable(),
})
const share = z.number().min(0).max(1_000)
const storm = z.strictObject({
  seed: z.string(),
  perThousand: z.partialRecord(z.enum(ACCOUNT_FAULT_KINDS), share).default({}),
  loginPerThousand: z.partialRecord(z.enum(LOGIN_FAULT_KINDS), share).optional(),
  listsPerThousand: z.partialRecord(z.enum(LIST_FAULT_KINDS), share).optional(),
  proxiesDiePerThousand: share.optional(),
  poisonedTargets: share.optional(),
})
const twoFactor = z.strictObject({
  code: z
    .string()
    .regex(/^\d{6,8}$/)
    .nullable(),
})

/** The control plane over HTTP: the calls of `Control` as JSON, on its own loopback port. */
export async function startControlServer(control: Control, referee: Referee): Promise<Listening> {
  const server = createAdaptorServer({ fetch: createControlApp(control, referee).fetch })
  if (!(server instanceof Server)) throw new Error('the control plane needs a plain HTTP server')
  return await serveOnLoopback(server)
}

function createControlApp(control: Control, referee: Referee): Hono {
  const app = new Hono()
  addAccountRoutes(app, control)
  addWorldRoutes(app, control)
  addCreatorRoutes(app, control)
  addListRoutes(app, control)
  app.get('/faults', (context) =>
    context.json({
      account: ACCOUNT_FAULT_KINDS,
      login: LOGIN_FAULT_KINDS,
      proxy: PROXY_FAULT_KINDS,
      target: ['poison', 'private', 'deleted', 'hidden_by_age', 'hidden_by_region', 'renamed'],
      picture: PICTURE_FAULT_KINDS,
      list: LIST_FAULT_KINDS,
      endpoints: ENDPOINT_CLASSES,
    }),
  )
  app.delete('/faults', (context) => {
    control.clearAll()
    return done(context)
  })
  app.get('/referee', (context) => context.json(referee.report()))
  app.get('/referee/violations', (context) => context.json(referee.violations()))
  app.notFound((context) => context.json({ error: 'there is no such path' }, 404))
  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status)
    if (error instanceof RangeError) return context.json({ error: error.message }, 404)
    if (error instanceof TypeError) return context.json({ error: error.message }, 400)
    throw error
  })
  return app
}

function addAccountRoutes(app: Hono, control: Control): void {
  app.post('/accounts/:username/faults', async (context) => {
    control.failAccount(context.req.param('username'), await read(context, accountFault))
    return done(context)
  })
  app.delete('/accounts/:username/faults', (context) => {
    control.clearAccount(context.req.param('username'))
    return done(context)
  })
  app.post('/accounts/:username/login-faults', async (context) => {
    control.failLogin(context.req.param('username'), await read(context, loginFault))
    return done(context)
  })
  app.post('/accounts/:username/kill', (context) => {
    control.killAccount(context.req.param('username'))
    return done(context)
  })
  app.put('/accounts/:username/two-factor', async (context) => {
    const { code } = await read(context, twoFactor)
    control.requireTwoFactor(context.req.param('username'), code)
    return done(context)
  })
  app.post('/accounts/:username/allow-proxy-change', (context) => {
    control.allowProxyChange(context.req.param('username'))
    return done(context)
  })
  app.put('/accounts/:username/totp', async (context) => {
    const { seed } = await read(context, totp)
    control.requireTotp(context.req.param('username'), seed)
    return done(context)
  })
  app.post('/accounts/:username/sessions', async (context) => {
    const order = await read(context, sessionOrder)
    return context.json(control.openSession(context.req.param('username'), order))
  })
  app.post('/accounts/:username/instagrapi-settings', async (context) => {
    const order = await read(context, settingsOrder)
    return context.json(control.instagrapiSettings(context.req.param('username'), order))
  })
  app.delete('/accounts/:username/sessions', (context) => {
    control.endSession(context.req.param('username'))
    return done(context)
  })
}

function addWorldRoutes(app: Hono, control: Control): void {
  app.put('/session-lifetime', async (context) => {
    const { seconds } = await read(context, sessionLifetime)
    control.setSessionLifetime(seconds)
    return done(context)
  })
  app.put('/app-floors', async (context) => {
    const { requests, logins } = await read(context, appFloors)
    control.setAppFloors({ ...(requests && { requests }), ...(logins && { logins }) })
    return done(context)
  })
  app.put('/storm', async (context) => {
    control.stormy(await read(context, storm))
    return done(context)
  })
  app.delete('/storm', (context) => {
    control.calm()
    return done(context)
  })
  app.get('/storm', (context) => context.json(control.struck()))
  app.put('/proxies/:index/fault', async (context) => {
    control.failProxy(Number(context.req.param('index')), await read(context, proxyFault))
    return done(context)
  })
  app.delete('/proxies/:index/fault', (context) => {
    control.clearProxy(Number(context.req.param('index')))
    return done(context)
  })
  app.post('/pictures/faults', async (context) => {
    control.failPictures(await read(context, pictureFault))
    return done(context)
  })
  app.delete('/pictures/faults', (context) => {
    control.clearPictures()
    return done(context)
  })
}

function addCreatorRoutes(app: Hono, control: Control): void {
  app.put('/creators/:username/fault', async (context) => {
    control.failTarget(context.req.param('username'), await read(context, targetFault))
    return done(context)
  })
  app.delete('/creators/:username/fault', (context) => {
    control.clearTarget(context.req.param('username'))
    return done(context)
  })
  app.patch('/creators/:username', async (context) => {
    control.changeCreator(context.req.param('username'), await read(context, development))
    return done(context)
  })
  app.post('/creators/:username/posts', async (context) => {
    const scripts = await read(context, z.array(script).min(1))
    return context.json({ ids: control.publishPosts(context.req.param('username'), scripts) })
  })
  app.delete('/creators/:username/changes', (context) => {
    control.restoreCreator(context.req.param('username'))
    return done(context)
  })
  app.get('/creators/:username', (context) => {
    const options = parsed(truthQuery, context.req.query())
    const truth = control.truthOf(context.req.param('username'), options)
    return truth ? context.json(truth) : context.json({ error: 'there is no such creator' }, 404)
  })
  app.get('/creators/:username/stories', (context) =>
    context.json(control.storiesOf(context.req.param('username'))),
  )
  app.get('/hostile-creators', (context) => context.json(control.hostileCreators()))
  app.get('/locations', (context) => context.json(control.locations()))
}

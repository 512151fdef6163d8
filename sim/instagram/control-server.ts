import { createAdaptorServer } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Server } from 'node:http'
import { z } from 'zod'
import type { Control } from './control.ts'
import { ENDPOINT_CLASSES } from './endpoints/route.ts'
import { ACCOUNT_FAULT_KINDS } from './faults.ts'
import { LOGIN_FAULT_KINDS } from './login-faults.ts'
import type { Referee } from './referee/referee.ts'
import { listenOnLoopback, stopListening } from './server/loopback.ts'
import { PROXY_FAULT_KINDS } from './server/proxy-condition.ts'

const count = z.int().positive().optional()
const accountFault = z.strictObject({
  kind: z.enum(ACCOUNT_FAULT_KINDS),
  count,
  endpoints: z.array(z.enum(ENDPOINT_CLASSES)).optional(),
})
const loginFault = z.strictObject({ kind: z.enum(LOGIN_FAULT_KINDS), count })
const proxyFault = z.strictObject({
  kind: z.enum(PROXY_FAULT_KINDS),
  delayMs: z.int().nonnegative().default(3_000),
})
const targetFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('poison') }),
  z.strictObject({ kind: z.enum(['private', 'deleted']) }),
  z.strictObject({
    kind: z.literal('renamed'),
    username: z.string().regex(/^[a-z0-9._]{1,30}$/),
  }),
])
const twoFactor = z.strictObject({
  code: z
    .string()
    .regex(/^\d{6,8}$/)
    .nullable(),
})

export type ControlServer = { url: string; close(): Promise<void> }

/** The control plane over HTTP: the calls of `Control`, JSON in and out, on a loopback port of its own. */
export async function startControlServer(
  control: Control,
  referee: Referee,
): Promise<ControlServer> {
  const server = createAdaptorServer({ fetch: createControlApp(control, referee).fetch })
  if (!(server instanceof Server)) throw new Error('the control plane needs a plain HTTP server')
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const stopped = stopListening(server)
      server.closeAllConnections()
      await stopped
    },
  }
}

function createControlApp(control: Control, referee: Referee): Hono {
  const app = new Hono()
  const done = (context: Context) => context.body(null, 204)

  app.get('/faults', (context) =>
    context.json({
      account: ACCOUNT_FAULT_KINDS,
      login: LOGIN_FAULT_KINDS,
      proxy: PROXY_FAULT_KINDS,
      target: ['poison', 'private', 'deleted', 'renamed'],
      endpoints: ENDPOINT_CLASSES,
    }),
  )
  app.delete('/faults', (context) => {
    control.clearAll()
    return done(context)
  })
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
  app.put('/proxies/:index/fault', async (context) => {
    control.failProxy(Number(context.req.param('index')), await read(context, proxyFault))
    return done(context)
  })
  app.delete('/proxies/:index/fault', (context) => {
    control.clearProxy(Number(context.req.param('index')))
    return done(context)
  })
  app.put('/creators/:username/fault', async (context) => {
    control.failTarget(context.req.param('username'), await read(context, targetFault))
    return done(context)
  })
  app.delete('/creators/:username/fault', (context) => {
    control.clearTarget(context.req.param('username'))
    return done(context)
  })
  app.get('/creators/:username', (context) => {
    const truth = control.truthOf(context.req.param('username'))
    return truth ? context.json(truth) : context.json({ error: 'there is no such creator' }, 404)
  })
  app.get('/referee', (context) => context.json(referee.report()))
  app.get('/referee/violations', (context) => context.json(referee.violations()))
  app.notFound((context) => context.json({ error: 'there is no such path' }, 404))
  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status)
    if (error instanceof RangeError) return context.json({ error: error.message }, 404)
    throw error
  })
  return app
}

/** The body as its schema has it; anything else is a 400 that says what is wrong. */
async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch((error: unknown) => {
    throw new HTTPException(400, { message: 'the body is not JSON', cause: error })
  })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new HTTPException(400, { message: z.prettifyError(parsed.error) })
  return parsed.data
}

import type { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import { done, parsed, read } from './control-request.ts'
import type { ListControl } from './list-control.ts'
import { CURSOR_OWNERS, FOREIGN_CURSORS, LIST_FAULT_KINDS } from './list-rules.ts'
import { LIST_KINDS } from './world/relations/layout.ts'
import { LEAVERS } from './world/relations/moves.ts'

const length = z.int().nonnegative().max(4_000_000_000)
const count = z.int().positive().max(1_000_000)
const listKind = z.enum(LIST_KINDS)
const sizes = z.strictObject({
  followers: length.optional(),
  following: length.optional(),
  mutuals: length.optional(),
})
const move = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['join', 'come_back', 'rename']), count }),
  z.strictObject({ kind: z.literal('leave'), count, which: z.enum(LEAVERS).optional() }),
])
const rules = z.strictObject({
  pageSize: z.int().positive().max(200).optional(),
  cursors: z.enum(CURSOR_OWNERS).optional(),
  foreign: z.enum(FOREIGN_CURSORS).optional(),
  listed: length.optional(),
  reportsLimit: z.boolean().optional(),
  repeats: length.optional(),
  endless: z.boolean().optional(),
  ordersByDate: z.boolean().optional(),
})
const fault = z.strictObject({
  kind: z.enum(LIST_FAULT_KINDS),
  list: listKind.optional(),
  skip: z.int().nonnegative().optional(),
  count: count.optional(),
})
const befriending = z.strictObject({
  following: z.boolean().optional(),
  followedBy: z.boolean().optional(),
})

/** Lines per chunk. */
const LINES = 1_000

export function addListRoutes(app: Hono, control: ListControl): void {
  app.put('/creators/:username/lists', async (context) => {
    control.setLists(context.req.param('username'), await read(context, sizes))
    return done(context)
  })
  app.get('/creators/:username/lists', async (context) =>
    context.json(await control.sumsOf(context.req.param('username'))),
  )
  app.get('/creators/:username/lists/:list', (context) => {
    const list = parsed(listKind, context.req.param('list'))
    const members = control.membersOf(context.req.param('username'), list)
    context.header('content-type', 'application/x-ndjson')
    return stream(context, async (out) => {
      for (const lines of piecesOf(members)) await out.write(lines)
    })
  })
  app.post('/creators/:username/lists/:list/moves', async (context) => {
    const list = parsed(listKind, context.req.param('list'))
    control.moveMembers(context.req.param('username'), list, await read(context, move))
    return done(context)
  })
  app.put('/creators/:username/list-rules', async (context) => {
    control.orderLists(context.req.param('username'), await read(context, rules))
    return done(context)
  })
  app.post('/creators/:username/list-faults', async (context) => {
    control.failLists(context.req.param('username'), await read(context, fault))
    return done(context)
  })
  app.put('/list-rules', async (context) => {
    control.orderLists(null, await read(context, rules))
    return done(context)
  })
  app.post('/list-faults', async (context) => {
    control.failLists(null, await read(context, fault))
    return done(context)
  })
  app.delete('/lists', (context) => {
    control.clearLists()
    return done(context)
  })
  app.put('/accounts/:username/friendships/:creator', async (context) => {
    const { username, creator } = context.req.param()
    control.befriend(username, creator, await read(context, befriending))
    return done(context)
  })
}

/** Members as lines of JSON. */
function* piecesOf(members: Iterable<object>): Generator<string> {
  let lines: string[] = []
  for (const member of members) {
    lines.push(`${JSON.stringify(member)}\n`)
    if (lines.length < LINES) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}

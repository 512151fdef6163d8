import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createGraphClient } from '../../../src/platforms/graph/client.ts'
import { createRefusedMetrics } from '../../../src/platforms/graph/refused-metrics.ts'
import type { GraphLogin } from '../../../src/platforms/graph-call.ts'
import { createOfficialPublisher } from '../../../src/platforms/publishing/official.ts'
import type { PublishRequest } from '../../../src/platforms/publisher.ts'
import { pageToken, startWorld } from '../../sim/graph/kit.ts'
import { aCall, anOrder, type TestMedia } from './orders.ts'

const SCOPES = {
  facebook:
    'instagram_basic,pages_show_list,pages_read_engagement,instagram_content_publish,instagram_manage_comments,instagram_manage_contents',
  instagram:
    'instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments',
}
const ACCOUNTS = { facebook: 'qahwa.co', instagram: 'dana.draws' }

/** A publisher on an account of the stand-in, with a public server for its files. */
export async function anOfficialPublisher(
  login: GraphLogin = 'facebook',
  scope: string = SCOPES[login],
) {
  const world = await startWorld()
  onTestFinished(async () => await world.sim.close())
  const { sim, clock } = world
  const username = ACCOUNTS[login]
  const platformId = sim.control.truth.accountId(username)
  const token =
    login === 'facebook'
      ? (await pageToken(world, 'brand', { scope })).token
      : await world.connect('instagram', { as: 'creator' }, { scope })
  const api = createGraphClient({
    version: 'v25.0',
    hosts: sim.hosts,
    apps: sim.apps,
    postsPerDay: 50,
    timeoutMs: 3_000,
    refusedMetrics: createRefusedMetrics(clock),
  })
  const publisher = createOfficialPublisher({
    api,
    clock,
    use: async ({ signal }, work) => await work({ login, token, signal }, platformId),
  })
  const files = await serveFiles()
  const { call, kept } = aCall('connection')
  return {
    publisher,
    sim,
    clock,
    call,
    kept,
    username,
    /** An order whose files the platform can fetch. */
    order: (media: readonly TestMedia[], order: Partial<PublishRequest> = {}) =>
      anOrder(media.map(files.publish), order),
    publish: files.publish,
    /** The steps of an order up to its commit. */
    async ready(order: PublishRequest) {
      for (;;) {
        const outcome = await publisher.upload(call(), order)
        if (outcome.kind !== 'waiting') return outcome
        clock.pass(outcome.delayMs)
      }
    },
    posts: () => sim.control.truth.posts(username).filter(({ source }) => source !== undefined),
  }
}

/** A server that anybody may ask. */
async function serveFiles() {
  const files = new Map<string, TestMedia>()
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    const type = file?.durationMs === null ? 'image/jpeg' : 'video/mp4'
    response.writeHead(file ? 200 : 404, { 'content-type': type })
    response.end(file?.content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    publish: (media: TestMedia): TestMedia => {
      const path = `/${media.sha256}`
      files.set(path, media)
      return { ...media, url: () => `http://127.0.0.1:${port}${path}` }
    },
  }
}

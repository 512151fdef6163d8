import type { Clock } from '../../../src/base/clock.ts'
import { createGraphClient } from '../../../src/platforms/graph/client.ts'
import { createRefusedMetrics } from '../../../src/platforms/graph/refused-metrics.ts'
import type { GraphApi } from '../../../src/platforms/graph-api.ts'
import type { OwnMediaReader } from '../../../src/platforms/own-media-reader.ts'
import { readBrands, type Brand } from '../../../sim/own-media/connected-brands.ts'
import type { GraphStandIn } from '../../../sim/graph/index.ts'

const TIMEOUT_MS = 20_000

/** What another process needs in order to read these accounts. */
export type BrandAccess = Pick<GraphStandIn, 'hosts' | 'apps'> & { brands: Brand[] }

export const createClient = (
  { hosts, apps }: Pick<GraphStandIn, 'hosts' | 'apps'>,
  clock: Clock,
): GraphApi =>
  createGraphClient({
    version: 'v25.0',
    hosts,
    apps,
    timeoutMs: TIMEOUT_MS,
    refusedMetrics: createRefusedMetrics(clock),
  })

export const createBrandReader = (access: BrandAccess, clock: Clock): OwnMediaReader =>
  readBrands(createClient(access, clock), access.brands)

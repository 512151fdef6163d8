import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket, type SecureContext } from 'node:tls'
import type { Clock } from '../../../src/base/clock.ts'
import type { Accounts } from '../account.ts'
import type { Referee } from '../referee/referee.ts'
import { subjectOf } from '../../pictures/draw.ts'
import { PICTURE_FAULTS, type PictureFaultKind, type PictureFaults } from './faults.ts'
import { makePicture, type Size } from './picture.ts'
import type { Creator } from '../world/creator.ts'

export type PictureVisit = { path: string; proxy: number; answer: 'picture' | PictureFaultKind }

/** The content network of pictures; it knows no accounts. */
export type Cdn = {
  /** Serves TLS and HTTP on a connection through this proxy. */
  serve(socket: Socket, proxy: number): void
  /** The last 10,000 requests, oldest first. */
  visits(): readonly PictureVisit[]
}

export type CdnOptions = {
  clock: Clock
  accounts: Accounts
  referee: Referee
  faults: PictureFaults
  secureContext: SecureContext
  /** Null for an unknown picture. */
  authorOf: (name: string) => Creator | null
  pictures: PictureStyle
}

/**
 * `drawn` shows whose it is and what it is about, for people; `small` costs a hundredth of that,
 * for load.
 */
export type PictureStyle = 'drawn' | 'small'

const MAX_ENTRIES = 10_000
/** Posts are as 4:5 as the real ones, but smaller: making them must not cost tests much. */
const SIZES: Readonly<Record<PictureStyle, { avatar: Size; post: Size }>> = {
  drawn: { avatar: { width: 320, height: 320 }, post: { width: 640, height: 800 } },
  small: { avatar: { width: 32, height: 32 }, post: { width: 64, height: 80 } },
}
const PICTURE = /^\/v\/(t51\.[\d-]+)\/(\w+)_n\.jpg$/
const AVATARS = 't51.2885-19'

export function createCdn(options: CdnOptions): Cdn {
  const { clock, accounts, referee, faults, secureContext, authorOf, pictures } = options
  const origins = new WeakMap<Socket, number>()
  let visits: PictureVisit[] = []

  async function pictureOf(kind: string, name: string): Promise<Buffer> {
    const folder = kind === AVATARS ? 'avatar' : 'post'
    const author = pictures === 'drawn' ? authorOf(name) : null
    const subject = author && subjectOf(folder, author)
    return await makePicture(`${kind}/${name}`, SIZES[pictures][folder], subject)
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const proxy = origins.get(incoming.socket) ?? -1
    const at = clock.now().getTime()
    const path = incoming.url ?? '/'
    const inUse = accounts.list.some(({ sessions }) =>
      sessions.some((each) => each.proxy === proxy),
    )
    referee.judgePicture({ proxy, at, headers: incoming.headers, isProxyInUse: inUse })
    const url = new URL(path, 'https://cdn')
    const [, kind = '', name = ''] = PICTURE.exec(url.pathname) ?? []
    const answer = faults.take(path) ?? ownFault(name, url.searchParams.get('oe'), at) ?? 'picture'
    visits.push({ path, proxy, answer })
    if (visits.length > 2 * MAX_ENTRIES) visits = visits.slice(-MAX_ENTRIES)
    const picture = await pictureOf(kind, name)
    if (answer !== 'picture') return PICTURE_FAULTS[answer](response, picture)
    const headers = { 'content-type': 'image/jpeg', 'content-length': picture.length }
    response.writeHead(200, headers).end(picture)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (!incoming.socket.destroyed) console.error(error)
      incoming.socket.destroy()
    })
  })
  return {
    serve(socket, proxy) {
      const secured = new TLSSocket(socket, { isServer: true, secureContext })
      origins.set(secured, proxy)
      server.emit('connection', secured)
    },
    visits: () => visits.slice(-MAX_ENTRIES),
  }
}

/** URLs are signed until a time (`oe`, hexadecimal seconds). */
function ownFault(name: string, oe: string | null, at: number): PictureFaultKind | null {
  if (name === '') return 'not_found'
  return Number.parseInt(oe ?? '0', 16) * 1_000 < at ? 'expired' : null
}

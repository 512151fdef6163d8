import type { ServerResponse } from 'node:http'
import { makeBomb } from './picture.ts'

/** Answers a request for a picture in a wrong way. */
type PictureFault = (response: ServerResponse, picture: Buffer) => void

const JPEG = { 'content-type': 'image/jpeg' }
const HTML = '<!DOCTYPE html><title>Login</title>'
const FIFTY_MEGABYTES = 50_000_000
const CHUNK = Buffer.alloc(256 * 1024, 0xff)
/** Real time between two bytes of a slow answer. */
const DRIP_MS = 50

const text =
  (status: number, body: string): PictureFault =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(body)

/** One row per kind of fault. */
export const PICTURE_FAULTS = {
  expired: text(403, 'URL signature expired'),
  not_found: text(404, 'Not Found'),
  server_error: text(503, 'Service Unavailable'),
  redirect: (response) =>
    void response.writeHead(302, { location: 'https://example.com/picture.jpg' }).end(),
  /** Declares a Content-Length that is too large. */
  huge: (response) => {
    response.writeHead(200, { ...JPEG, 'content-length': FIFTY_MEGABYTES })
    pour(response, FIFTY_MEGABYTES)
  },
  /** Declares no length. */
  endless: (response) => {
    response.writeHead(200, JPEG)
    pour(response, Number.POSITIVE_INFINITY)
  },
  slow: (response, picture) => {
    response.writeHead(200, { ...JPEG, 'content-length': picture.length })
    drip(response, picture)
  },
  page: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  /** Declares an image type. */
  not_an_image: (response) => void response.writeHead(200, JPEG).end(HTML),
  /** The connection ends within the body. */
  truncated: (response, picture) => {
    response.writeHead(200, { ...JPEG, 'content-length': picture.length })
    response.write(picture.subarray(0, picture.length / 2), () => response.socket?.end())
  },
  /** A complete body with half a picture. */
  half_a_picture: (response, picture) =>
    void response.writeHead(200, JPEG).end(picture.subarray(0, picture.length / 2)),
  bomb: (response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(makeBomb()),
  reset: (response) => void response.socket?.destroy(),
} satisfies Record<string, PictureFault>

export type PictureFaultKind = keyof typeof PICTURE_FAULTS

export const PICTURE_FAULT_KINDS = Object.keys(PICTURE_FAULTS) as PictureFaultKind[]

/** For the next `count` pictures or until cleared; only URLs that contain `match`. */
export type PictureFaultOrder = {
  kind: PictureFaultKind
  count?: number | undefined
  match?: string | undefined
}

export type PictureFaults = {
  order(order: PictureFaultOrder): void
  clear(): void
  /** The fault of the next request for this URL, counted as used; null for none. */
  take(address: string): PictureFaultKind | null
}

export function createPictureFaults(): PictureFaults {
  let orders: { kind: PictureFaultKind; left: number; match: string }[] = []
  return {
    order({ kind, count = Number.POSITIVE_INFINITY, match = '' }) {
      orders.push({ kind, left: count, match })
    },
    clear() {
      orders = []
    },
    take(address) {
      const met = orders.find((order) => address.includes(order.match))
      if (!met) return null
      met.left -= 1
      orders = orders.filter(({ left }) => left > 0)
      return met.kind
    },
  }
}

/** Writes until the client goes away. */
function pour(response: ServerResponse, bytes: number): void {
  let left = bytes
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      const chunk = CHUNK.subarray(0, Math.min(CHUNK.length, left))
      left -= chunk.length
      if (!response.write(chunk)) return void response.once('drain', more)
    }
    response.end()
  }
  more()
}

function drip(response: ServerResponse, bytes: Buffer): void {
  let at = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(at, at + 1))
    at += 1
    if (at >= bytes.length) response.end()
  }, DRIP_MS)
  response.once('close', () => clearInterval(timer))
}

import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createVideoReader, type VideoReader } from '../../files/video-reader.ts'

/** Bytes under one name. */
export type ReceivedFile = {
  received: number
  reader: VideoReader
  /** The content of a picture, as long as it is of a size that a client would send. */
  content: Buffer
  /** The last part began elsewhere than where the one before ended. */
  isMisplaced: boolean
}

/** Uploads by their path; a video stays as far as it came. */
export type UploadBook = {
  /** Undefined before the first byte. */
  find(path: string): ReceivedFile | undefined
  /** Reads the body of a request; a connection that breaks ends it. */
  receive(path: string, request: IncomingMessage): Promise<void>
  forget(path: string): void
  /**
   * Reads so many bytes a second (real time) of each upload from now on; null: as fast as they
   * come.
   */
  readAt(bytesPerSecond: number | null): void
  /** Uploads that are being read. */
  readonly underWay: number
}

const LARGEST_PICTURE = 10_000_000
const MOST = 1_000

const pause = async (ms: number): Promise<void> => await delay(ms, undefined, { ref: false })

export const isUploadPath = (path: string): boolean => path.startsWith('/rupload_')

export function createUploadBook(): UploadBook {
  const files = new Map<string, ReceivedFile>()
  let bytesPerSecond: number | null = null
  let underWay = 0
  const begin = (path: string): ReceivedFile => {
    const file = {
      received: 0,
      reader: createVideoReader(),
      content: Buffer.alloc(0),
      isMisplaced: false,
    }
    files.set(path, file)
    const oldest = files.keys().next()
    if (files.size > MOST && !oldest.done) files.delete(oldest.value)
    return file
  }
  return {
    find: (path) => files.get(path),
    forget: (path) => void files.delete(path),
    readAt: (rate) => void (bytesPerSecond = rate),
    get underWay() {
      return underWay
    },
    async receive(path, request) {
      const from = Number(request.headers['offset'] ?? 0)
      const known = from === 0 ? undefined : files.get(path)
      const file = known ?? begin(path)
      file.isMisplaced = file.received !== from
      const isPicture = path.startsWith('/rupload_igphoto/')
      underWay += 1
      try {
        for await (const chunk of request) {
          if (bytesPerSecond !== null) await pause((1_000 * chunk.length) / bytesPerSecond)
          if (file.isMisplaced) continue
          const bytes = Buffer.from(chunk)
          file.received += bytes.length
          file.reader.add(bytes)
          if (isPicture && file.received <= LARGEST_PICTURE) {
            file.content = Buffer.concat([file.content, bytes])
          }
        }
      } catch (error) {
        // The client went away: what arrived stays.
        if (!request.destroyed) throw error
      } finally {
        underWay -= 1
      }
    },
  }
}

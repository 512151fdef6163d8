import { once } from 'node:events'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'

const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const message = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}
const READY = message('Z', Buffer.from('I'))
const OIDS = { number: 23, name: 25 } as const

/** The URL of a server that speaks PostgreSQL's protocol and answers every statement with its version. */
export async function anOldServer(number: number, name: string): Promise<string> {
  const columns = Object.entries(OIDS).map(([column, oid]) =>
    Buffer.concat([text(column), int32(0), int16(0), int32(oid), int16(-1), int32(-1), int16(0)]),
  )
  const cells = [String(number), name].map((cell) =>
    Buffer.concat([int32(Buffer.byteLength(cell)), Buffer.from(cell)]),
  )
  const answer = Buffer.concat([
    message('T', int16(columns.length), ...columns),
    message('D', int16(cells.length), ...cells),
    message('C', text('SELECT 1')),
    READY,
  ])
  const server = createServer((socket) => {
    let hasStarted = false
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      if (!hasStarted) {
        hasStarted = true
        socket.write(Buffer.concat([message('R', int32(0)), READY]))
      } else if (bytes[0] === 0x51) socket.write(answer)
      else if (bytes[0] === 0x50) socket.write(Buffer.concat([message('1'), message('2'), answer]))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `postgres://gramd@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/gramd`
}

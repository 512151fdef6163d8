import type { Readable } from 'node:stream'

/** An event as a server has sent it; `data` is JSON. */
export type StreamedEvent = { id?: string; event: string; data: unknown }

/** Server-sent events one by one, as the API writes them: a line for each field. */
export async function* readEvents(body: Readable): AsyncGenerator<StreamedEvent, void> {
  let rest = ''
  for await (const text of body.setEncoding('utf8')) {
    const blocks = (rest + String(text)).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const [name = '', ...value] = line.split(': ')
          return [name, value.join(': ')] as const
        }),
      )
      const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')]
      // A comment that only prevents a timeout of the stream.
      if (event === undefined || data === undefined) continue
      yield { event, data: JSON.parse(data), ...(id === undefined ? {} : { id }) }
    }
  }
}

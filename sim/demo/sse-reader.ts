export type ServerSentEvent = { id?: string; event: string; data: string }

/** Reads a `text/event-stream` body event by event. */
export async function* createParser(response: Response): AsyncGenerator<ServerSentEvent> {
  if (!response.body) return
  let buffer = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += chunk
    const blocks = buffer.split(/\r?\n\r?\n/)
    buffer = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event) yield event
    }
  }
}

function parseBlock(block: string): ServerSentEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^([a-z]+): ?(.*)$/.exec(line))
  const last = (name: string) => fields.findLast((field) => field?.[1] === name)?.[2]
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []))
  if (data.length === 0) return undefined
  const id = last('id')
  return {
    event: last('event') ?? 'message',
    data: data.join('\n'),
    ...(id === undefined ? {} : { id }),
  }
}

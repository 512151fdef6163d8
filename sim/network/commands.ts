import type { Cut, NetworkProxy } from './proxy.ts'

const HELP = `silence [to-server|to-client]   loses all bytes, also of new connections, until heal
forget                          lets open connections go dead; new ones work
reset                           resets open connections; new ones work
refuse                          resets new connections until heal
delay MS                        delays each piece
rate BYTES                      lets so many bytes a second through, each way
cut half-open|reset before|after TEXT   cuts the next connection that sends TEXT to the server
heal                            new connections work at full speed
status                          counts open connections`

/** Runs a line that a person typed on the proxy; returns what to print. */
export function runCommand(proxy: NetworkProxy, line: string): string {
  const [name = '', ...words] = line.trim().split(/\s+/)
  if (name === 'status') return `${proxy.connections} connections`
  const change = CHANGES[name]
  return change ? (change(proxy, words) ?? 'ok') : HELP
}

/** Each by its first word. Returns what was wrong with the others; undefined for nothing. */
const CHANGES: Readonly<
  Record<string, (proxy: NetworkProxy, words: readonly string[]) => string | void>
> = {
  silence(proxy, [direction]) {
    const isOne = direction === 'to-server' || direction === 'to-client'
    proxy.silence(isOne ? [direction] : undefined)
  },
  forget: (proxy) => proxy.forget(),
  reset: (proxy) => proxy.reset(),
  refuse: (proxy) => proxy.refuse(),
  heal: (proxy) => proxy.heal(),
  delay: (proxy, [word]) => withNumber('delay', word, (delayMs) => proxy.slow({ delayMs })),
  rate: (proxy, [word]) =>
    withNumber('rate', word, (bytes) => proxy.slow({ bytesPerSecond: bytes || Infinity })),
  cut(proxy, [cut, when, ...rest]) {
    const text = rest.join(' ')
    if (!isCut(cut) || !isMoment(when) || text === '')
      return 'cut: expected half-open or reset, before or after, and a text'
    void proxy.cutAt(text, { cut, when })
  },
}

function withNumber(
  name: string,
  word: string | undefined,
  set: (value: number) => void,
): string | void {
  const value = Number(word)
  if (!Number.isFinite(value) || value < 0) return `${name}: expected a number`
  set(value)
}

const isCut = (word: string | undefined): word is Cut => word === 'half-open' || word === 'reset'
const isMoment = (word: string | undefined): word is 'before' | 'after' =>
  word === 'before' || word === 'after'

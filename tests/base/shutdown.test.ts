import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { shutdownOnSignals } from '../../src/base/shutdown.ts'
import { aLog } from '../http/kit.ts'

function listening() {
  const exits: unknown[] = []
  let atMs = 5_000
  const source = Object.assign(new EventEmitter(), {
    exit: (code?: unknown) => {
      exits.push(code)
      return undefined as never
    },
  })
  const { stopped } = shutdownOnSignals(source, aLog().log, () => atMs)
  return {
    exits,
    stopped,
    signal: (name: string, laterMs = 0) => {
      atMs += laterMs
      source.emit(name, name)
    },
  }
}

test('what arrives within a second of the first signal is that signal again', () => {
  const { exits, stopped, signal } = listening()
  expect(stopped.aborted).toBe(false)

  signal('SIGINT')
  signal('SIGINT', 2)
  signal('SIGTERM', 997)

  expect(stopped.aborted).toBe(true)
  expect(exits).toEqual([])
})

test('a signal a second later ends at once, with 1', () => {
  const { exits, signal } = listening()

  signal('SIGTERM')
  signal('SIGTERM', 1)
  signal('SIGTERM', 999)

  expect(exits).toEqual([1])
})

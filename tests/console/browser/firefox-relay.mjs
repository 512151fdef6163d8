#!/usr/bin/env node
// Starts Firefox for Playwright, which speaks WebDriver BiDi with it. A released Firefox lacks the
// command that sets a colour scheme, which Playwright sends for every page: it is answered here,
// and everything else goes on to Firefox.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'

const MISSING = 'emulation.setMediaFeaturesOverride'
const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/

const firefox = spawn(process.env['FIREFOX_PATH'] ?? 'firefox', process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'pipe'],
})
firefox.stderr.on('data', (chunk) => {
  const text = String(chunk)
  const address = LISTENING.exec(text)?.[1]
  if (address === undefined) process.stderr.write(text)
  else relayTo(address)
})
firefox.on('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => firefox.kill(signal))

/**
 * Sockets give buffers unless another type is asked for.
 * @param {import('ws').RawData} data
 */
const textOf = (data) => (Buffer.isBuffer(data) ? data.toString() : '')

/** @param {string} address */
function relayTo(address) {
  const server = createServer()
  new WebSocketServer({ server }).on('connection', (client, request) => {
    const browser = new WebSocket(`${address}${request.url ?? ''}`)
    const opened = new Promise((resolve) => browser.once('open', resolve))
    client.on('message', (data) => {
      const text = textOf(data)
      const { id, method } = JSON.parse(text)
      if (method === MISSING) client.send(JSON.stringify({ type: 'success', id, result: {} }))
      else void opened.then(() => browser.send(text))
    })
    browser.on('message', (data) => client.send(textOf(data)))
    browser.on('close', () => client.close())
    client.on('close', () => browser.close())
  })
  server.listen(0, '127.0.0.1', () => {
    const bound = server.address()
    if (bound === null || typeof bound === 'string') throw new Error('no port')
    process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${bound.port}\n`)
  })
}
